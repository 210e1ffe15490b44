"""What can be drawn: each subject with its whole view, a close-up, and another look at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shopwright.demo.pictures.canvas import Canvas, View
from shopwright.demo.pictures.palette import Inks
from shopwright.demo.pictures.subjects import (
    carried,
    glass,
    home,
    knitted,
    lit,
    paper,
    pottery,
    printed,
    seats,
    thrown,
    wooden,
    worn,
)

Drawing = Callable[[Canvas, Inks], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawing and the part of it that the picture shows."""

    drawing: Drawing
    view: View


@dataclass(frozen=True, slots=True)
class Subject:
    """The pictures of one thing, by angle: 0 the whole, 1 a detail, 2 another look."""

    whole: Scene
    detail: Scene
    other: Scene

    def scene(self, angle: int) -> Scene:
        return (self.whole, self.detail, self.other)[angle]


def _subject(
    drawing: Drawing,
    whole: View,
    detail: View,
    other: View | Scene,
) -> Subject:
    """`other` is a second detail where it is only a view."""
    second = other if isinstance(other, Scene) else Scene(drawing, other)
    return Subject(Scene(drawing, whole), Scene(drawing, detail), second)


_FOLDED_SHIRT = Scene(worn.Folded("linen", collar=True), View(200, 258, 1.18))
_FOLDED_KNIT = Scene(worn.Folded("knit"), View(200, 258, 1.18))
_FOLDED_TEE = Scene(worn.Folded("felt"), View(200, 258, 1.18))

