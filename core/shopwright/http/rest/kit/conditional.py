"""ETags: answering 304 to who has it already, and 412 to who would overwrite what they never saw.

An ETag is `"<tag>"`, or `"<tag>-br"` / `"<tag>-gzip"` for a compressed answer, since a strong ETag
names exact bytes. Comparing ignores that ending: whichever form the client kept is still good.
"""

from __future__ import annotations

import functools
import re

from flask import Response, request

from shopwright.platform.errors import PreconditionFailed

_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e]*)"')
_ENDINGS = ("-br", "-gzip")


def entity_tag(tag: str, encoding: str | None = None) -> str:
    """The header's value for an opaque `tag`, in the given content encoding."""
    return f'"{tag}-{encoding}"' if encoding else f'"{tag}"'


def held_by_client(tag: str) -> str | None:
    """The ETag under which the client holds what `tag` names, or None: it needs the answer."""
    header: str | None = request.environ.get("HTTP_IF_NONE_MATCH")
    return None if header is None else named(header, tag)


def named(header: str, tag: str) -> str | None:
    """The ETag in an `If-None-Match` that names what `tag` does."""
    if header.strip() == "*":
        return entity_tag(tag)
    return next((f'"{held}"' for held in _parse(header) if _bare(held) == tag), None)


def not_modified(etag: str, cache: str, vary: str) -> Response:
    """304 with the headers that a 200 would have had."""
    response = Response(status=304)
    del response.headers["Content-Type"]
    response.headers.extend([("ETag", etag), ("Cache-Control", cache), ("Vary", vary)])
    return response


def require_match(tag: str | None) -> None:
    """Raise `PreconditionFailed` when the request's `If-Match` does not name `tag`."""
    header = request.headers.get("If-Match")
    if header is None:
        return
    if header.strip() == "*" and tag is not None:
        return
    if tag is None or tag not in map(_bare, _parse(header)):
        raise PreconditionFailed("This changed since you read it; read it again, then repeat.")


@functools.lru_cache(maxsize=1024)
def _parse(header: str) -> tuple[str, ...]:
    return tuple(_TAG.findall(header))


def _bare(tag: str) -> str:
    for ending in _ENDINGS:
        if tag.endswith(ending):
            return tag[: -len(ending)]
    return tag
