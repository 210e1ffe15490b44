"""Printed matter: a book, a sewing pattern."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.mask import Mask
from shopwright.demo.pictures.materials import cloth
from shopwright.demo.pictures.palette import Inks, mix, shade, tint
from shopwright.demo.pictures.path import ellipse, line, moved, path, rect, rotated
from shopwright.demo.pictures.sewing import stitches
from shopwright.demo.pictures.subjects.paper import PAPER


def pattern_sheet(c: Canvas, ink: Inks) -> None:
    """A sewing pattern: a printed sheet, half unrolled, with cutting lines."""
    sheet_shape = rotated(rect(84, 100, 232, 300, 2), -3)
    c.drop(sheet_shape, dx=7, dy=11, blur=10)
    mask = c.mask(sheet_shape)
    c.fill(mask, PAPER)
    c.texture(mask, "paper", PAPER, 0.12)
    grid = [line(f"M{x} 108 L {x} 392") for x in range(100, 316, 20)]
    grid += [line(f"M90 {y} L 310 {y}") for y in range(120, 392, 20)]
    c.fill(c.lines(rotated(tuple(grid), -3), 0.5), ink.main, 0.22)
    front = line(
        "M124 146 C 140 168 158 172 172 172 L 180 150 L 204 164 C 196 196 196 214 208 224 L 208 366"
        " L 116 366 C 120 300 120 220 124 146z"
    )
    back = line("M228 178 C 250 168 268 176 288 190 L 282 250 C 264 262 248 262 230 250z")
    pocket = line("M232 290 L 284 290 L 284 336 L 258 350 L 232 336z")
    pieces = rotated((front, back, pocket), -3)
    c.fill(c.mask(pieces), ink.accent, 0.16)
    c.fill(c.lines(pieces, 2.2), ink.main)
    inner = rotated(
        (
            line("M134 164 C 148 178 160 182 176 182"),
            line("M198 226 L 198 356 L 126 356"),
            line("M240 298 L 276 298"),
        ),
        -3,
    )
    stitches(c, list(inner), ink.accent)
    arrows = rotated(
        (
            line("M160 220 L 160 320"),
            line("M155 228 L 160 220 L 165 228"),
            line("M155 312 L 160 320 L 165 312"),
            line("M258 196 L 258 240"),
        ),
        -3,
    )
    c.fill(c.lines(arrows, 1.4), ink.main)
    c.edge(mask, (-5, 0), 10, shade(PAPER, 0.9), 0.25)
    curl = rotated(
        path("M84 372 C 160 360 240 360 316 372 L 316 404 C 240 392 160 392 84 404z"), -3
    )
    c.soft(moved(curl, 0, -6), shade(PAPER, 0.9), 5, 0.35, mask)
    roll = c.mask(curl)
    c.down(
        roll,
        (360, 404),
        ((0, shade(PAPER, 0.10)), (0.4, tint(PAPER, 0.8)), (1, shade(PAPER, 0.34))),
    )


def book(c: Canvas, ink: Inks) -> None:
    """A clothbound book with a printed plate, standing a little open."""
    c.stand(210, 408, 104)
    pages = c.mask(path("M286 108 L 304 114 L 304 398 L 286 404z"))
    c.across(pages, (286, 304), ((0, shade(PAPER, 0.3)), (1, PAPER)))
    c.fill(
        c.lines([line(f"M{x} 112 L {x} 400") for x in (290, 294, 298, 301)], 0.6),
        shade(PAPER, 0.4),
        0.5,
    )
    cover = path(
        "M100 100 L 288 96 C 292 96 294 98 294 102 L 294 404 C 294 408 292 410 288 410 L 100 408z"
    )
    mask = c.mask(cover)
    cloth(c, mask, ink.main, "linen", rough=0.28)
    c.soft(rect(112, 96, 4, 316), shade(ink.main, 0.9), 2, 0.55, mask)
    c.soft(rect(117, 96, 4, 316), tint(ink.main, 0.8), 2, 0.35, mask)
    plate = rect(140, 138, 130, 172, 1)
    c.fill(c.mask(plate), tint(ink.accent, 0.72))
    inside = c.mask(rect(146, 144, 118, 160))
    _landscape(c, inside, ink)
    foil = tint(ink.accent, 0.55)
    c.fill(c.lines([line("M160 338 L 250 338"), line("M174 352 L 236 352")], 3), foil)
    c.fill(c.lines([line("M184 378 L 226 378")], 1.4), foil)


def _landscape(c: Canvas, mask: Mask, ink: Inks) -> None:
    c.down(mask, (144, 304), ((0, tint(ink.accent, 0.45)), (1, tint(ink.main, 0.6))))
    c.fill(c.mask(ellipse(228, 184, 18, 18)).within(mask), tint(ink.accent, 0.1))
    hills = (
        "M140 262 C 170 220 196 214 220 240 C 240 226 258 226 272 238 L 272 312 L 140 312z",
        "M140 286 C 176 250 204 262 232 270 C 250 262 262 262 272 266 L 272 312 L 140 312z",
        "M140 300 C 180 284 220 290 272 284 L 272 312 L 140 312z",
    )
    for number, data in enumerate(hills):
        c.fill(
            c.mask(path(data)).within(mask),
            mix(tint(ink.main, 0.42), shade(ink.main, 0.3), number / 2),
        )
