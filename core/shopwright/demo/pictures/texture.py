"""Surface textures as gray sheets: 128 leaves the surface as it is, less darkens, more lightens.

Sheets are seeded, so a picture is the same on every run, and cached, because a batch of
pictures draws on the same few.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import Literal

from PIL import Image, ImageDraw

Texture = Literal[
    "linen", "canvas", "clay", "felt", "wood", "grain", "paper", "knit", "rib", "waffle", "twill"
]
Size = tuple[int, int]


@lru_cache(maxsize=24)
def sheet(kind: Texture, size: Size, unit: float) -> Image.Image:
    """A sheet of `size` pixels where a unit of the drawing is `unit` pixels."""
    if kind in _CELLS:
        return _tiled(kind, size, unit)
    layers = _LAYERS[kind]
    result = _noise(kind, 0, layers[0], size, unit)
    for number, layer in enumerate(layers[1:], start=1):
        result = Image.blend(result, _noise(kind, number, layer, size, unit), 1 / (number + 1))
    return result


# Each layer is noise whose specks are (width, height) units.
_LAYERS: dict[str, tuple[tuple[float, float], ...]] = {
    "linen": ((16.0, 0.8), (0.8, 16.0), (1.0, 1.0)),
    "canvas": ((5.0, 1.1), (1.1, 5.0)),
    "clay": ((0.7, 0.7), (5.0, 4.0), (14.0, 9.0)),
    "felt": ((0.6, 0.6), (1.6, 1.6)),
    "wood": ((70.0, 1.0), (40.0, 2.6), (90.0, 7.0)),
    "grain": ((1.0, 70.0), (2.6, 40.0), (7.0, 90.0)),
    "paper": ((0.6, 0.6), (3.0, 3.0)),
}


def _noise(
    kind: str, number: int, speck: tuple[float, float], size: Size, unit: float
) -> Image.Image:
    width = max(2, round(size[0] / max(1.0, speck[0] * unit)))
    height = max(2, round(size[1] / max(1.0, speck[1] * unit)))
    random = Random(zlib.crc32(f"{kind}{number}".encode()))
    noise = Image.frombytes("L", (width, height), random.randbytes(width * height))
    return noise.resize(size, Image.Resampling.BICUBIC)


def _tiled(kind: str, size: Size, unit: float) -> Image.Image:
    (width, height), paint = _CELLS[kind]
    cell_size = (max(4, round(width * unit)), max(4, round(height * unit)))
    fine = Image.new("L", (cell_size[0] * 4, cell_size[1] * 4), 128)
    paint(ImageDraw.Draw(fine), fine.width, fine.height)
    result = Image.new("L", size)
    result.paste(fine.reduce(4), (0, 0))
    across = cell_size[0]
    while across < size[0]:  # doubling: a few large copies instead of thousands of small ones
        result.paste(result.crop((0, 0, across, cell_size[1])), (across, 0))
        across *= 2
    down = cell_size[1]
    while down < size[1]:
        result.paste(result.crop((0, 0, size[0], down)), (0, down))
        down *= 2
    return result


def _knit(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    """One stocking stitch: two leaning strands."""
    draw.rectangle((0, 0, width, height), fill=70)
    half = width / 2
    for side in (-1, 1):
        for row in (-1, 0, 1):
            top, low = (row - 0.25) * height, (row + 0.95) * height
            outer, inner = half + side * half * 0.92, half + side * half * 0.12
            edge = half + side * half * 0.32
            draw.polygon(
                [
                    (outer, top),
                    (edge, top),
                    (inner, low - height * 0.2),
                    (inner + side, low),
                    (half + side * half * 0.62, low),
                ],
                fill=150 if side < 0 else 138,
            )


def _rib(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    for x in range(width):
        lit = abs(x / width - 0.45) * 2
        draw.line((x, 0, x, height), fill=round(168 - 110 * lit**2))


def _waffle(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    for step in range(width // 2):
        lit = step / (width / 2)
        tall = step * height / width
        draw.rectangle(
            (step, tall, width - 1 - step, height - 1 - tall), fill=round(176 - 100 * lit**0.7)
        )


def _twill(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    """Herringbone: strokes that lean one way, then the other."""
    half = width / 2
    for row in range(-2, 5):
        y = row * height / 2
        lean = height * 0.9
        draw.line((0, y + lean, half, y), fill=98, width=max(1, height // 6))
        draw.line((half, y, width, y + lean), fill=150, width=max(1, height // 6))


_CELLS: dict[str, tuple[tuple[float, float], Callable[[ImageDraw.ImageDraw, int, int], None]]] = {
    "knit": ((4.6, 3.6), _knit),
    "rib": ((4.2, 4.2), _rib),
    "waffle": ((7.0, 7.0), _waffle),
    "twill": ((7.0, 3.0), _twill),
}
