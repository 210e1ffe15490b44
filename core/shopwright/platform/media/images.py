"""Looking into pictures and drawing them anew, with Pillow. Pure: bytes in, bytes out.

What shoppers get is always drawn by us: no bytes of an upload reach a browser, so neither do its
hidden scripts, its EXIF data, nor the place where it was taken.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from shopwright.platform.media.types import MediaInvalid, MediaTooLarge

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
WIDTHS = (180, 360, 540, 720, 1080, 1440, 1920)
MAX_PIXELS = 40_000_000
_QUALITY = 80
_METHOD = 4
_SVG_HINT = (b"<svg", b"<?xml", b"<!doctype svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """A file that is a picture; `extension` follows its content, not its name."""

    extension: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A picture drawn anew: upright, in sRGB, without metadata. WebP bytes by width."""

    width: int
    height: int
    color: str
    renditions: dict[int, bytes]


def inspect(data: bytes) -> Inspected:
    """Check that `data` is a picture we can draw. Raises `MediaInvalid` or `MediaTooLarge`."""
    if data[:200].lstrip().lower().startswith(_SVG_HINT):
        raise MediaInvalid(
            "SVG files can carry scripts and are not accepted; export the picture as PNG or WebP."
        )
    image = _open(data)
    width, height = image.size
    try:
        image.verify()
    except Exception as error:  # Pillow's decoders raise nearly anything
        raise _broken() from error
    return Inspected(extension=FORMATS[image.format or ""], width=width, height=height)


def render(data: bytes) -> Rendered:
    """Draw `data` in every width that it has. Raises `MediaInvalid` when it cannot be decoded."""
    image = _open(data)
    try:
        image.load()
        image = _plain(image)
    except Exception as error:
        raise _broken() from error
    return Rendered(
        width=image.width,
        height=image.height,
        color=_dominant_color(image),
        renditions={width: _webp(image, width) for width in widths_for(image.width)},
    )


def widths_for(original: int) -> Iterator[int]:
    """The widths to draw; a picture between two of them also gets its own."""
    yield from (width for width in WIDTHS if width <= original)
    if original < WIDTHS[-1] and original not in WIDTHS:
        yield original


def _open(data: bytes) -> Image.Image:
    try:
        image: Image.Image = Image.open(io.BytesIO(data), formats=tuple(FORMATS))
    except UnidentifiedImageError as error:
        raise MediaInvalid(
            "The file is no picture that the shop accepts; use JPEG, PNG, WebP, GIF or AVIF."
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:
        raise _broken() from error
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels()
    return image


def _plain(image: Image.Image) -> Image.Image:
    """Upright, in sRGB, with an alpha channel only where something shines through."""
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    if profile and image.mode in ("RGB", "CMYK"):
        image = _to_srgb(image, profile)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        lowest, _ = image.getchannel("A").getextrema()
        opaque = isinstance(lowest, tuple) or lowest >= 255
        return image.convert("RGB") if opaque else image
    return image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError):
        return image


def _webp(image: Image.Image, width: int) -> bytes:
    height = max(1, round(image.height * width / image.width))
    if width != image.width:
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=_QUALITY, method=_METHOD, exif=b"", icc_profile=None)
    return out.getvalue()


def _dominant_color(image: Image.Image) -> str:
    """The most frequent of eight colors, as `#rrggbb`; white where the picture is see-through."""
    small = image.convert("RGBA")
    small.thumbnail((64, 64))
    ground = Image.new("RGBA", small.size, "white")
    palette = Image.alpha_composite(ground, small).convert("RGB").quantize(8)
    counts = palette.getcolors() or [(0, 0)]
    _, index = max(counts, key=lambda entry: entry[0])
    colors = palette.getpalette() or [255, 255, 255]
    assert isinstance(index, int)
    red, green, blue = colors[index * 3 : index * 3 + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _broken() -> MediaInvalid:
    return MediaInvalid("The picture is damaged and cannot be read; export it again and retry.")


def _too_many_pixels() -> MediaTooLarge:
    return MediaTooLarge(
        f"The picture has more than {MAX_PIXELS // 1_000_000} megapixels; scale it down first."
    )
