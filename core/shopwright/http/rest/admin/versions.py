"""`If-Match` carried into the transaction of the write, where nobody can slip in between."""

from __future__ import annotations

import re
from uuid import UUID

from flask import request

_VERSION = re.compile(r'^"([0-9a-f-]{36})(?:-br|-gzip)?"$')


def expected_version() -> UUID | None:
    """The version that the caller has read; None when the request does not say, or names several."""
    found = _VERSION.match(request.headers.get("If-Match", ""))
    try:
        return UUID(found[1]) if found else None
    except ValueError:
        return None


def tag(version: UUID | None) -> str | None:
    """The opaque part of an ETag."""
    return None if version is None else str(version)
