"""Colors: hex notation, contrast after WCAG 2, mixing, and the nearest shade that can be read."""

from __future__ import annotations

import re

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")

Rgb = tuple[int, int, int]

ROLES = ("bg", "surface", "ink", "muted", "line", "field", "accent", "on_accent")
"""What a color scheme consists of. `line` is decoration; the others are read or aimed at."""

PAIRS: tuple[tuple[str, str, float], ...] = (
    ("ink", "bg", 4.5),
    ("ink", "surface", 4.5),
    ("muted", "bg", 4.5),
    ("muted", "surface", 4.5),
    ("accent", "bg", 4.5),
    ("accent", "surface", 4.5),
    ("on_accent", "accent", 4.5),
    ("field", "bg", 3.0),
    ("field", "surface", 3.0),
)
"""Which role must be told from which, and by what contrast."""


def is_color(text: object) -> bool:
    """Whether it is #rgb or #rrggbb."""
    return isinstance(text, str) and _HEX.fullmatch(text) is not None


def parse(color: str) -> Rgb:
    """Red, green and blue, 0 to 255. Raises `ValueError`."""
    if not is_color(color):
        raise ValueError(f"'{color}' is no color; write it as #rgb or #rrggbb")
    digits = color[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def written(rgb: Rgb) -> str:
    """As #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white): WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((_luminance(parse(one)), _luminance(parse(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """`share` (0 to 1) of `other` in `one`."""
    share = min(max(share, 0.0), 1.0)
    pairs = zip(parse(one), parse(other), strict=True)
    red, green, blue = (round(a + (b - a) * share) for a, b in pairs)
    return written((red, green, blue))


def alpha(color: str, opacity: float) -> str:
    """The color with an opacity of 0 to 1, as CSS takes it."""
    red, green, blue = parse(color)
    return f"rgb({red} {green} {blue} / {min(max(opacity, 0.0), 1.0):g})"


def nearest_readable(color: str, backgrounds: tuple[str, ...], ratio: float) -> str | None:
    """The shade nearest to `color` that has `ratio` on all backgrounds; None when none has."""
    for step in range(101):
        for end in ("#000000", "#ffffff"):
            shade = mix(color, end, step / 100)
            if all(contrast(shade, background) >= ratio for background in backgrounds):
                return shade
    return None


def scheme_problems(scheme: dict[str, str]) -> list[str]:
    """What cannot be read in a scheme of all eight roles, each with the nearest shade that can."""
    found = []
    for role in ("ink", "muted", "accent", "on_accent", "field"):
        pairs = [(other, ratio) for one, other, ratio in PAIRS if one == role]
        failing = [o for o, ratio in pairs if contrast(scheme[role], scheme[o]) < ratio]
        if failing:
            ratio = pairs[0][1]
            shade = nearest_readable(scheme[role], tuple(scheme[o] for o, _ in pairs), ratio)
            remedy = f"; {shade} would do" if shade else ""
            worst = min(failing, key=lambda other: contrast(scheme[role], scheme[other]))
            found.append(
                f"{role} {scheme[role]} on {worst} {scheme[worst]} has a contrast of "
                f"{contrast(scheme[role], scheme[worst]):.1f}; {ratio:g} is needed{remedy}"
            )
    return found


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
