"""Cursors: where a list goes on, as an opaque string.

A cursor holds the name of the sort order and the sort key of the last item seen. It is neither
signed nor secret: a forged one only starts the list elsewhere. It is checked by type, because
its values end up in a query, and by a checksum, so that a cut-off one is refused with a clear
error and does not silently start somewhere.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
from datetime import datetime
from typing import Any

import pydantic_core
from pydantic import TypeAdapter, ValidationError

from shopwright.platform.errors import Invalid, Problem

_DIGEST = 4
_SAFE_INTEGER = 2**63 - 1


class BadCursor(Invalid):
    """A cursor was not made by this list, or was changed on the way."""

    code = "bad_cursor"

    def __init__(self) -> None:
        message = "The cursor does not belong to this list; start again without it."
        super().__init__(
            message, problems=[Problem(code=self.code, message=message, field="?cursor")]
        )


class Cursor:
    """Encoding and decoding; the values are what one row is sorted by (text, numbers, ids, times)."""

    @staticmethod
    def encode(sort: str, *values: Any) -> str:
        """Text for `Page.next`. `values` are the last row's sort key, unique within the list."""
        data = pydantic_core.to_json([sort, *values])
        text = base64.urlsafe_b64encode(_digest(data) + data)
        return text.rstrip(b"=").decode()

    @staticmethod
    def decode(text: str, sort: str, *types: type[Any]) -> tuple[Any, ...]:
        """The values, in the given types. Raises `BadCursor`."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            data = raw[_DIGEST:]
            if _digest(data) != raw[:_DIGEST]:
                raise BadCursor()
            name, *values = _adapter(types).validate_json(data, strict=True)
        except (binascii.Error, UnicodeError, ValueError, ValidationError):
            raise BadCursor() from None
        if name != sort or not all(map(_storable, values)):
            raise BadCursor()
        return tuple(values)


def _digest(data: bytes) -> bytes:
    return hashlib.blake2s(data, digest_size=_DIGEST, person=b"cursor").digest()


@functools.cache
def _adapter(types: tuple[type[Any], ...]) -> TypeAdapter[tuple[Any, ...]]:
    shape: Any = tuple.__class_getitem__((str, *types))
    return TypeAdapter(shape)


def _storable(value: object) -> bool:
    if isinstance(value, str):
        return "\x00" not in value
    if isinstance(value, datetime):
        # years at the very ends leave the calendar when they are turned into UTC
        return value.tzinfo is not None and 1 < value.year < 9999
    return not isinstance(value, int) or abs(value) <= _SAFE_INTEGER
