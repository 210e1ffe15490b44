"""Pictures for tests, and a shop to put them in."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from shopwright.testing.opening import open_shop
from shopwright.testing.shop import Shop

Draw = Callable[..., bytes]


@pytest.fixture
def draw() -> Draw:
    """`draw(800, 600, "PNG")`: the bytes of a picture."""

    def make(
        width: int = 400,
        height: int = 300,
        kind: str = "JPEG",
        *,
        color: Any = "#336699",
        mode: str = "RGB",
        **options: Any,
    ) -> bytes:
        out = io.BytesIO()
        Image.new(mode, (width, height), color).save(out, kind, **options)
        return out.getvalue()

    return make


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Shop]:
    """A shop whose files are in `tmp_path`."""
    with open_shop(tmp_path, media_max_bytes=200_000) as shop:
        yield shop
