"""Content encoding: which one the client wants, and compressing what is not compressed yet."""

from __future__ import annotations

import functools
import gzip
from collections.abc import Collection

import brotli  # type: ignore[import-untyped]

MIN_BYTES = 1024
_BROTLI_LEVEL = 4
_GZIP_LEVEL = 5
_OURS = ("br", "gzip")  # in order of our liking
_TEXTUAL = ("application/json", "application/problem+json", "text/", "application/xml")


def choose(accepted: str | None, offered: Collection[str] = _OURS) -> str | None:
    """The encoding to use of those offered; None for plain bytes."""
    if not accepted:
        return None
    for name in _preferences(accepted):
        if name in offered:
            return name
    return None


def compress(data: bytes, encoding: str) -> bytes:
    """`data` in `br` or `gzip`; the result is the same for the same input."""
    if encoding == "br":
        return bytes(brotli.compress(data, quality=_BROTLI_LEVEL))
    return gzip.compress(data, compresslevel=_GZIP_LEVEL, mtime=0)


def decompress(data: bytes, encoding: str | None) -> bytes:
    """The plain form of what `compress` made."""
    if encoding == "br":
        return bytes(brotli.decompress(data))
    return gzip.decompress(data) if encoding == "gzip" else data


def compressible(media_type: str | None) -> bool:
    """Whether compressing such content saves anything."""
    return media_type is not None and media_type.startswith(_TEXTUAL)


@functools.lru_cache(maxsize=512)
def _preferences(header: str) -> tuple[str, ...]:
    """Our encodings that the client accepts, its favorite first (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameter = part.strip().partition(";")
        weights[name.strip()] = _weight(parameter)
    rest = weights.get("*", 0.0)
    found = [(weights.get(name, rest), name) for name in _OURS]
    plain = weights.get("identity", 0.0)
    found = [(weight, name) for weight, name in found if weight > 0 and weight >= plain]
    return tuple(name for _, name in sorted(found, key=lambda item: -item[0]))


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
