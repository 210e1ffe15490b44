"""How materials take the light. Each paints one mask; the light comes from the upper left."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.light import Stops
from shopwright.demo.pictures.mask import Mask
from shopwright.demo.pictures.palette import Color, Inks, luminance, mix, shade, tint
from shopwright.demo.pictures.path import Shape, ellipse, path, rect
from shopwright.demo.pictures.texture import Texture

Span = tuple[float, float]


def cylinder(color: Color, *, gloss: float = 0.2) -> Stops:
    """The shades across something round, from its left edge to its right."""
    return (
        (0.0, shade(color, 0.30)),
        (0.10, shade(color, 0.08)),
        (0.30, tint(color, gloss)),
        (0.48, color),
        (0.78, shade(color, 0.26)),
        (0.94, shade(color, 0.44)),
        (1.0, shade(color, 0.34)),
    )


def rolled(color: Color) -> Stops:
    """The shades of something round that lies, from its top to its underside."""
    return ((0, shade(color, 0.1)), (0.3, tint(color, 0.3)), (0.6, color), (1, shade(color, 0.5)))


def ceramic(c: Canvas, mask: Mask, span: Span, color: Color, *, gloss: float = 0.16) -> None:
    c.across(mask, span, cylinder(color, gloss=gloss))
    c.texture(mask, "clay", color, 0.10)
    c.edge(mask, (0, 5), 7, shade(color, 0.7), 0.35)


def hollow(c: Canvas, cx: float, y: float, radius: float, color: Color, *, depth: float) -> Mask:
    """The opening of a vessel: a rim with thickness and a dark inside. Returns the inside."""
    rim = c.mask(ellipse(cx, y, radius, radius * depth))
    c.across(rim, (cx - radius, cx + radius), ((0, tint(color, 0.34)), (1, tint(color, 0.05))))
    thick = max(2.2, radius * 0.035)
    inside = c.mask(ellipse(cx, y + 0.6, radius - thick, (radius - thick) * depth - thick * 0.25))
    span = (cx - radius, cx + radius)
    c.across(
        inside, span, ((0, shade(color, 0.62)), (0.45, shade(color, 0.42)), (1, shade(color, 0.06)))
    )
    c.edge(inside, (0, -radius * 0.05), radius * 0.07, shade(color, 0.9), 0.5)
    return inside


def cloth(
    c: Canvas, mask: Mask, color: Color, texture: Texture = "linen", *, rough: float = 0.2
) -> None:
    """Flat cloth with soft rims; folds are the subject's own."""
    c.fill(mask, color)
    weight = rough * (0.55 if luminance(color) > 0.6 else 0.8)
    c.texture(mask, texture, color, weight)
    c.edge(mask, (4, 3), 9, shade(color, 0.8), 0.55)
    c.edge(mask, (-3, -3), 6, tint(color, 0.8), 0.35)


def timber(c: Canvas, mask: Mask, color: Color, *, upright: bool = False) -> None:
    c.fill(mask, color)
    c.texture(mask, "grain" if upright else "wood", color, 0.34)
    c.edge(mask, (2, 3), 4, shade(color, 0.8), 0.5)
    c.edge(mask, (-2, -2), 2.5, tint(color, 0.8), 0.4)


def dowel(c: Canvas, mask: Mask, span: Span, color: Color, *, upright: bool = True) -> None:
    """A round stick, upright or lying."""
    (c.across if upright else c.down)(mask, span, cylinder(color, gloss=0.25))
    c.texture(mask, "grain" if upright else "wood", color, 0.22)


def metal(color: Color) -> Stops:
    return (
        (0.0, shade(color, 0.45)),
        (0.16, shade(color, 0.10)),
        (0.28, tint(color, 0.62)),
        (0.40, color),
        (0.70, shade(color, 0.45)),
        (0.86, mix(color, shade(color, 0.5), 0.3)),
        (1.0, shade(color, 0.6)),
    )


def sheen(c: Canvas, shape: Shape, clip: Mask, *, alpha: float = 0.5, blur: float = 3) -> None:
    """A window's reflection on glaze or glass."""
    c.soft(shape, (255, 253, 248), blur, alpha, clip)


def crease(
    c: Canvas, clip: Mask, color: Color, *, dark: tuple[str, ...] = (), light: tuple[str, ...] = ()
) -> None:
    """Folds in cloth, given as path data: valleys in `dark`, ridges in `light`."""
    for shapes, paint, alpha in ((dark, shade(color, 0.9), 0.24), (light, tint(color, 0.8), 0.20)):
        if shapes:
            merged = tuple(contour for data in shapes for contour in path(data))
            c.soft(merged, paint, 6, alpha, clip)


def woven_pattern(c: Canvas, clip: Mask, ink: Inks) -> None:
    """Stripes or checks that run through cloth."""
    if ink.pattern in ("stripe", "band"):
        step, wide = (15, 4.2) if ink.pattern == "stripe" else (64, 20)
        c.fill(
            c.mask(*(rect(0, y, 400, wide) for y in range(70, 440, step))).within(clip),
            ink.accent,
            0.82,
        )
    elif ink.pattern == "check":
        rows = c.mask(*(rect(0, y, 400, 13) for y in range(60, 440, 26))).within(clip)
        columns = c.mask(*(rect(x, 0, 13, 500) for x in range(31, 400, 26))).within(clip)
        c.fill(rows, ink.accent, 0.45)
        c.fill(columns, ink.accent, 0.45)
    elif ink.pattern == "dip":
        c.down(clip, (250, 330), ((0, ink.main), (1, ink.accent)), 0.7)