SUBJECTS: Mapping[str, Subject] = MappingProxyType(
    {
        "apron": _subject(
            worn.apron, View(200, 246, 1.12), View(206, 280, 2.3), View(200, 128, 2.2)
        ),
        "backpack": _subject(
            carried.backpack, View(200, 250, 1.18), View(196, 268, 2.3), View(210, 138, 2.2)
        ),
        "beanie": _subject(
            knitted.beanie, View(200, 268, 1.2), View(240, 340, 2.5), View(200, 200, 1.9)
        ),
        "blanket": _subject(
            home.blanket, View(200, 300, 1.14), View(140, 336, 2.4), View(262, 262, 1.9)
        ),
        "book": _subject(
            printed.book, View(202, 260, 1.16), View(190, 210, 2.1), View(230, 350, 2.3)
        ),
        "bottle": _subject(
            glass.bottle, View(204, 262, 1.16), View(204, 296, 2.1), View(200, 160, 2.2)
        ),
        "bowl": _subject(
            thrown.bowl,
            View(206, 306, 1.28),
            View(150, 296, 2.3),
            Scene(thrown.bowl_above, View(204, 254, 1.1)),
        ),
        "brush": _subject(
            wooden.brush, View(200, 250, 1.12), View(150, 310, 2.2), View(262, 130, 2.1)
        ),
        "candle": _subject(
            lit.candle, View(204, 296, 1.32), View(204, 262, 2.4), View(190, 346, 2.2)
        ),
        "candlestick": _subject(
            lit.candlestick, View(204, 262, 1.14), View(206, 330, 2.1), View(162, 136, 2.3)
        ),
        "carafe": _subject(
            glass.carafe, View(204, 258, 1.2), View(200, 160, 2.2), View(180, 330, 2.2)
        ),
        "chair": _subject(
            seats.chair, View(204, 264, 1.1), View(196, 140, 2.0), View(200, 290, 2.1)
        ),
        "cushion": _subject(
            home.cushion, View(200, 266, 1.16), View(272, 170, 2.4), View(140, 330, 2.0)
        ),
        "cutting_board": _subject(
            wooden.cutting_board, View(202, 230, 1.1), View(200, 116, 2.2), View(190, 320, 2.2)
        ),
        "gift_box": _subject(
            paper.gift_box, View(202, 276, 1.22), View(200, 190, 2.2), View(150, 330, 2.1)
        ),
        "jar": _subject(pottery.jar, View(204, 292, 1.3), View(200, 220, 2.3), View(168, 320, 2.2)),
        "mug": _subject(
            thrown.mug,
            View(222, 300, 1.3),
            View(268, 262, 2.3),
            Scene(thrown.mug_above, View(212, 246, 1.16)),
        ),
        "notebook": _subject(
            paper.notebook,
            View(206, 256, 1.14),
            View(200, 196, 2.2),
            Scene(paper.notebook_open, View(202, 262, 1.06)),
        ),
        "pattern_sheet": _subject(
            printed.pattern_sheet, View(202, 252, 1.14), View(180, 200, 2.1), View(244, 330, 2.0)
        ),
        "pencils": _subject(
            paper.pencils, View(202, 244, 1.14), View(200, 150, 2.2), View(200, 322, 2.0)
        ),
        "pendant_lamp": _subject(
            lit.pendant_lamp, View(), View(220, 280, 2.0), View(190, 190, 2.1)
        ),
        "plant_pot": _subject(
            pottery.plant_pot, View(202, 260, 1.14), View(190, 330, 2.2), View(210, 180, 2.0)
        ),
        "plate": _subject(
            pottery.plate,
            View(204, 250, 1.1),
            View(120, 190, 2.1),
            Scene(pottery.plate_stack, View(204, 330, 1.24)),
        ),
        "pouch": _subject(
            carried.pouch, View(202, 300, 1.24), View(140, 260, 2.4), View(250, 350, 2.2)
        ),
        "pour_over": _subject(
            glass.pour_over, View(214, 258, 1.2), View(220, 190, 2.2), View(180, 330, 2.2)
        ),
        "rug": _subject(home.rug, View(202, 262, 1.14), View(150, 350, 2.2), View(250, 170, 2.0)),
        "scarf": _subject(
            knitted.scarf, View(204, 262, 1.14), View(176, 376, 2.4), View(210, 130, 2.0)
        ),
        "shirt": _subject(worn.shirt, View(202, 250, 1.14), View(214, 158, 2.2), _FOLDED_SHIRT),
        "side_table": _subject(
            seats.side_table, View(204, 292, 1.14), View(204, 210, 2.1), View(170, 350, 2.0)
        ),
        "soap": _subject(
            wooden.soap, View(204, 318, 1.26), View(200, 268, 2.2), View(250, 350, 2.2)
        ),
        "socks": _subject(
            knitted.socks, View(202, 256, 1.16), View(200, 150, 2.1), View(206, 350, 2.1)
        ),
        "spoons": _subject(
            wooden.spoons, View(202, 250, 1.12), View(204, 142, 2.1), View(200, 320, 2.0)
        ),
        "stool": _subject(
            seats.stool, View(206, 294, 1.14), View(196, 206, 2.1), View(140, 360, 2.2)
        ),
        "sweater": _subject(
            knitted.sweater, View(200, 248, 1.12), View(210, 160, 2.3), _FOLDED_KNIT
        ),
        "table_lamp": _subject(
            lit.table_lamp, View(204, 264, 1.16), View(196, 206, 1.9), View(206, 380, 2.2)
        ),
        "tea_towel": _subject(
            home.tea_towel, View(204, 248, 1.18), View(210, 346, 2.3), View(200, 140, 2.2)
        ),
        "teapot": _subject(
            pottery.teapot, View(186, 290, 1.24), View(200, 220, 2.2), View(110, 262, 2.1)
        ),
        "tee": _subject(worn.tee, View(200, 256, 1.14), View(206, 146, 2.3), _FOLDED_TEE),
        "tote": _subject(
            carried.tote, View(202, 254, 1.14), View(216, 250, 2.4), View(200, 132, 1.9)
        ),
        "towels": _subject(
            home.towels, View(204, 304, 1.16), View(210, 300, 2.2), View(130, 240, 2.1)
        ),
        "tray": _subject(
            wooden.tray, View(204, 296, 1.08), View(120, 290, 2.1), View(260, 300, 1.9)
        ),
        "tumbler": _subject(
            glass.tumbler, View(208, 306, 1.24), View(160, 310, 2.0), View(240, 250, 2.0)
        ),
        "vase": _subject(
            thrown.vase, View(204, 236, 1.08), View(180, 300, 2.0), View(202, 120, 2.0)
        ),
    }
)
