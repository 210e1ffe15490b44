"""Product pictures for the demo shop, drawn in code: 4:5, on a calm ground, lit from the left."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.palette import PATTERNS, Palette, Pattern, inks
from shopwright.demo.pictures.subjects import SUBJECTS as _SUBJECTS

__all__ = ["ANGLES", "PATTERNS", "SUBJECTS", "Palette", "Pattern", "draw"]

SUBJECTS: frozenset[str] = frozenset(_SUBJECTS)
ANGLES = (0, 1, 2)
"""0 shows the whole, 1 a close-up, 2 another look: from above, folded, open, or a second detail."""


def draw(subject: str, palette: Palette, *, angle: int = 0, width: int = 1200) -> bytes:
    """One picture as WebP, `width` pixels wide and a quarter higher.

    The same arguments give the same bytes with the same Pillow. A subject, an angle or a
    color that does not exist is a ValueError.
    """
    if subject not in _SUBJECTS:
        known = ", ".join(sorted(SUBJECTS))
        raise ValueError(f"There is no subject {subject!r}. Use one of: {known}.")
    if angle not in ANGLES:
        raise ValueError(f"There is no angle {angle!r}. Use one of: {ANGLES}.")
    ink = inks(palette)
    scene = _SUBJECTS[subject].scene(angle)
    canvas = Canvas(width, ink.ground, scene.view)
    scene.drawing(canvas, ink)
    return canvas.webp()
