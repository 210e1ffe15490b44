"""What is accepted as a picture, and how it is drawn anew."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image, ImageCms
from shopwright.platform.media.images import inspect, render, widths_for
from shopwright.platform.media.types import MediaInvalid, MediaTooLarge

from .conftest import Draw


@pytest.mark.parametrize(
    ("kind", "extension"),
    [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("GIF", "gif"), ("AVIF", "avif")],
)
def test_common_formats_are_accepted_by_their_content(
    draw: Draw, kind: str, extension: str
) -> None:
    found = inspect(draw(40, 30, kind))
    assert (found.extension, found.width, found.height) == (extension, 40, 30)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\n <?xml version='1.0'?><svg/>", "SVG"),
        (b"%PDF-1.7", "no picture"),
        (b"", "no picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "damaged|no picture"),
    ],
)
def test_everything_else_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(MediaInvalid, match=message):
        inspect(data)


def test_a_damaged_picture_is_refused_when_it_is_drawn(draw: Draw) -> None:
    whole = draw(300, 300, "PNG", color="red")
    with pytest.raises(MediaInvalid, match="damaged"):
        render(whole[: len(whole) // 2])


@pytest.mark.parametrize("side", [6_400, 10_000, 20_000])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(side: int) -> None:
    out = io.BytesIO()
    Image.new("1", (8, 8)).save(out, "PNG")
    data = bytearray(out.getvalue())
    data[16:24] = side.to_bytes(4, "big") * 2  # the size, as the header claims it
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    with pytest.raises(MediaTooLarge, match="40 megapixels"):
        inspect(bytes(data))


def test_widths_never_exceed_the_original() -> None:
    assert list(widths_for(4000)) == [180, 360, 540, 720, 1080, 1440, 1920]
    assert list(widths_for(720)) == [180, 360, 540, 720]
    assert list(widths_for(1000)) == [180, 360, 540, 720, 1000]
    assert list(widths_for(50)) == [50]


def test_a_picture_is_drawn_as_webp_in_every_width(draw: Draw) -> None:
    drawn = render(draw(800, 400))
    assert (drawn.width, drawn.height) == (800, 400)
    assert sorted(drawn.renditions) == [180, 360, 540, 720, 800]
    with Image.open(io.BytesIO(drawn.renditions[360])) as image:
        assert (image.format, image.size) == ("WEBP", (360, 180))


def test_the_dominant_color_is_that_of_most_of_the_picture(draw: Draw) -> None:
    assert render(draw(100, 100, "PNG", color="#ff0000")).color == "#ff0000"
    see_through = draw(100, 100, "PNG", mode="RGBA", color=(0, 0, 0, 0))
    assert render(see_through).color == "#ffffff"


def test_transparency_is_kept_only_where_something_shines_through(draw: Draw) -> None:
    def mode(alpha: int) -> str:
        data = draw(40, 40, "PNG", mode="RGBA", color=(9, 9, 9, alpha))
        with Image.open(io.BytesIO(render(data).renditions[40])) as image:
            return image.mode

    assert (mode(100), mode(255)) == ("RGBA", "RGB")


def test_a_picture_is_turned_upright_and_loses_its_metadata(draw: Draw) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "a camera"
    drawn = render(draw(200, 100, exif=exif.tobytes()))
    assert (drawn.width, drawn.height) == (100, 200)
    with Image.open(io.BytesIO(drawn.renditions[100])) as image:
        assert dict(image.getexif()) == {}


def test_other_color_spaces_become_srgb(draw: Draw) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert render(draw(50, 50, color="#336699", icc_profile=profile)).width == 50
    assert render(draw(50, 50, mode="CMYK", color=(0, 255, 255, 0))).width == 50
    assert render(draw(50, 50, "PNG", icc_profile=b"nonsense")).width == 50
    assert render(draw(50, 50, "GIF", mode="P", color=3)).width == 50
