"""What holds cloth together: stitches, seams, buttons, rivets."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.mask import Mask
from shopwright.demo.pictures.palette import Color, luminance, shade, tint
from shopwright.demo.pictures.path import Contour, dashes, ellipse


def stitches(c: Canvas, lines: list[Contour], color: Color, *, clip: Mask | None = None) -> None:
    """A row of stitches with the small shadow that makes them sit in the cloth."""
    cut = [stitch for contour in lines for stitch in dashes(contour, 3.2, 2.2)]
    mask = c.lines(cut, 0.9)
    c.fill(mask.within(clip) if clip else mask, color, 0.8)


def seam(c: Canvas, lines: list[Contour], color: Color, *, width: float = 1.2) -> None:
    c.fill(c.lines(lines, width), shade(color, 0.55), 0.6)
    shifted = [tuple((x + 1.0, y + 0.6) for x, y in contour) for contour in lines]
    c.fill(c.lines(shifted, width * 0.8), tint(color, 0.5), 0.35)


def thread(color: Color) -> Color:
    """Thread that shows on a cloth of this color."""
    return shade(color, 0.4) if luminance(color) > 0.35 else tint(color, 0.45)


def button(c: Canvas, x: float, y: float, radius: float, color: Color) -> None:
    c.soft(ellipse(x + 0.8, y + 1.2, radius, radius), (40, 32, 30), 1.2, 0.4, None)
    disc = c.mask(ellipse(x, y, radius, radius))
    c.ball(
        disc,
        (x - radius * 0.4, y - radius * 0.4),
        radius * 1.8,
        ((0, tint(color, 0.35)), (1, shade(color, 0.3))),
    )
    gap = radius * 0.3
    holes = [ellipse(x + dx, y + dy, 0.6, 0.6) for dx in (-gap, gap) for dy in (-gap, gap)]
    c.fill(c.mask(*holes), shade(color, 0.8))


def rivet(c: Canvas, x: float, y: float) -> None:
    brass = (186, 146, 92)
    c.soft(ellipse(x + 0.6, y + 1, 3.2, 3.2), (40, 32, 30), 1.2, 0.4, None)
    c.ball(
        c.mask(ellipse(x, y, 3.1, 3.1)),
        (x - 1.2, y - 1.2),
        5,
        ((0, tint(brass, 0.6)), (0.6, brass), (1, shade(brass, 0.5))),
    )
