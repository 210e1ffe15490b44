"""Knitwear, laid flat: sweater, beanie, socks, scarf."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.mask import Mask
from shopwright.demo.pictures.materials import cloth, crease, woven_pattern
from shopwright.demo.pictures.palette import Inks, shade, tint
from shopwright.demo.pictures.path import line, mirrored, moved, path, rect, rotated
from shopwright.demo.pictures.sewing import stitches


def sweater(c: Canvas, ink: Inks) -> None:
    sleeve = path(
        "M282 124 C 312 130 326 158 334 204 L 356 370 C 346 380 328 384 314 380 L 280 244z"
    )
    torso = path(
        "M154 108 L 246 108 L 290 124 C 292 210 292 310 290 392 C 250 402 150 402 110 392"
        " C 108 310 108 210 110 124 Z"
    )
    c.drop(torso + sleeve + mirrored(sleeve), blur=11)
    for arm in (sleeve, mirrored(sleeve)):
        mask = c.mask(arm)
        cloth(c, mask, shade(ink.main, 0.05), "knit", rough=0.42)
        if ink.pattern == "stripe":
            _knit_stripes(c, mask, ink, lean=-13 if arm is sleeve else 13)
    c.fill(
        c.mask(path("M158 101 C 184 88 216 88 242 101 L 232 128 L 168 128z")), shade(ink.main, 0.5)
    )
    c.soft(moved(torso, 2, 3), shade(ink.main, 0.9), 4, 0.4, c.mask(sleeve, mirrored(sleeve)))
    body = c.mask(torso)
    cloth(c, body, ink.main, "knit", rough=0.42)
    if ink.pattern == "stripe":
        _knit_stripes(c, body, ink)
    elif ink.pattern in ("band", "check"):
        _yoke(c, body, ink)
    crease(
        c,
        body,
        ink.main,
        dark=(
            "M290 244 C 266 266 244 272 226 274 C 250 256 272 244 288 220z",
            "M110 244 C 134 266 156 272 174 274 C 150 256 128 244 112 220z",
        ),
        light=("M150 170 C 158 230 158 300 150 380 L 132 380 C 140 300 142 230 136 180z",),
    )
    _ribs(c, ink)


def _knit_stripes(c: Canvas, mask: Mask, ink: Inks, *, lean: float = 0) -> None:
    middle = 200.0 if not lean else 320.0 if lean < 0 else 80.0
    bars = c.mask(
        *(rotated(rect(0, y, 400, 11), lean, about=(middle, y)) for y in range(166, 372, 29))
    ).within(mask)
    c.fill(bars, ink.accent)
    c.texture(bars, "knit", ink.accent, 0.34)


def _yoke(c: Canvas, mask: Mask, ink: Inks) -> None:
    """A patterned band across the chest, in stitches."""
    diamonds = []
    for row, y in enumerate((176, 194, 212)):
        for column in range(14):
            x = 96 + column * 16 + (8 if row % 2 else 0)
            diamonds.append(path(f"M{x} {y - 8} L {x + 7} {y} L {x} {y + 8} L {x - 7} {y}z"))
    lines = [rect(90, 160, 220, 3.6), rect(90, 224, 220, 3.6)]
    pattern = c.mask(*diamonds, *lines).within(mask)
    c.fill(pattern, ink.accent)
    c.texture(pattern, "knit", ink.accent, 0.34)


def _ribs(c: Canvas, ink: Inks) -> None:
    collar = path("M160 100 C 176 124 224 124 240 100 L 250 110 C 228 146 172 146 150 110z")
    hem = path("M110 372 C 150 382 250 382 290 372 L 289 396 C 250 406 150 406 111 396z")
    cuff = path("M310 352 C 326 356 342 354 353 346 L 357 372 C 346 382 328 386 314 382z")
    for part in (collar, hem, cuff, mirrored(cuff)):
        mask = c.mask(part)
        color = ink.accent if ink.pattern == "stripe" and part is collar else shade(ink.main, 0.06)
        c.fill(mask, color)
        c.texture(mask, "rib", color, 0.34)
        c.edge(mask, (3, 2), 4, shade(color, 0.8), 0.5)
        c.edge(mask, (0, -2), 2, shade(color, 0.9), 0.4)


def beanie(c: Canvas, ink: Inks) -> None:
    dome = path("M104 330 C 92 190 150 132 200 132 C 250 132 308 190 296 330z")
    fold = path(
        "M96 316 C 150 334 250 334 304 316 C 310 338 310 366 304 386 C 250 404 150 404 96 386"
        " C 90 366 90 338 96 316z"
    )
    c.drop(dome + fold, blur=11)
    top = c.mask(dome)
    c.across(
        top,
        (96, 304),
        ((0, shade(ink.main, 0.3)), (0.35, tint(ink.main, 0.1)), (1, shade(ink.main, 0.4))),
    )
    c.texture(top, "rib", ink.main, 0.30)
    c.texture(top, "knit", ink.main, 0.12)
    gathers = (
        "M200 132 C 180 160 160 210 152 300 L 160 300 C 168 220 184 170 200 132z",
        "M200 132 C 216 160 238 210 246 300 L 238 300 C 230 220 214 170 200 132z",
    )
    crease(c, top, ink.main, dark=gathers)
    c.soft(moved(fold, 0, -8), shade(ink.main, 0.9), 6, 0.5, top)
    cuff = c.mask(fold)
    color = ink.accent if ink.pattern != "plain" else ink.main
    c.across(
        cuff,
        (92, 308),
        ((0, shade(color, 0.22)), (0.35, tint(color, 0.14)), (1, shade(color, 0.34))),
    )
    c.texture(cuff, "rib", color, 0.42)
    c.edge(cuff, (0, 4), 6, shade(color, 0.9), 0.5)
    c.edge(cuff, (0, -3), 4, tint(color, 0.8), 0.35)
    label = rect(226, 340, 34, 20, 1.5)
    c.fill(c.mask(label), (226, 214, 194))
    stitches(c, [line("M229 343 L 257 343"), line("M229 357 L 257 357")], (120, 100, 80))


SOCK = path(
    "M150 106 L 214 106 C 214 180 212 246 220 296 C 228 322 258 344 270 362 C 282 384 268 408 244 406"
    " C 214 404 176 372 160 342 C 144 306 150 180 150 106z"
)


def socks(c: Canvas, ink: Inks) -> None:
    for pair, (dx, color) in enumerate(((44, shade(ink.main, 0.10)), (-36, ink.main))):
        shape = moved(SOCK, dx, pair * 10 - 4)
        c.drop(shape, blur=8)
        mask = c.mask(shape)
        cloth(c, mask, color, "knit", rough=0.3)
        y = pair * 10 - 4
        if ink.pattern == "stripe":
            bars = c.mask(*(rect(0, y + start, 400, 8) for start in range(148, 268, 24)))
            c.fill(bars.within(mask), ink.accent)
            c.texture(bars.within(mask), "knit", ink.accent, 0.26)
        for part in (
            "M140 268 C 172 276 192 300 194 330 C 188 356 172 362 150 366 L 130 340z",
            "M226 420 C 232 384 252 366 284 352 L 310 420z",
        ):
            toe = c.mask(moved(path(part), dx, y)).within(mask)
            c.fill(toe, ink.accent)
            c.texture(toe, "knit", ink.accent, 0.26)
        cuff = c.mask(moved(rect(146, 100, 72, 30), dx, y)).within(mask)
        c.texture(cuff, "rib", color, 0.5)
        c.edge(mask, (5, 4), 9, shade(color, 0.9), 0.35)


def scarf(c: Canvas, ink: Inks) -> None:
    """Folded over itself once, the fringed ends hanging."""
    back = path("M214 96 C 250 92 286 96 300 104 L 306 356 L 226 362z")
    front = path(
        "M106 120 C 150 84 250 84 296 118 C 286 140 250 150 216 156 L 222 392 L 122 398 L 118 170"
        " C 110 156 104 138 106 120z"
    )
    for part, low, left, right in ((back, 358, 226, 306), (front, 394, 122, 222)):
        tassels = [
            line(f"M{x} {low} C {x + 2} {low + 14} {x - 3} {low + 22} {x + (x % 3) - 1} {low + 36}")
            for x in range(left + 3, right - 1, 5)
        ]
        c.drop(part, blur=8)
        fringe = c.lines(tassels, 2.6)
        c.fill(fringe, shade(ink.main, 0.12))
        c.edge(fringe, (1, 1), 1.4, shade(ink.main, 0.9), 0.5)
        mask = c.mask(part)
        cloth(c, mask, ink.main if part is front else shade(ink.main, 0.12), "twill", rough=0.3)
        woven_pattern(c, mask, ink)
        crease(
            c,
            mask,
            ink.main,
            dark=(
                "M150 160 C 156 240 152 320 150 396 L 142 396 C 146 320 146 240 150 160z",
                "M190 160 C 196 240 194 320 196 396 L 188 396 C 188 320 188 240 190 160z",
                "M118 150 C 170 170 250 166 296 118 C 260 146 180 156 118 134z",
            ),
            light=("M128 170 C 134 240 130 320 130 396 L 122 396 L 120 170z",),
        )
