"""What a view may return besides a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask import Response
from pydantic import BaseModel

JSON_TYPE = "application/json"
Headers: TypeAlias = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that are ready to send: the way of everything hot.

    `data` is the plain form; `encodings` may hold the same, compressed, by its name
    (`{"br": ..., "gzip": ...}`). Without `encodings` the kit compresses what is over 1 kB.
    `etag` is the opaque part of the ETag, without quotes; the encoding is added to it.
    """

    data: bytes
    encodings: Mapping[str, bytes] | None = None
    etag: str | None = None
    status: int | None = None
    media_type: str = JSON_TYPE
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A model (or ready JSON values, or `Raw`) with a status, headers or an ETag of its own."""

    content: Any
    status: int | None = None
    headers: Headers = ()
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """Declares an answer that is not JSON: `returns=Media("text/csv")`, answered by `Raw`."""

    media_type: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Declares a body of plain bytes: `body=Upload(media_types=("image/png",), max_bytes=...)`.

    The view gets `body: Uploaded`.
    """

    media_types: tuple[str, ...]
    max_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """What came: the bytes, and the media type that the sender claims (of those declared)."""

    data: bytes
    media_type: str


Result: TypeAlias = (
    BaseModel
    | Mapping[str, Any]
    | Sequence[Any]
    | Raw
    | Reply
    | tuple[BaseModel | Mapping[str, Any] | Sequence[Any], int]
    | Response
    | None
)
"""What a view may return; None is 204."""
