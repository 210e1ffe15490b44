"""The canvas that pictures are drawn on.

Every outline becomes a mask drawn several times too large and scaled down, which is what
smooths its edges; colors and light vary slowly and are laid through the masks at the final
size. Supersampling whole pictures instead would cost four times as much for the same pixels.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from shopwright.demo.pictures.light import Stops, from_colors, shade_at, stage
from shopwright.demo.pictures.mask import NOTHING, Box, Mask, enlarged, padded
from shopwright.demo.pictures.palette import Color, shade, tint
from shopwright.demo.pictures.path import Contour, Point, Shape, bounds, ellipse
from shopwright.demo.pictures.texture import Texture, sheet

WIDTH, HEIGHT = 400, 500  # the units of the drawing
_BALL = 24  # points along each side of a radial gradient


@dataclass(frozen=True, slots=True)
class View:
    """What the picture shows: `zoom` times enlarged around a point of the drawing."""

    x: float = WIDTH / 2
    y: float = HEIGHT / 2
    zoom: float = 1.0


class Canvas:
    """A picture in progress. All coordinates and lengths are units of the drawing."""

    def __init__(self, width: int, ground: Color, view: View) -> None:
        self.size = (width, width * HEIGHT // WIDTH)
        self.unit = width / WIDTH * view.zoom
        self.ground = ground
        self._view = view
        # Three planes of one channel each: Pillow pastes into them four times as fast as into RGB.
        self._planes = [plane.copy() for plane in stage(self.size, ground)]

    def mask(self, *shapes: Shape) -> Mask:
        """The union of the shapes."""
        contours = [contour for shape in shapes for contour in shape]
        box = self._box(bounds(contours), 2)
        if box is None:
            return NOTHING
        fine, scale = enlarged(box)
        draw = ImageDraw.Draw(fine)
        for contour in contours:
            if len(contour) > 2:
                draw.polygon(self._pixels(contour, box, scale), fill=255)
        return Mask(box[0], box[1], fine.reduce(scale))

    def lines(self, contours: Iterable[Contour], width: float, *, caps: bool = True) -> Mask:
        """Strokes of `width` with round joints, and round ends if `caps`."""
        lines = [contour for contour in contours if len(contour) > 1]
        box = self._box(bounds(lines), width / 2 + 1) if lines else None
        if box is None:
            return NOTHING
        fine, scale = enlarged(box)
        draw = ImageDraw.Draw(fine)
        thick = max(1, round(width * self.unit * scale))
        radius = thick / 2
        for contour in lines:
            points = self._pixels(contour, box, scale)
            curved = thick > 4 and len(points) > 2
            draw.line(points, fill=255, width=thick, joint="curve" if curved else None)
            if caps and thick > 4:
                for x, y in (points[0], points[-1]):
                    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        return Mask(box[0], box[1], fine.reduce(scale))

    def blurred(self, blur: float, *shapes: Shape) -> Mask:
        """The shapes with edges that fade over about `blur` units."""
        contours = [contour for shape in shapes for contour in shape]
        box = self._box(bounds(contours), blur * 2.5 + 1)
        if box is None:
            return NOTHING
        factor = max(1.0, min(8.0, blur * self.unit / 3))
        size = (math.ceil((box[2] - box[0]) / factor), math.ceil((box[3] - box[1]) / factor))
        small = Image.new("L", size)
        draw = ImageDraw.Draw(small)
        for contour in contours:
            draw.polygon(self._pixels(contour, box, 1 / factor), fill=255)
        small = small.filter(ImageFilter.GaussianBlur(blur * self.unit / factor))
        full = small.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BICUBIC)
        return Mask(box[0], box[1], full)

    def fill(self, mask: Mask, color: Color, alpha: float = 1.0) -> None:
        self._paint(mask.faded(alpha), color)

    def across(self, mask: Mask, span: tuple[float, float], stops: Stops, alpha: float = 1) -> None:
        """Fill with a gradient from left to right, `stops` being shares of the span."""
        self._gradient(mask, span, stops, alpha, 0)

    def down(self, mask: Mask, span: tuple[float, float], stops: Stops, alpha: float = 1) -> None:
        """Fill with a gradient from top to bottom."""
        self._gradient(mask, span, stops, alpha, 1)

    def ball(
        self, mask: Mask, center: Point, radius: float, stops: Stops, alpha: float = 1
    ) -> None:
        """Fill with a gradient from a lit point outwards."""
        left, top, right, low = mask.box
        x, y = self._pixel(center)
        step_x, step_y = (right - left) / _BALL, (low - top) / _BALL
        shades = [shade_at(stops, i / 64) for i in range(65)]
        reach = 64 / (radius * self.unit)
        colors = [
            shades[
                min(
                    64,
                    int(math.hypot(left + column * step_x - x, top + row * step_y - y) * reach),
                )
            ]
            for row in range(_BALL)
            for column in range(_BALL)
        ]
        self._lay(mask, from_colors((_BALL, _BALL), colors), alpha)

    def soft(
        self, shape: Shape, color: Color, blur: float, alpha: float, clip: Mask | None
    ) -> None:
        """A blurred shape, inside `clip` where one is given: folds, highlights, shadows."""
        mask = self.blurred(blur, shape)
        self.fill(mask.within(clip) if clip else mask, color, alpha)

    def edge(self, mask: Mask, toward: Point, blur: float, color: Color, alpha: float) -> None:
        """Shade the rim of a mask that lies toward (dx, dy), as if it were rounded there."""
        factor = max(1, min(8, round(blur * self.unit / 4)))
        small = mask.image.reduce(factor) if factor > 1 else mask.image
        pad = math.ceil((blur * 2 + max(abs(toward[0]), abs(toward[1]))) * self.unit / factor)
        wide = padded(small, pad, self._open_sides(mask.box))
        rim = wide.filter(ImageFilter.GaussianBlur(blur * self.unit / factor))
        dx, dy = (round(pad + part * self.unit / factor) for part in toward)
        rim = rim.crop((dx, dy, dx + small.width, dy + small.height))
        full = ImageChops.invert(rim).resize(mask.image.size, Image.Resampling.BILINEAR)
        self.fill(Mask(mask.left, mask.top, ImageChops.multiply(full, mask.image)), color, alpha)

    def texture(self, mask: Mask, kind: Texture, color: Color, strength: float) -> None:
        """Roughen what is painted in `color` with a texture; `strength` 0 to 1."""
        full = sheet(kind, self.size, round(self.unit, 3))
        part = full.crop(mask.box)
        gain = strength * 2
        low = part.point([max(0, round((128 - v) * gain)) for v in range(256)])
        high = part.point([max(0, round((v - 128) * gain)) for v in range(256)])
        for part_mask, paint in ((low, shade(color, 0.8)), (high, tint(color, 0.7))):
            shown = ImageChops.multiply(part_mask, mask.image)
            self._paint(Mask(mask.left, mask.top, shown), paint)

    def speckles(self, mask: Mask, color: Color, count: int, *, seed: int = 1) -> None:
        """Scatter iron spots over the mask; `count` is for the whole drawing area."""
        left, top, right, low = (
            (edge - self.size[axis % 2] / 2) / self.unit + (self._view.x, self._view.y)[axis % 2]
            for axis, edge in enumerate(mask.box)
        )
        dots = [
            ellipse(x, y, radius, radius * squash)
            for x, y, radius, squash in _spots(count, seed)
            if left < x < right and top < y < low
        ]
        if dots:
            self.fill(self.mask(*dots).within(mask), color, 0.75)

    def stand(self, cx: float, y: float, radius: float, *, weight: float = 1.0) -> None:
        """The shadow of something that stands on the floor, lit from the upper left."""
        dark = shade(self.ground, 0.9)
        cast = ellipse(cx + radius * 0.22, y + radius * 0.03, radius * 1.28, radius * 0.17 + 4)
        self.soft(cast, dark, 11, 0.26 * weight, None)
        near = ellipse(cx + radius * 0.05, y + 1, radius * 1.02, radius * 0.09 + 2)
        self.soft(near, dark, 3.2, 0.42 * weight, None)

    def drop(self, shape: Shape, *, dx: float = 5, dy: float = 9, blur: float = 9) -> None:
        """The shadow of something that lies flat or hangs close to the wall."""
        dark = shade(self.ground, 0.9)
        near = tuple(tuple((x + dx * 0.3, y + dy * 0.3) for x, y in c) for c in shape)
        far = tuple(tuple((x + dx, y + dy) for x, y in c) for c in shape)
        self.soft(far, dark, blur, 0.26, None)
        self.soft(near, dark, blur * 0.25, 0.24, None)

    def webp(self, quality: int = 82) -> bytes:
        target = io.BytesIO()
        # method 2: half the time of the default for a tenth more bytes
        Image.merge("RGB", self._planes).save(target, "WEBP", quality=quality, method=2)
        return target.getvalue()

    def _gradient(
        self, mask: Mask, span: tuple[float, float], stops: Stops, alpha: float, axis: int
    ) -> None:
        start, end = mask.box[axis], mask.box[axis + 2]
        count = min(96, max(2, end - start))
        origin = (self._view.x, self._view.y)[axis]
        colors = []
        for step in range(count):
            pixel = start + (step + 0.5) * (end - start) / count
            place = (pixel - self.size[axis] / 2) / self.unit + origin
            colors.append(shade_at(stops, (place - span[0]) / (span[1] - span[0])))
        self._lay(mask, from_colors((count, 1) if axis == 0 else (1, count), colors), alpha)

    def _lay(self, mask: Mask, paint: Image.Image, alpha: float) -> None:
        shown, size = mask.faded(alpha).image, mask.image.size
        for plane, channel in zip(self._planes, paint.split(), strict=True):
            full = channel.resize(
                (size[0] if channel.width > 1 else 1, size[1] if channel.height > 1 else 1),
                Image.Resampling.BILINEAR,
            )
            if full.size != size:
                full = full.resize(size, Image.Resampling.NEAREST)
            plane.paste(full, mask.box, shown)

    def _paint(self, mask: Mask, color: Color) -> None:
        seen = mask.image.getbbox()
        if seen is None:
            return
        box = (seen[0] + mask.left, seen[1] + mask.top, seen[2] + mask.left, seen[3] + mask.top)
        shown = mask.image.crop(seen)
        for plane, channel in zip(self._planes, color, strict=True):
            plane.paste(channel, box, shown)

    def _pixel(self, point: Point) -> Point:
        return (
            (point[0] - self._view.x) * self.unit + self.size[0] / 2,
            (point[1] - self._view.y) * self.unit + self.size[1] / 2,
        )

    def _pixels(self, contour: Contour, box: Box, scale: float) -> list[Point]:
        left, top = box[0], box[1]
        return [
            ((x - left) * scale, (y - top) * scale) for x, y in (self._pixel(p) for p in contour)
        ]

    def _box(self, area: tuple[float, float, float, float], margin: float) -> Box | None:
        """The pixels that an area covers with a margin, or None if it is out of sight."""
        left, top = self._pixel((area[0] - margin, area[1] - margin))
        right, low = self._pixel((area[2] + margin, area[3] + margin))
        box = (
            max(0, math.floor(left)),
            max(0, math.floor(top)),
            min(self.size[0], math.ceil(right)),
            min(self.size[1], math.ceil(low)),
        )
        return box if box[0] < box[2] and box[1] < box[3] else None

    def _open_sides(self, box: Box) -> tuple[bool, bool, bool, bool]:
        return box[0] == 0, box[1] == 0, box[2] == self.size[0], box[3] == self.size[1]


@lru_cache(maxsize=8)
def _spots(count: int, seed: int) -> tuple[tuple[float, float, float, float], ...]:
    """Places, radii and flatness of iron spots, over the whole drawing; most are tiny."""
    random = Random(seed)
    return tuple(
        (
            random.uniform(0, WIDTH),
            random.uniform(0, HEIGHT),
            0.35 + 1.1 * random.random() ** 3,
            random.uniform(0.7, 1),
        )
        for _ in range(count)
    )
