"""Wood and the washbasin: cutting board, spoons, brush, soap, tray."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.mask import Mask
from shopwright.demo.pictures.materials import cylinder, sheen, timber
from shopwright.demo.pictures.palette import Color, Inks, mix, shade, tint
from shopwright.demo.pictures.path import (
    Contour,
    Shape,
    ellipse,
    line,
    moved,
    path,
    rect,
    rotated,
    turned,
)


def cutting_board(c: Canvas, ink: Inks) -> None:
    """Leaning at the wall, a leather loop through its handle."""
    board = path(
        "M176 66 C 176 54 224 54 224 66 L 226 128 C 228 142 240 146 258 148 C 284 150 296 164 296 186"
        " L 300 384 C 300 400 292 408 276 408 L 124 408 C 108 408 100 400 100 384 L 104 186"
        " C 104 164 116 150 142 148 C 160 146 172 142 174 128z"
    )
    c.drop(board, dx=10, dy=6, blur=11)
    c.stand(200, 408, 98, weight=0.8)
    mask = c.mask(board)
    timber(c, mask, ink.main, upright=True)
    if ink.pattern in ("stripe", "band"):
        inlay = c.mask(rect(144, 40, 16, 380), rect(168, 40, 5, 380)).within(mask)
        c.fill(inlay, ink.accent)
        c.texture(inlay, "grain", ink.accent, 0.35)
    _grain(c, mask, ink.main)
    c.edge(mask, (5, 5), 8, shade(ink.main, 0.9), 0.35)
    hole = c.mask(ellipse(200, 84, 10, 10))
    c.fill(hole, shade(c.ground, 0.25))
    c.edge(hole, (-3, -4), 3, shade(ink.main, 0.9), 0.7)
    strap = c.lines([line("M200 84 C 186 60 186 36 200 30 C 214 36 214 60 200 84")], 4)
    leather: Color = (122, 80, 52)
    c.fill(strap, leather)
    c.edge(strap, (1, 1), 1.4, shade(leather, 0.9), 0.5)


def _grain(c: Canvas, mask: Mask, color: Color) -> None:
    """Annual rings of a plank: long arches, closer towards one side."""
    lines: list[Contour] = []
    for number in range(9):
        x = 122 + number * 20
        lean = (number % 3 - 1) * 6
        lines.append(line(f"M{x} 430 C {x + lean} 330 {x - lean} 240 {x + lean * 0.6} 40"))
    lines += [
        line("M226 420 C 232 330 238 280 250 262 C 262 280 268 330 272 420"),
        line("M236 420 C 240 340 244 306 250 294 C 256 306 260 340 262 420"),
    ]
    c.fill(c.lines(lines, 1.1).within(mask), shade(color, 0.6), 0.30)


def spoons(c: Canvas, ink: Inks) -> None:
    """A ladle, a spoon and a spatula, side by side."""
    tools: tuple[tuple[float, str, float], ...] = (
        (136, "spatula", -7),
        (200, "spoon", 0),
        (264, "slotted", 7),
    )
    for number, (x, kind, lean) in enumerate(tools):
        color = mix(ink.main, ink.accent, number * 0.5)
        shapes = _tool(x, kind)
        whole = tuple(
            contour for shape in shapes for contour in rotated(shape, lean, about=(x, 300))
        )
        c.drop(whole, dx=6, dy=8, blur=6)
        mask = c.mask(whole)
        timber(c, mask, color, upright=True)
        c.edge(mask, (3, 3), 4, shade(color, 0.9), 0.35)
        head = rotated(ellipse(x, 140, 24, 38), lean, about=(x, 300))
        if kind != "spatula":
            bowl = c.mask(head)
            c.across(
                bowl,
                (x - 30, x + 30),
                ((0, shade(color, 0.34)), (0.6, tint(color, 0.08)), (1, tint(color, 0.3))),
                0.55,
            )
            c.edge(bowl, (-4, -5), 6, shade(color, 0.9), 0.55)
        slots = [
            rotated(rect(x + dx, 114, 5, 52, 2.5), lean, about=(x, 300)) for dx in (-12, -2.5, 7)
        ]
        if kind != "spoon":
            gaps = c.mask(*slots)
            c.fill(gaps, shade(c.ground, 0.16))
            c.edge(gaps, (-2, -2), 2, shade(color, 0.9), 0.6)
        hole = c.mask(rotated(ellipse(x, 402, 3.2, 3.2), lean, about=(x, 300)))
        c.fill(hole, shade(c.ground, 0.3))


def _tool(x: float, kind: str) -> tuple[Shape, ...]:
    handle = path(
        f"M{x - 5} 170 L {x + 5} 170 C {x + 5} 260 {x + 8} 330 {x + 9} 398"
        f" C {x + 9} 418 {x - 9} 418 {x - 9} 398"
        f" C {x - 8} 330 {x - 5} 260 {x - 5} 170z"
    )
    if kind == "spatula":
        return handle, path(
            f"M{x - 24} 92 C {x - 10} 86 {x + 12} 86 {x + 24} 96 C {x + 30} 130 {x + 22} 160 {x + 6} 190"
            f" L {x - 6} 190 C {x - 22} 160 {x - 30} 130 {x - 24} 92z"
        )
    return handle, ellipse(x, 140, 31, 46)


def brush(c: Canvas, ink: Inks) -> None:
    """A dish brush lying at a slant; `accent` is the bristle."""
    turn = 32
    about = (200.0, 250.0)
    bristles = rotated(
        path("M146 306 L 254 306 L 268 366 C 240 376 160 376 132 366z"), turn, about=about
    )
    handle = rotated(
        path(
            "M188 64 C 188 50 212 50 212 64 L 216 214 C 218 234 240 244 252 262 C 262 284 258 300 252 310"
            " L 148 310 C 142 300 138 284 148 262 C 160 244 182 234 184 214z"
        ),
        turn,
        about=about,
    )
    c.drop(handle + bristles, dx=8, dy=12, blur=9)
    mask = c.mask(bristles)
    c.fill(mask, shade(ink.accent, 0.1))
    hairs = [line(f"M{148 + i * 4} 306 L {134 + i * 5.1} {366 + (i * 7 % 5)}") for i in range(27)]
    c.fill(c.lines(rotated(tuple(hairs), turn, about=about), 1.4), tint(ink.accent, 0.45), 0.75)
    dark = [line(f"M{150 + i * 4} 306 L {136.5 + i * 5.1} {364 + (i * 5 % 4)}") for i in range(26)]
    c.fill(c.lines(rotated(tuple(dark), turn, about=about), 0.9), shade(ink.accent, 0.7), 0.5)
    body = c.mask(handle)
    timber(c, body, ink.main)
    c.edge(body, (4, 5), 7, shade(ink.main, 0.9), 0.4)
    c.edge(body, (-3, -3), 5, tint(ink.main, 0.8), 0.35)
    hole = c.mask(rotated(ellipse(200, 72, 4.4, 4.4), turn, about=about))
    c.fill(hole, shade(c.ground, 0.3))
    ring = c.lines(
        rotated(
            (line("M200 72 C 188 52 188 32 200 28 C 212 32 212 52 200 72"),), turn, about=about
        ),
        2.4,
    )
    c.fill(ring, (206, 190, 160))


def soap(c: Canvas, ink: Inks) -> None:
    """A stack of two bars, the upper with a paper band."""
    c.stand(204, 408, 118)
    for number, (dx, y, color) in enumerate(((6, 318, ink.accent), (-6, 240, ink.main))):
        front = rect(86 + dx, y + 26, 228, 66, 11)
        top = path(
            f"M{86 + dx} {y + 38} C {86 + dx} {y + 34} {88 + dx} {y + 30} {90 + dx} {y + 27}"
            f" L {106 + dx} {y + 6} C {109 + dx} {y + 2} {112 + dx} {y} {118 + dx} {y}"
            f" L {282 + dx} {y} C {288 + dx} {y} {291 + dx} {y + 2} {294 + dx} {y + 6}"
            f" L {310 + dx} {y + 27} C {312 + dx} {y + 30} {314 + dx} {y + 34} {314 + dx} {y + 38}z"
        )
        c.soft(moved(front, 2, 8), shade(ink.accent if number else c.ground, 0.9), 6, 0.35, None)
        body = c.mask(front, top)
        c.across(
            body,
            (84 + dx, 316 + dx),
            ((0, tint(color, 0.18)), (0.5, color), (1, shade(color, 0.2))),
        )
        c.texture(body, "clay", color, 0.22)
        if ink.pattern == "speckle":
            c.speckles(body, shade(color, 0.6), 3600, seed=number + 3)
        surface = c.mask(top)
        c.down(
            surface, (y, y + 38), ((0, tint(color, 0.18)), (0.7, tint(color, 0.4)), (1, color)), 0.9
        )
        c.texture(surface, "clay", color, 0.18)
        c.edge(body, (4, 6), 9, shade(color, 0.9), 0.4)
        if number:
            _band(c, dx, y, ink)
        else:
            stamp = [
                line(f"M{166 + dx} {y + 52} L {234 + dx} {y + 52}"),
                line(f"M{178 + dx} {y + 66} L {222 + dx} {y + 66}"),
            ]
            c.fill(c.lines(stamp, 3), shade(color, 0.6), 0.5)
            c.fill(
                c.lines([tuple((x + 0.8, sy + 1.2) for x, sy in row) for row in stamp], 1.4),
                tint(color, 0.8),
                0.5,
            )


def _band(c: Canvas, dx: float, y: float, ink: Inks) -> None:
    paper: Color = (240, 232, 216)
    wrap = c.mask(
        path(
            f"M{151 + dx} {y - 0.6} L {249 + dx} {y - 0.6} L {258 + dx} {y + 32} L {258 + dx} {y + 92.6}"
            f" L {142 + dx} {y + 92.6} L {142 + dx} {y + 32}z"
        )
    )
    c.fill(wrap, paper)
    c.texture(wrap, "paper", paper, 0.2)
    c.soft(rect(142 + dx, y + 36, 116, 4), shade(paper, 0.7), 3, 0.3, wrap)
    c.soft(rect(142 + dx, y + 84, 116, 10), shade(paper, 0.8), 4, 0.35, wrap)
    c.fill(
        c.mask(rect(142 + dx, y + 40, 116, 3), rect(142 + dx, y + 84, 116, 3)),
        ink.main if ink.pattern == "plain" else ink.accent,
    )
    dark = shade(ink.accent, 0.6)
    c.fill(
        c.lines(
            [
                line(f"M{170 + dx} {y + 58} L {230 + dx} {y + 58}"),
                line(f"M{182 + dx} {y + 70} L {218 + dx} {y + 70}"),
            ],
            2.4,
        ),
        dark,
    )
    c.fill(c.mask(ellipse(200 + dx, y + 18, 9, 4)), dark, 0.8)


def tray(c: Canvas, ink: Inks) -> None:
    """A round tray with a raised rim, from slightly above."""
    c.stand(200, 352, 150)
    outer = c.mask(turned(200, ((270, 158), (276, 160), (304, 154), (312, 148)), depth=0.34))
    c.across(outer, (40, 360), cylinder(ink.main, gloss=0.22))
    c.texture(outer, "wood", ink.main, 0.3)
    c.edge(outer, (0, 6), 6, shade(ink.main, 0.9), 0.45)
    rim = c.mask(ellipse(200, 270, 158, 53.7))
    timber(c, rim, tint(ink.main, 0.2))
    inside = c.mask(ellipse(200, 272, 150, 49.5))
    c.down(inside, (222, 322), ((0, shade(ink.main, 0.4)), (1, tint(ink.main, 0.1))))
    floor = c.mask(ellipse(200, 284, 143, 43)).within(inside)
    color = ink.accent if ink.pattern == "dip" else ink.main
    timber(c, floor, tint(color, 0.06))
    c.edge(floor, (-4, -9), 12, shade(color, 0.9), 0.5)
    sheen(c, ellipse(238, 300, 70, 12), floor, alpha=0.3, blur=9)
