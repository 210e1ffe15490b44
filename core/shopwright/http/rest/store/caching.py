"""Answers that are the same for every guest: built once per publish, then sent as they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import blake2b

from flask import request

from shopwright.http.rest.kit import Raw
from shopwright.http.rest.kit.encoding import MIN_BYTES, compress
from shopwright.platform.cache import current_stamp, response_cache
from shopwright.platform.runtime import runtime

CHECKED = "public, no-cache"
"""Anyone may keep it, and asks with its ETag whether it is still good."""

_STAMP = "catalog"
_COMPRESS = {name: partial(compress, encoding=name) for name in ("br", "gzip")}


def cached(build: Callable[[], bytes]) -> Raw:
    """The kept answer of this address, or what `build` returns.

    Use it only where the address says all that the answer depends on. The stamp is taken first:
    what is read while a publish commits is kept under the stamp before it, which nobody asks for.
    """
    key = (current_stamp(_STAMP), request.path, request.environ.get("QUERY_STRING", ""))
    cache = response_cache()
    entry = cache.get(key)
    if entry is None:
        data = build()
        entry = cache.put(
            key,
            data,
            etag=blake2b(data, digest_size=12).hexdigest(),
            seconds=runtime().settings.cache_seconds,
            compress=_COMPRESS,
        )
    encodings = entry.encodings if len(entry.data) > MIN_BYTES else {}
    return Raw(entry.data, encodings=encodings, etag=entry.etag)
