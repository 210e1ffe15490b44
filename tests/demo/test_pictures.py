"""The demo shop's pictures: every subject draws, the same each time, and can be seen."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from shopwright.demo import pictures
from shopwright.demo.catalog import DemoProduct, demo_products
from shopwright.demo.pictures import Palette, draw
from shopwright.demo.pictures.palette import contrast, rgb

CLAY = Palette(main="#b08968", accent="#3d5a6c", ground="#ece8e0")
SUBJECTS = sorted(pictures.SUBJECTS)
SMALL = 96


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert image.format == "WEBP"
    return image.convert("RGB")


def standing_out(image: Image.Image) -> float:
    """The share of the middle of a picture that clearly differs from the ground beside it."""
    width, height = image.size
    ground = image.getpixel((1, 1))
    middle = image.crop((width // 5, height // 5, width * 4 // 5, height * 9 // 10))
    assert isinstance(ground, tuple)
    pixels = middle.tobytes()
    distances = [
        max(abs(pixels[at + channel] - ground[channel]) for channel in range(3))
        for at in range(0, len(pixels), 3)
    ]
    return sum(distance > 20 for distance in distances) / len(distances)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_stands_out_from_a_calm_ground(subject: str) -> None:
    image = opened(draw(subject, CLAY, width=SMALL))
    assert image.size == (SMALL, SMALL * 5 // 4)
    corner = image.getpixel((1, 1))
    assert isinstance(corner, tuple)
    assert contrast((corner[0], corner[1], corner[2]), rgb(CLAY.ground)) < 1.4
    assert 0.1 < standing_out(image) < 0.99


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_angles_of_a_subject_are_different_pictures(subject: str) -> None:
    views = {draw(subject, CLAY, angle=angle, width=SMALL) for angle in pictures.ANGLES}
    assert len(views) == len(pictures.ANGLES)


@pytest.mark.parametrize("pattern", sorted(pictures.PATTERNS))
def test_a_picture_is_the_same_every_time(pattern: pictures.Pattern) -> None:
    palette = Palette(main="#e6dfd1", accent="#6d5848", ground="#e6e8e2", pattern=pattern)
    assert draw("mug", palette, width=SMALL) == draw("mug", palette, width=SMALL)


def test_a_color_gets_a_picture_of_its_own() -> None:
    ink = Palette(main="#34455a", accent="#3d5a6c", ground="#ece8e0")
    assert draw("sweater", CLAY, width=SMALL) != draw("sweater", ink, width=SMALL)


def test_pictures_are_large_enough_for_a_product_page() -> None:
    data = draw("bowl", CLAY)
    assert opened(data).size == (1200, 1500)
    assert len(data) < 150_000


@pytest.mark.parametrize("product", demo_products(), ids=lambda product: product.handle)
def test_the_palest_color_of_a_product_can_still_be_seen(product: DemoProduct) -> None:
    wholes = [picture for picture in product.pictures if picture.angle == 0]
    palest = min(wholes, key=lambda one: contrast(rgb(one.palette.main), rgb(one.palette.ground)))
    image = opened(draw(palest.subject, palest.palette, width=60))
    assert standing_out(image) > 0.12


@pytest.mark.parametrize(
    ("subject", "palette", "angle", "complaint"),
    [
        ("teapots", CLAY, 0, "no subject 'teapots'"),
        ("teapot", CLAY, 3, "no angle 3"),
        ("teapot", Palette(main="blue", accent="#ffffff", ground="#eeeeee"), 0, "not a color"),
    ],
)
def test_what_cannot_be_drawn_is_named(
    subject: str, palette: Palette, angle: int, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        draw(subject, palette, angle=angle)
