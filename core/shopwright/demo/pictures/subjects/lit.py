"""Light: table lamp, pendant lamp, candle, candlesticks."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.materials import ceramic, cylinder, metal, sheen
from shopwright.demo.pictures.palette import Color, Inks, luminance, mix, shade, tint
from shopwright.demo.pictures.path import Shape, band, ellipse, line, path, rect, turned
from shopwright.demo.pictures.subjects.thrown import Pot, glaze

GLOW: Color = (255, 226, 170)


def halo(c: Canvas, x: float, y: float, radius: float, *, strength: float = 0.5) -> None:
    """Lamp light on the wall."""
    c.soft(ellipse(x, y, radius, radius), tint(GLOW, 0.25), radius * 0.42, strength * 0.6, None)
    c.soft(ellipse(x, y, radius * 0.6, radius * 0.6), GLOW, radius * 0.3, strength * 0.5, None)


def table_lamp(c: Canvas, ink: Inks) -> None:
    """An opal globe on a turned stem; `main` tints the glass."""
    halo(c, 200, 190, 150)
    c.stand(200, 414, 66)
    cord = c.lines([line("M240 412 C 300 418 330 408 396 430")], 3)
    c.fill(cord, shade(ink.accent, 0.5), 0.8)
    foot = Pot(((392, 58), (396, 62), (408, 64), (414, 60)), depth=0.18)
    base = c.mask(foot.outline())
    c.across(base, foot.span, cylinder(ink.accent, gloss=0.25))
    c.texture(base, "wood", ink.accent, 0.25)
    top = c.mask(ellipse(200, 392, 58, 10.4))
    c.fill(top, tint(ink.accent, 0.22))
    c.texture(top, "wood", ink.accent, 0.3)
    stem = c.mask(turned(200, ((268, 17), (290, 11), (330, 9), (376, 12), (392, 19)), depth=0.2))
    c.across(stem, (181, 219), cylinder(ink.accent, gloss=0.35))
    c.texture(stem, "grain", ink.accent, 0.25)
    globe = c.mask(ellipse(200, 188, 90, 90))
    core = mix(tint(ink.main, 0.72), GLOW, 0.35)
    c.ball(
        globe,
        (192, 196),
        104,
        (
            (0, tint(GLOW, 0.75)),
            (0.35, core),
            (0.72, tint(ink.main, 0.25)),
            (1, shade(ink.main, 0.14)),
        ),
    )
    c.edge(globe, (7, 8), 14, shade(ink.main, 0.6), 0.32)
    sheen(
        c,
        path("M134 176 C 138 142 162 118 192 112 C 170 128 152 148 146 182z"),
        globe,
        alpha=0.6,
        blur=4,
    )
    cup = c.mask(turned(200, ((264, 28), (268, 30), (278, 22)), depth=0.24))
    brass: Color = (184, 146, 92)
    c.across(cup, (170, 230), metal(brass))


def pendant_lamp(c: Canvas, ink: Inks) -> None:
    c.soft(path("M120 292 L 280 292 L 360 470 L 40 470z"), GLOW, 34, 0.34, None)
    cord = c.lines([line("M200 -10 L 200 140")], 2.6)
    c.fill(cord, shade(ink.accent, 0.35))
    shadow = path("M120 300 C 140 210 190 180 240 186 C 300 196 330 250 336 300z")
    c.soft(shadow, shade(c.ground, 0.9), 16, 0.16, None)
    cap = c.mask(turned(200, ((132, 12), (138, 15), (166, 17), (172, 24)), depth=0.2))
    c.across(cap, (178, 222), metal((184, 146, 92)))
    dome = path(
        "M84 292 C 84 214 140 168 200 168 C 260 168 316 214 316 292 C 316 300 314 303 308 305"
        " C 250 322 150 322 92 305 C 86 303 84 300 84 292z"
    )
    mask = c.mask(dome)
    c.across(mask, (84, 316), cylinder(ink.main, gloss=0.3))
    if ink.pattern in ("band", "stripe"):
        c.across(
            c.mask(band(200, (262, 116), (278, 118), depth=0.14)).within(mask),
            (84, 316),
            cylinder(ink.accent),
        )
    c.edge(mask, (0, -8), 14, tint(ink.main, 0.6), 0.32)
    under = ellipse(200, 298, 112, 15)
    c.fill(c.mask(under), shade(ink.main, 0.5))
    inside = c.mask(ellipse(200, 300, 106, 12))
    c.ball(
        inside, (200, 302), 100, ((0, tint(GLOW, 0.9)), (0.4, GLOW), (1, mix(ink.main, GLOW, 0.5)))
    )
    bulb = c.mask(ellipse(200, 307, 27, 17))
    c.ball(bulb, (200, 306), 26, ((0, (255, 255, 250)), (1, tint(GLOW, 0.5))))
    c.soft(ellipse(200, 308, 44, 24), tint(GLOW, 0.6), 12, 0.6, None)
    sheen(
        c,
        path("M112 270 C 116 226 146 196 178 186 C 152 208 136 236 134 280z"),
        mask,
        alpha=0.45,
        blur=6,
    )


def flame(c: Canvas, x: float, y: float, *, size: float = 1.0) -> None:
    """`y` is where the wick leaves the wax."""
    halo(c, x, y - 24 * size, 70 * size, strength=0.75)
    c.fill(c.lines([((x, y), (x + 0.6, y - 9 * size))], 2.2), (60, 46, 40))
    tongue = _tongue(x, y - 4 * size, 10 * size, 42 * size)
    c.soft(tongue, (255, 196, 96), 3.2 * size, 0.9, None)
    c.fill(c.mask(_tongue(x, y - 5 * size, 7.5 * size, 34 * size)), (255, 214, 128))
    c.soft(_tongue(x, y - 6 * size, 4.6 * size, 22 * size), (255, 250, 226), 1.6 * size, 0.95, None)


def _tongue(x: float, y: float, half: float, height: float) -> Shape:
    return path(
        f"M{x} {y - height} C {x + half * 0.4} {y - height * 0.66} {x + half} {y - height * 0.5}"
        f" {x + half} {y - height * 0.26} C {x + half} {y - height * 0.06} {x + half * 0.5} {y} {x} {y}"
        f" C {x - half * 0.5} {y} {x - half} {y - height * 0.06} {x - half} {y - height * 0.26}"
        f" C {x - half} {y - height * 0.5} {x - half * 0.3} {y - height * 0.66} {x} {y - height}z"
    )


CANDLE = Pot(((262, 84), (270, 84), (380, 83), (402, 81)), depth=0.15)


def candle(c: Canvas, ink: Inks) -> None:
    """Wax in a ceramic tumbler with a paper label; `accent` is the wax."""
    c.stand(200, 412, 78)
    body = c.mask(CANDLE.outline())
    ceramic(c, body, CANDLE.span, ink.main)
    glaze(c, body, CANDLE, ink)
    rim = c.mask(ellipse(200, 262, 84, 12.6))
    c.across(rim, CANDLE.span, ((0, tint(ink.main, 0.35)), (1, shade(ink.main, 0.1))))
    inner = c.mask(ellipse(200, 263, 80, 10.6))
    c.fill(inner, shade(ink.main, 0.5))
    wax = c.mask(ellipse(200, 266, 79, 8.6)).within(inner)
    cream = mix(ink.accent, (250, 240, 220), 0.7)
    c.ball(wax, (200, 264), 70, ((0, tint(GLOW, 0.6)), (0.5, cream), (1, shade(cream, 0.12))))
    c.soft(ellipse(200, 262, 60, 16), GLOW, 12, 0.35, body)
    label = c.mask(band(200, (312, 52), (366, 52), depth=0.08)).within(body)
    paper: Color = (242, 236, 224)
    c.across(label, CANDLE.span, cylinder(paper, gloss=0.3))
    dark = shade(ink.main, 0.7) if luminance(ink.main) < 0.5 else (70, 60, 52)
    c.fill(
        c.lines(
            [
                line("M176 336 C 190 338 210 338 224 336"),
                line("M184 347 C 194 348.5 206 348.5 216 347"),
            ],
            2,
        ),
        dark,
        0.8,
    )
    c.fill(c.lines([line("M166 358 C 186 361 214 361 234 358")], 1), dark, 0.5)
    sheen(c, rect(136, 286, 12, 104, 6), body, alpha=0.4, blur=4)
    flame(c, 200, 266)


def candlestick(c: Canvas, ink: Inks) -> None:
    """Two turned holders with tapers, one burning."""
    for cx, height, lit in ((252, 84, False), (158, 128, True)):
        foot = 410 if lit else 392
        top = foot - height
        c.stand(cx, foot, 44)
        taper_top = top - (150 if lit else 168)
        taper = c.mask(
            turned(
                cx, ((taper_top, 5), (taper_top + 6, 7.5), (top + 2, 9.5)), depth=0.3, smooth=False
            )
        )
        c.across(taper, (cx - 10, cx + 10), cylinder(ink.accent, gloss=0.3))
        if lit:
            c.soft(ellipse(cx, taper_top + 4, 10, 26), GLOW, 8, 0.6, taper)
        profile = (
            (top, 17),
            (top + 6, 18),
            (top + 14, 10),
            (top + height * 0.45, 9),
            (top + height * 0.55, 16),
            (top + height * 0.66, 9),
            (foot - 14, 16),
            (foot - 8, 42),
            (foot, 43),
        )
        holder = c.mask(turned(cx, profile, depth=0.2))
        c.across(
            holder,
            (cx - 44, cx + 44),
            metal(ink.main) if ink.pattern == "plain" else cylinder(ink.main),
        )
        c.edge(holder, (3, 4), 4, shade(ink.main, 0.9), 0.4)
        c.edge(holder, (-2, -2), 2, tint(ink.main, 0.8), 0.4)
        if lit:
            flame(c, cx, taper_top, size=0.8)
        else:
            c.fill(c.lines([((cx, taper_top), (cx + 1.5, taper_top - 9))], 1.8), (70, 58, 50))
