"""Furniture: chair, stool, side table."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.materials import cylinder, dowel, timber
from shopwright.demo.pictures.palette import Inks, shade, tint
from shopwright.demo.pictures.path import Contour, ellipse, line, mirrored, path, turned


def _leg(c: Canvas, commands: str, width: float, ink: Inks, *, back: bool = False) -> None:
    """A turned leg along a line."""
    contour = line(commands)
    mask = c.lines([contour], width)
    color = shade(ink.main, 0.22) if back else ink.main
    c.fill(mask, color)
    c.texture(mask, "grain", color, 0.25)
    c.edge(mask, (2.4, 0), 2.6, shade(color, 0.9), 0.55)
    c.edge(mask, (-2, 0), 2, tint(color, 0.8), 0.45)


def stool(c: Canvas, ink: Inks) -> None:
    """A three-legged stool; `accent` is a band of paint at the feet if the pattern says dip."""
    c.soft(ellipse(222, 420, 130, 22), shade(c.ground, 0.9), 12, 0.26, None)
    for x in (96, 200, 304):
        c.soft(ellipse(x + 4, 424 if x == 200 else 412, 14, 4), shade(c.ground, 0.9), 3, 0.45, None)
    _leg(c, "M200 206 L 200 400", 13, ink, back=True)
    rung = c.lines([line("M116 336 L 284 336")], 8)
    dowel(c, rung, (331, 341), shade(ink.main, 0.1), upright=False)
    _leg(c, "M140 206 L 100 410", 15, ink)
    _leg(c, "M260 206 L 300 410", 15, ink)
    if ink.pattern == "dip":
        socks = c.lines(
            [line("M107 374 L 100 410"), line("M293 374 L 300 410"), line("M200 374 L 200 400")], 15
        )
        c.fill(socks, ink.accent)
        c.edge(socks, (2.4, 0), 2.6, shade(ink.accent, 0.9), 0.5)
    seat = turned(200, ((188, 112), (192, 114), (206, 112), (212, 102)), depth=0.2)
    side = c.mask(seat)
    c.across(side, (86, 314), cylinder(shade(ink.main, 0.08), gloss=0.2))
    c.texture(side, "wood", ink.main, 0.3)
    top = c.mask(ellipse(200, 188, 112, 22.4))
    timber(c, top, tint(ink.main, 0.16))
    c.edge(top, (0, -4), 8, shade(ink.main, 0.8), 0.28)
    c.soft(ellipse(164, 182, 50, 7), tint(ink.main, 0.9), 6, 0.3, top)


def chair(c: Canvas, ink: Inks) -> None:
    """A spindle-back chair with a woven seat in the accent color."""
    c.soft(ellipse(222, 430, 136, 22), shade(c.ground, 0.9), 12, 0.26, None)
    for x, y in ((112, 434), (288, 434), (134, 404), (266, 404)):
        c.soft(ellipse(x + 4, y, 12, 4), shade(c.ground, 0.9), 3, 0.42, None)
    _leg(c, "M136 282 L 132 400", 11, ink, back=True)
    _leg(c, "M264 282 L 268 400", 11, ink, back=True)
    _back(c, ink)
    stretcher = c.lines([line("M118 364 L 282 364")], 7)
    dowel(c, stretcher, (360, 368), shade(ink.main, 0.08), upright=False)
    _leg(c, "M116 298 L 110 430", 13, ink)
    _leg(c, "M284 298 L 290 430", 13, ink)
    frame = path(
        "M106 286 L 130 256 L 270 256 L 294 286 L 294 302 C 294 306 290 308 286 308 L 114 308"
        " C 110 308 106 306 106 302z"
    )
    apron = c.mask(frame)
    timber(c, apron, shade(ink.main, 0.06))
    seat = path("M112 288 L 134 259 L 266 259 L 288 288 C 260 294 140 294 112 288z")
    mask = c.mask(seat)
    c.fill(mask, ink.accent)
    c.texture(mask, "twill", ink.accent, 0.42)
    c.edge(mask, (0, -5), 7, shade(ink.accent, 0.9), 0.4)
    c.soft(ellipse(186, 272, 50, 8), tint(ink.accent, 0.8), 7, 0.3, mask)
    c.soft(
        path("M108 292 C 160 300 240 300 292 292 L 292 298 L 108 298z"),
        shade(ink.main, 0.9),
        2.5,
        0.35,
        apron,
    )


def _back(c: Canvas, ink: Inks) -> None:
    spindles: list[Contour] = [
        line(f"M{200 + (x - 200) * 0.86} 258 L {x} 128") for x in (152, 176, 200, 224, 248)
    ]
    mask = c.lines(spindles, 5.5)
    c.fill(mask, shade(ink.main, 0.08))
    c.edge(mask, (1.5, 0), 1.6, shade(ink.main, 0.9), 0.5)
    posts = [line("M136 280 C 126 220 122 160 118 110"), line("M264 280 C 274 220 278 160 282 110")]
    post = c.lines(posts, 10.5)
    c.fill(post, ink.main)
    c.texture(post, "grain", ink.main, 0.25)
    c.edge(post, (2.4, 0), 2.6, shade(ink.main, 0.9), 0.5)
    c.edge(post, (-2, 0), 2, tint(ink.main, 0.8), 0.45)
    rail = path(
        "M102 96 C 140 80 260 80 298 96 C 304 108 304 124 300 134 C 260 120 140 120 100 134"
        " C 96 124 96 108 102 96z"
    )
    c.soft(rail, shade(ink.main, 0.9), 3, 0.0, None)
    top = c.mask(rail)
    timber(c, top, tint(ink.main, 0.05))
    c.across(
        top,
        (96, 304),
        ((0, shade(ink.main, 0.3)), (0.35, tint(ink.main, 0.2)), (1, shade(ink.main, 0.3))),
        0.35,
    )


def side_table(c: Canvas, ink: Inks) -> None:
    """A round table with a shelf; the top carries a book and a cup."""
    c.soft(ellipse(222, 424, 130, 20), shade(c.ground, 0.9), 12, 0.26, None)
    legs = path("M124 220 L 118 424")
    c.soft(ellipse(122, 426, 11, 4), shade(c.ground, 0.9), 3, 0.42, None)
    c.soft(ellipse(286, 426, 11, 4), shade(c.ground, 0.9), 3, 0.42, None)
    _leg(c, "M200 216 L 200 402", 11, ink, back=True)
    shelf = c.mask(turned(200, ((338, 82), (346, 82)), depth=0.16, smooth=False))
    c.across(shelf, (118, 282), cylinder(shade(ink.main, 0.1)))
    shelf_top = c.mask(ellipse(200, 338, 82, 13))
    timber(c, shelf_top, tint(ink.main, 0.05))
    for side in (legs, mirrored(legs)):
        (x1, y1), (x2, y2) = side[0][0], side[0][-1]
        _leg(c, f"M{x1} {y1} L {x2} {y2}", 12, ink)
    edge = c.mask(turned(200, ((196, 126), (210, 124)), depth=0.17, smooth=False))
    c.across(edge, (74, 326), cylinder(shade(ink.main, 0.06), gloss=0.2))
    c.texture(edge, "wood", ink.main, 0.3)
    top = c.mask(ellipse(200, 196, 126, 21.4))
    timber(c, top, tint(ink.main, 0.16))
    book = c.mask(path("M146 182 L 226 182 L 236 196 L 140 196z"))
    c.soft(path("M146 190 L 236 190 L 246 202 L 144 202z"), shade(ink.main, 0.9), 3, 0.4, top)
    c.fill(book, ink.accent)
    c.edge(book, (0, 3), 2, shade(ink.accent, 0.9), 0.4)
    c.fill(c.mask(path("M140 196 L 236 196 L 236 201 L 140 201z")), (240, 232, 218))
    c.fill(c.mask(path("M140 200 L 236 200 L 236 203 L 140 203z")), shade(ink.accent, 0.3))
