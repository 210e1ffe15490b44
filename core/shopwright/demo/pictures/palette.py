"""The colors a picture is drawn in, and the arithmetic that shades them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Color = tuple[int, int, int]
Pattern = Literal["plain", "speckle", "stripe", "check", "dip", "band"]

PATTERNS: frozenset[str] = frozenset(get_args(Pattern))

WHITE: Color = (255, 255, 255)
INK: Color = (38, 32, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colors of one picture as `#rrggbb`.

    `main` is the object, `accent` its second material (a handle, a stripe, a glaze), `ground`
    what it stands on. `pattern` decorates the subjects that can carry one; others ignore it.
    """

    main: str
    accent: str
    ground: str
    pattern: Pattern = "plain"


def rgb(value: str) -> Color:
    """Parse `#rrggbb`; anything else is a ValueError."""
    if len(value) != 7 or not value.startswith("#"):
        raise ValueError(f"{value!r} is not a color. Write it as #rrggbb.")
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def mix(one: Color, other: Color, share: float) -> Color:
    """`share` 0 is `one`, 1 is `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def shade(color: Color, amount: float) -> Color:
    """Darken towards a warm ink, as a shadow does, not towards black."""
    deep = (round(color[0] * 0.30), round(color[1] * 0.25), round(color[2] * 0.27))
    return mix(color, mix(deep, INK, 0.25), amount)


def tint(color: Color, amount: float) -> Color:
    """Lighten towards daylight, which is a little warm."""
    return mix(color, (255, 252, 245), amount)


def luminance(color: Color) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in color)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inks:
    """A palette ready to draw with."""

    main: Color
    accent: Color
    ground: Color
    pattern: Pattern


def inks(palette: Palette) -> Inks:
    """Resolve a palette; a color or pattern that does not exist is a ValueError."""
    if palette.pattern not in PATTERNS:
        known = ", ".join(sorted(PATTERNS))
        raise ValueError(f"There is no pattern {palette.pattern!r}. Use one of: {known}.")
    return Inks(
        main=rgb(palette.main),
        accent=rgb(palette.accent),
        ground=rgb(palette.ground),
        pattern=palette.pattern,
    )
