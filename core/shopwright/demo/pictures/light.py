"""Colors that vary slowly: gradients and the lit backdrop."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image

from shopwright.demo.pictures.palette import WHITE, Color, mix, shade

Stops = Sequence[tuple[float, Color]]


def shade_at(stops: Stops, share: float) -> Color:
    if share <= stops[0][0]:
        return stops[0][1]
    for (start, first), (end, second) in itertools.pairwise(stops):
        if share <= end:
            ease = (share - start) / (end - start)
            return mix(first, second, ease * ease * (3 - 2 * ease))
    return stops[-1][1]


def from_colors(size: tuple[int, int], colors: Sequence[Color]) -> Image.Image:
    return Image.frombytes("RGB", size, bytes(channel for color in colors for channel in color))


@lru_cache(maxsize=32)
def stage(size: tuple[int, int], ground: Color) -> tuple[Image.Image, ...]:
    """A seamless backdrop: light falls in from the upper left, the floor is a little darker."""
    small = (20, 25)
    colors = []
    for row in range(small[1]):
        for column in range(small[0]):
            x, y = column / (small[0] - 1), row / (small[1] - 1)
            light = max(0.0, 1 - math.hypot(x - 0.32, (y - 0.30) * 1.1) / 0.85)
            color = mix(ground, WHITE, 0.34 * light)
            corner = max(0.0, math.hypot(x - 0.4, y - 0.42) - 0.35)
            colors.append(shade(color, 0.07 * corner + 0.035 * max(0.0, y - 0.55)))
    return from_colors(small, colors).resize(size, Image.Resampling.BICUBIC).split()
