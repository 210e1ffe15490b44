"""Textiles for the house: throw, cushion, towels, tea towel, rug."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.mask import Mask
from shopwright.demo.pictures.materials import cloth, crease, rolled, woven_pattern
from shopwright.demo.pictures.palette import Color, Inks, mix, shade, tint
from shopwright.demo.pictures.path import Contour, Shape, ellipse, line, moved, path, rect
from shopwright.demo.pictures.sewing import button, stitches, thread
from shopwright.demo.pictures.texture import Texture


def _layer(c: Canvas, shape: Shape, color: Color, texture: Texture, ink: Inks) -> Mask:
    """One fold of a stack: round at the front, dark underneath."""
    mask = c.mask(shape)
    cloth(c, mask, color, texture, rough=0.38)
    woven_pattern(c, mask, ink)
    c.edge(mask, (0, 6), 8, shade(color, 0.9), 0.55)
    c.edge(mask, (0, -4), 6, tint(color, 0.8), 0.35)
    return mask


def _fringe(c: Canvas, start: int, end: int, y: float, length: float, color: Color) -> None:
    threads: list[Contour] = [
        line(
            f"M{x} {y} C {x + 1} {y + length * 0.4}"
            f" {x - 2} {y + length * 0.7} {x + (x * 7 % 5) - 2} {y + length}"
        )
        for x in range(start, end, 5)
    ]
    mask = c.lines(threads, 2.4)
    c.soft(rect(start, y, end - start, length * 0.8), shade(color, 0.9), 4, 0.22, None)
    c.fill(mask, shade(color, 0.06))
    c.edge(mask, (1, 1), 1.3, shade(color, 0.9), 0.5)


def blanket(c: Canvas, ink: Inks) -> None:
    """A folded throw from slightly above, its fringed end over the front."""
    c.stand(200, 408, 138)
    texture: Texture = "twill" if ink.pattern == "plain" else "canvas"
    for number in range(3):
        y = 362 - number * 40
        shape = path(
            f"M70 {y} C 60 {y + 4} 58 {y + 42} 72 {y + 46} C 150 {y + 50} 250 {y + 50} 328 {y + 46}"
            f" C 342 {y + 42} 340 {y + 4} 330 {y} C 250 {y - 5} 150 {y - 5} 70 {y}z"
        )
        _layer(c, shape, shade(ink.main, 0.06 * (2 - number) + 0.06), texture, ink)
    drape = path(
        "M110 222 C 160 214 240 214 290 222 C 308 226 324 258 330 282 C 334 306 334 330 332 350"
        " C 250 356 150 356 68 350 C 66 330 66 306 70 282 C 76 258 92 226 110 222z"
    )
    c.soft(moved(drape, 2, 9), shade(ink.main, 0.9), 6, 0.5, None)
    mask = c.mask(drape)
    cloth(c, mask, ink.main, texture, rough=0.42)
    woven_pattern(c, mask, ink)
    ends = [
        path(
            f"M60 {y} C 150 {y + 6} 250 {y + 6} 340 {y} l 0 {high} C 250 {y + high + 6}"
            f" 150 {y + high + 6} 60 {y + high}z"
        )
        for y, high in ((306, 4), (316, 11), (333, 4))
    ]
    c.fill(c.mask(*ends).within(mask), ink.accent, 0.85)
    light, dark = tint(ink.main, 0.8), shade(ink.main, 0.9)
    c.soft(
        path("M116 222 C 160 216 240 216 284 222 L 316 262 C 240 254 160 254 84 262z"),
        light,
        9,
        0.34,
        mask,
    )
    c.soft(path("M66 286 C 150 298 250 298 334 286 L 334 352 L 66 352z"), dark, 12, 0.16, mask)
    crease(
        c,
        mask,
        ink.main,
        dark=(
            "M150 284 C 156 306 152 330 148 354 L 136 354 C 142 330 144 306 140 284z",
            "M252 284 C 248 306 254 330 258 354 L 270 354 C 264 330 260 306 264 284z",
        ),
    )
    _fringe(c, 72, 331, 350, 27, mix(ink.main, ink.accent, 0.35))


def cushion(c: Canvas, ink: Inks) -> None:
    shape = path(
        "M88 128 C 130 142 270 142 312 128 C 318 126 324 132 322 138 C 308 190 308 330 322 382"
        " C 324 388 318 394 312 392 C 270 378 130 378 88 392 C 82 394 76 388 78 382"
        " C 92 330 92 190 78 138 C 76 132 82 126 88 128z"
    )
    c.stand(200, 388, 116)
    piping = c.lines([(*shape[0], shape[0][0])], 6)
    c.fill(piping, ink.accent)
    c.edge(piping, (2, 2), 2, shade(ink.accent, 0.9), 0.5)
    mask = c.mask(shape)
    cloth(c, mask, ink.main, "linen", rough=0.32)
    woven_pattern(c, mask, ink)
    c.edge(mask, (16, 18), 30, shade(ink.main, 0.8), 0.55)
    c.edge(mask, (-12, -12), 26, tint(ink.main, 0.8), 0.30)
    c.soft(ellipse(170, 220, 60, 66), tint(ink.main, 0.8), 36, 0.35, mask)
    crease(
        c,
        mask,
        ink.main,
        dark=(
            "M86 134 C 112 166 130 180 146 190 C 122 186 104 170 84 146z",
            "M314 134 C 288 166 270 180 254 190 C 278 186 296 170 316 146z",
            "M86 386 C 112 354 130 340 146 330 C 122 334 104 350 84 374z",
            "M314 386 C 288 354 270 340 254 330 C 278 334 296 350 316 374z",
        ),
    )
    if ink.pattern == "speckle":
        button(c, 200, 262, 7, ink.accent)


def towels(c: Canvas, ink: Inks) -> None:
    """Three folded towels, alternating, tied with a tape."""
    c.stand(200, 408, 122)
    colors = (ink.accent, ink.main, ink.accent, ink.main)
    for number, color in enumerate(colors):
        y = 352 - number * 52
        shape = path(
            f"M92 {y} C 80 {y + 2} 78 {y + 54} 92 {y + 56} L 304 {y + 56} C 316 {y + 54} 316 {y + 2} 304 {y}z"
        )
        mask = c.mask(shape)
        cloth(c, mask, color, "waffle", rough=0.5)
        c.edge(mask, (0, 8), 9, shade(color, 0.9), 0.5)
        c.edge(mask, (0, -6), 7, tint(color, 0.8), 0.4)
        fold = c.lines([line(f"M96 {y + 29} C 160 {y + 32} 240 {y + 32} 312 {y + 28}")], 2.2)
        c.fill(fold.within(mask), shade(color, 0.8), 0.5)
    tape = c.mask(rect(190, 194, 20, 214, 1))
    linen: Color = (226, 214, 190)
    c.across(
        tape, (190, 210), ((0, shade(linen, 0.1)), (0.4, tint(linen, 0.3)), (1, shade(linen, 0.2)))
    )
    c.texture(tape, "canvas", linen, 0.25)
    label = rect(170, 284, 60, 40, 1.5)
    c.soft(moved(label, 1, 2), (40, 32, 30), 2, 0.35, None)
    c.fill(c.mask(label), (246, 240, 230))
    c.fill(
        c.lines([line("M182 298 L 218 298"), line("M188 308 L 212 308")], 1.8), shade(ink.main, 0.5)
    )


def tea_towel(c: Canvas, ink: Inks) -> None:
    """Hanging from a peg by its loop."""
    cloth_shape = path(
        "M134 150 C 160 136 184 126 200 108 C 216 126 240 136 266 150 C 274 240 272 330 278 404"
        " L 232 398 L 204 406 L 168 398 L 122 404 C 128 330 126 240 134 150z"
    )
    c.drop(cloth_shape, dx=9, dy=10, blur=9)
    loop = c.lines([line("M194 116 C 190 84 210 84 206 116")], 3.6)
    c.fill(loop, shade(ink.accent, 0.1))
    mask = c.mask(cloth_shape)
    cloth(c, mask, ink.main, "linen", rough=0.34)
    if ink.pattern == "check":
        woven_pattern(c, mask, ink)
    else:
        bars = [rect(100, y, 200, high) for y, high in ((330, 16), (352, 4), (362, 4), (318, 4))]
        if ink.pattern == "stripe":
            bars = [rect(x, 100, 5, 320) for x in range(128, 280, 18)]
        c.fill(c.mask(*bars).within(mask), ink.accent, 0.85)
    crease(
        c,
        mask,
        ink.main,
        dark=(
            "M196 112 C 184 200 172 300 166 400 L 150 400 C 160 300 176 200 192 112z",
            "M204 112 C 216 200 226 300 236 400 L 250 400 C 240 300 224 200 208 112z",
            "M150 146 C 150 240 140 330 134 402 L 126 402 C 132 330 136 240 138 150z",
        ),
        light=(
            "M200 120 C 202 210 206 310 206 402 L 190 402 C 192 310 196 210 200 120z",
            "M240 140 C 252 240 260 330 266 402 L 256 400 C 250 330 244 240 234 138z",
        ),
    )
    stitches(c, [line("M128 396 L 168 390 L 204 398 L 232 390 L 273 396")], thread(ink.main))
    peg = c.mask(ellipse(200, 92, 9, 9))
    wood: Color = (186, 142, 98)
    c.soft(ellipse(205, 99, 9, 9), shade(c.ground, 0.9), 4, 0.4, None)
    c.ball(peg, (196, 88), 14, ((0, tint(wood, 0.4)), (0.6, wood), (1, shade(wood, 0.45))))


def rug(c: Canvas, ink: Inks) -> None:
    """A flat-woven runner, half rolled up."""
    flat = path("M96 170 L 304 170 L 304 396 L 96 396z")
    c.drop(flat, dx=6, dy=8, blur=8)
    _fringe(c, 98, 304, 394, 24, mix(ink.main, ink.accent, 0.3))
    mask = c.mask(flat)
    cloth(c, mask, ink.main, "twill", rough=0.46)
    _weave_bands(c, mask, ink, 200, 396)
    roll = path("M90 118 C 90 92 310 92 310 118 L 310 176 C 310 202 90 202 90 176z")
    c.soft(moved(roll, 0, 14), shade(ink.main, 0.9), 9, 0.55, mask)
    drum = c.mask(
        path("M88 124 L 312 124 C 318 140 318 170 312 186 L 88 186 C 82 170 82 140 88 124z")
    )
    c.down(drum, (124, 186), rolled(ink.main))
    c.texture(drum, "twill", ink.main, 0.40)
    bars = c.mask(*(rect(80, y, 240, 5) for y in (138, 148, 168))).within(drum)
    c.down(bars, (124, 186), rolled(ink.accent))


def _weave_bands(c: Canvas, mask: Mask, ink: Inks, top: int, low: int) -> None:
    bars: list[Shape] = []
    for y in range(top, low - 20, 64):
        bars += [rect(90, y, 220, 6), rect(90, y + 40, 220, 6)]
        bars += [
            path(f"M{x} {y + 23} L {x + 8} {y + 13} L {x + 16} {y + 23} L {x + 8} {y + 33}z")
            for x in range(96, 300, 17)
        ]
    pattern = c.mask(*bars).within(mask)
    c.fill(pattern, ink.accent)
    c.texture(pattern, "twill", ink.accent, 0.4)
