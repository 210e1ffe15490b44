"""Masks: where paint goes, drawn several times too large and scaled down for smooth edges."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PIL import Image, ImageChops

Box = tuple[int, int, int, int]

_FINE_PIXELS = 3_500_000  # how large a supersampled mask may get


@dataclass(frozen=True, slots=True)
class Mask:
    """Where paint goes: `image` (mode L) with its upper left corner at `left`, `top`."""

    left: int
    top: int
    image: Image.Image

    @property
    def box(self) -> Box:
        return self.left, self.top, self.left + self.image.width, self.top + self.image.height

    def within(self, other: Mask) -> Mask:
        """The part that lies inside `other`."""
        return Mask(
            self.left,
            self.top,
            ImageChops.multiply(self.image, other.image.crop(self._seen(other))),
        )

    def without(self, other: Mask) -> Mask:
        inverse = ImageChops.invert(other.image.crop(self._seen(other)))
        return Mask(self.left, self.top, ImageChops.multiply(self.image, inverse))

    def faded(self, alpha: float) -> Mask:
        if alpha >= 1:
            return self
        return Mask(self.left, self.top, self.image.point([round(v * alpha) for v in range(256)]))

    def _seen(self, other: Mask) -> Box:
        left, top = self.left - other.left, self.top - other.top
        return left, top, left + self.image.width, top + self.image.height


NOTHING = Mask(0, 0, Image.new("L", (1, 1)))


def enlarged(box: Box) -> tuple[Image.Image, int]:
    """An empty enlarged mask for the box, and by how much it is enlarged."""
    width, height = box[2] - box[0], box[3] - box[1]
    scale = max(2, min(4, round(math.sqrt(_FINE_PIXELS / (width * height)))))
    return Image.new("L", (width * scale, height * scale)), scale


def padded(image: Image.Image, pad: int, open_sides: tuple[bool, bool, bool, bool]) -> Image.Image:
    """Add a margin: black, or the border repeated where the picture cuts the shape off."""
    width, height = image.size
    wide = Image.new("L", (width + 2 * pad, height))
    wide.paste(image, (pad, 0))
    if open_sides[0]:
        wide.paste(image.crop((0, 0, 1, height)).resize((pad, height)), (0, 0))
    if open_sides[2]:
        wide.paste(
            image.crop((width - 1, 0, width, height)).resize((pad, height)), (width + pad, 0)
        )
    result = Image.new("L", (width + 2 * pad, height + 2 * pad))
    result.paste(wide, (0, pad))
    if open_sides[1]:
        result.paste(wide.crop((0, 0, wide.width, 1)).resize((wide.width, pad)), (0, 0))
    if open_sides[3]:
        last = wide.crop((0, height - 1, wide.width, height)).resize((wide.width, pad))
        result.paste(last, (0, height + pad))
    return result
