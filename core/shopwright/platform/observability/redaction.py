"""Keeping secrets out of the logs, by the names of fields and by the looks of values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "[hidden]"

_SECRET_NAME = re.compile(
    r"passw(or)?d|secret|token|authorization|cookie|credential|private_?key|api_?key|card_?number",
    re.IGNORECASE,
)
# Each match is replaced but for its group `kept`.
_SECRET_LOOKS = (
    re.compile(r"(?P<kept>sw_[a-z0-9]{10}_)[A-Za-z0-9_-]{43}"),  # our own API keys
    re.compile(r"(?P<kept>\b(?:sk|rk|pk|whsec)_(?:live_|test_)?)[A-Za-z0-9]{12,}"),
    re.compile(r"(?P<kept>\b(?:Bearer|Basic) )[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE),
    re.compile(r"(?P<kept>://[^/\s:@]*:)[^/\s@]+(?=@)"),  # the password in an address
)
_DEPTH = 6


def redact(value: Any, depth: int = _DEPTH) -> Any:
    """`value` without secrets; mappings and sequences are copied, other values are left alone."""
    if isinstance(value, str):
        return redact_text(value)
    if depth == 0:
        return value
    if isinstance(value, Mapping):
        return {
            name: HIDDEN if _is_secret(name, item) else redact(item, depth - 1)
            for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [redact(item, depth - 1) for item in value]
    return value


def redact_text(text: str) -> str:
    """`text` without what looks like a key, a bearer token or an address' password."""
    for pattern in _SECRET_LOOKS:
        text = pattern.sub(rf"\g<kept>{HIDDEN}", text)
    return text


def _is_secret(name: Any, value: Any) -> bool:
    """By its name; an empty value and a flag tell nothing, and are worth reading."""
    if value is None or value == "" or isinstance(value, bool):
        return False
    return isinstance(name, str) and _SECRET_NAME.search(name) is not None
