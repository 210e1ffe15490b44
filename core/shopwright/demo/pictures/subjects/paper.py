"""Stationery: notebook, pencils, gift box."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.materials import cloth, cylinder
from shopwright.demo.pictures.palette import Color, Inks, luminance, mix, shade, tint
from shopwright.demo.pictures.path import Shape, arc, ellipse, line, moved, path, rect, rotated

PAPER: Color = (244, 238, 226)


def notebook(c: Canvas, ink: Inks) -> None:
    """A cloth-bound notebook with an elastic, on a second one in the accent color."""
    below = rotated(rect(116, 104, 190, 270, 7), 9, about=(210, 240))
    c.drop(below, dx=7, dy=11, blur=10)
    under = c.mask(below)
    cloth(c, under, ink.accent, "linen", rough=0.26)
    cover = rect(96, 116, 194, 276, 7)
    c.drop(cover, dx=6, dy=9, blur=8)
    pages = c.mask(rect(102, 122, 192, 274, 3))
    c.fill(pages, PAPER)
    edges = [line(f"M{x} 126 L {x} 396") for x in (291, 292.6)]
    c.fill(
        c.lines([*edges, line("M104 394 L 290 394"), line("M104 392.6 L 290 392.6")], 0.6),
        shade(PAPER, 0.4),
        0.6,
    )
    mask = c.mask(cover)
    cloth(c, mask, ink.main, "linen", rough=0.30)
    _cover_print(c, ink)
    spine = c.mask(rect(96, 116, 26, 276, 7))
    c.fill(spine, shade(ink.main, 0.12), 0.8)
    c.texture(spine, "linen", ink.main, 0.2)
    c.soft(rect(119, 116, 4, 276), shade(ink.main, 0.9), 1.6, 0.5, mask)
    c.soft(rect(124, 116, 3, 276), tint(ink.main, 0.8), 1.4, 0.4, mask)
    strap = rect(262, 115, 9, 279, 1)
    c.soft(moved(strap, 2, 0), shade(ink.main, 0.9), 2, 0.45, mask)
    elastic = c.mask(strap)
    c.across(elastic, (262, 271), cylinder(shade(ink.accent, 0.1)))
    ribbon = path("M156 392 L 164 392 L 167 430 L 161 425 L 156 431z")
    c.soft(moved(ribbon, 2, 3), shade(c.ground, 0.9), 2.5, 0.35, None)
    c.fill(c.mask(ribbon), shade(ink.accent, 0.06))


def _cover_print(c: Canvas, ink: Inks) -> None:
    label = rect(150, 170, 92, 58, 2)
    c.soft(moved(label, 1, 1.5), shade(ink.main, 0.9), 1.8, 0.4, None)
    mask = c.mask(label)
    c.fill(mask, PAPER)
    c.texture(mask, "paper", PAPER, 0.12)
    frame = c.lines([line("M154 174 L 238 174 L 238 224 L 154 224 L 154 173.4")], 0.9)
    c.fill(frame, shade(ink.main, 0.2))
    c.fill(
        c.lines([line("M168 194 L 224 194"), line("M176 206 L 216 206")], 2), shade(ink.main, 0.35)
    )
    if ink.pattern != "plain":
        dots = [ellipse(x, y, 2.4, 2.4) for x in range(136, 256, 16) for y in range(256, 384, 16)]
        c.fill(c.mask(*dots), ink.accent, 0.9)


def notebook_open(c: Canvas, ink: Inks) -> None:
    cover = rect(40, 146, 320, 226, 6)
    c.drop(cover, dx=7, dy=12, blur=10)
    cloth(c, c.mask(cover), ink.main, "linen", rough=0.3)
    for side in (-1, 1):
        edge = 200 + side * 153
        leaf = path(
            f"M200 158 C {200 + side * 30} 146 {200 + side * 90} 148 {edge} 152 L {edge} 364"
            f" C {200 + side * 90} 360 {200 + side * 30} 358 200 368z"
        )
        for lift in (3, 1.5, 0):
            page = c.mask(moved(leaf, side * lift, lift))
            c.fill(page, shade(PAPER, 0.04 + lift * 0.05))
        page = c.mask(leaf)
        stops = (
            (0, shade(PAPER, 0.02)),
            (0.36, tint(PAPER, 0.6)),
            (0.5, shade(PAPER, 0.26)),
            (0.62, tint(PAPER, 0.5)),
            (1, shade(PAPER, 0.03)),
        )
        c.across(page, (46, 354), stops)
        c.texture(page, "paper", PAPER, 0.08)
        x = 62 if side < 0 else 220
        if ink.pattern == "plain":
            ruled = [line(f"M{x} {y} L {x + 118} {y}") for y in range(178, 350, 13)]
            c.fill(c.lines(ruled, 0.6), ink.main, 0.35)
        else:
            dots = [
                ellipse(x + i * 9.8, y, 0.7, 0.7) for i in range(13) for y in range(176, 352, 10)
            ]
            c.fill(c.mask(*dots), ink.main, 0.5)
    words = [
        line(f"M66 {y} C {90} {y - 4} {110} {y + 2} {end} {y - 1}")
        for y, end in ((187, 150), (200, 172), (213, 136))
    ]
    c.fill(c.lines(words, 1.4), (70, 76, 92), 0.75)
    ribbon = c.mask(path("M206 156 C 214 230 208 300 222 392 L 230 390 C 216 300 222 230 213 155z"))
    c.fill(ribbon, ink.accent)
    c.edge(ribbon, (1.5, 0), 1.5, shade(ink.accent, 0.9), 0.4)


PENCILS: tuple[tuple[float, float], ...] = (
    (-20, 0),
    (-12, -7),
    (-4, 4),
    (4, -4),
    (12, 6),
    (20, -2),
)


def pencils(c: Canvas, ink: Inks) -> None:
    """Six pencils fanned out of a box."""
    for number, (degrees, slide) in enumerate(PENCILS):
        color = mix(ink.main, ink.accent, number / 5)
        _pencil(
            c, 200 + (number - 2.5) * 16, 92 + slide + abs(degrees) * 1.3, degrees * 0.55, color
        )
    sleeve = rect(128, 262, 144, 144, 4)
    c.drop(sleeve, dx=6, dy=10, blur=9)
    mask = c.mask(sleeve)
    kraft: Color = (201, 174, 138)
    c.across(mask, (128, 272), ((0, tint(kraft, 0.15)), (1, shade(kraft, 0.14))))
    c.texture(mask, "paper", kraft, 0.3)
    c.soft(rect(128, 262, 144, 8), shade(kraft, 0.8), 3, 0.35, mask)
    label = c.mask(rect(128, 300, 144, 62))
    c.fill(label, ink.main)
    c.texture(label, "paper", ink.main, 0.14)
    pale = tint(ink.main, 0.85) if luminance(ink.main) < 0.45 else shade(ink.main, 0.7)
    c.fill(c.lines([line("M168 322 L 232 322"), line("M180 334 L 220 334")], 2.6), pale)
    c.fill(c.lines([line("M150 348 L 250 348")], 0.9), pale, 0.8)
    thumb = c.mask((arc(200, 262, 17, 17, 0, 180),))
    c.fill(thumb, shade(kraft, 0.5))


def _pencil(c: Canvas, x: float, top: float, degrees: float, color: Color) -> None:
    about = (x, 340.0)
    parts: tuple[tuple[Shape, Color], ...] = (
        (rect(x - 6.5, top + 26, 13, 230), color),
        (
            path(
                f"M{x - 6.5} {top + 27} L {x} {top} L {x + 6.5} {top + 27} L {x + 3} {top + 25} L {x} {top + 28}"
                f" L {x - 3} {top + 25}z"
            ),
            (226, 194, 150),
        ),
        (path(f"M{x - 1.9} {top + 8} L {x} {top} L {x + 1.9} {top + 8}z"), shade(color, 0.6)),
    )
    whole = rotated(
        path(f"M{x} {top} L {x + 6.5} {top + 27} V 360 H {x - 6.5} V {top + 27}z"),
        degrees,
        about=about,
    )
    c.drop(whole, dx=4, dy=5, blur=4)
    for shape, paint in parts:
        mask = c.mask(rotated(shape, degrees, about=about))
        c.fill(mask, paint)
        if paint == color:
            for start, alpha, light in ((x - 6.5, 0.35, True), (x + 2.4, 0.4, False)):
                face = c.mask(
                    rotated(rect(start, top + 26, 4.2, 232), degrees, about=about)
                ).within(mask)
                c.fill(face, tint(color, 0.6) if light else shade(color, 0.8), alpha)


def gift_box(c: Canvas, ink: Inks) -> None:
    box = rect(92, 214, 216, 196, 3)
    c.stand(200, 410, 110)
    mask = c.mask(box)
    c.across(
        mask, (92, 308), ((0, tint(ink.main, 0.12)), (0.5, ink.main), (1, shade(ink.main, 0.2)))
    )
    c.texture(mask, "paper", ink.main, 0.2)
    if ink.pattern != "plain":
        leaves = [
            rotated(ellipse(x, y, 2.4, 6.5), 38 if (x + y) % 3 else -38, about=(x, y))
            for x in range(104, 308, 24)
            for y in range(226, 410, 24)
        ]
        c.fill(c.mask(*leaves).within(mask), tint(ink.main, 0.55), 0.6)
    lid = rect(84, 186, 232, 46, 3)
    c.soft(moved(lid, 0, 6), shade(ink.main, 0.9), 5, 0.5, mask)
    top = c.mask(lid)
    c.across(
        top,
        (84, 316),
        ((0, tint(ink.main, 0.22)), (0.5, tint(ink.main, 0.06)), (1, shade(ink.main, 0.14))),
    )
    c.texture(top, "paper", ink.main, 0.2)
    c.soft(rect(84, 186, 232, 3), tint(ink.main, 0.8), 1.2, 0.5, top)
    band_mask = c.mask(rect(188, 186, 24, 224))
    satin = (
        (0, shade(ink.accent, 0.2)),
        (0.3, tint(ink.accent, 0.35)),
        (0.6, ink.accent),
        (1, shade(ink.accent, 0.28)),
    )
    c.across(band_mask, (188, 212), satin)
    c.soft(rect(186, 230, 28, 5), shade(ink.accent, 0.9), 2.4, 0.45, band_mask)
    _bow(c, ink.accent)


def _bow(c: Canvas, color: Color) -> None:
    tails = (
        "M196 188 C 180 204 168 218 160 240 L 180 236 L 186 248 C 190 224 198 206 206 190z",
        "M204 188 C 220 204 234 214 244 234 L 224 234 L 220 248 C 214 224 204 206 196 190z",
    )
    loops = (
        "M200 184 C 176 140 128 126 116 150 C 108 170 150 194 200 190z",
        "M200 184 C 224 140 272 126 284 150 C 292 170 250 194 200 190z",
    )
    for data in tails:
        mask = c.mask(path(data))
        c.down(
            mask,
            (186, 248),
            ((0, shade(color, 0.2)), (0.4, tint(color, 0.2)), (1, shade(color, 0.12))),
        )
        c.edge(mask, (2, 2), 2, shade(color, 0.9), 0.35)
    for data, hollow in zip(
        loops,
        (
            "M186 180 C 168 156 140 148 132 158 C 132 170 158 182 186 184z",
            "M214 180 C 232 156 260 148 268 158 C 268 170 242 182 214 184z",
        ),
        strict=True,
    ):
        c.soft(moved(path(data), 1, 5), (40, 30, 28), 4, 0.28, None)
        mask = c.mask(path(data))
        c.across(
            mask,
            (112, 288),
            (
                (0, tint(color, 0.25)),
                (0.25, color),
                (0.48, shade(color, 0.4)),
                (0.75, tint(color, 0.2)),
                (1, shade(color, 0.15)),
            ),
        )
        c.fill(c.mask(path(hollow)), shade(color, 0.55), 0.8)
    knot = c.mask(rect(187, 172, 26, 24, 8))
    c.ball(knot, (195, 180), 22, ((0, tint(color, 0.4)), (0.6, color), (1, shade(color, 0.35))))
    c.edge(knot, (2, 2), 3, shade(color, 0.9), 0.4)
