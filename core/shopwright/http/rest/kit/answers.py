"""From what a view returns to what is sent."""

from __future__ import annotations

from typing import Any

import pydantic_core
from flask import Response, request
from pydantic import BaseModel

from shopwright.http.rest.kit.conditional import entity_tag, held_by_client, not_modified
from shopwright.http.rest.kit.encoding import MIN_BYTES, choose, compress, compressible
from shopwright.http.rest.kit.endpoint import NO_STORE, Endpoint
from shopwright.http.rest.kit.replies import Headers, Raw, Reply


def answer(endpoint: Endpoint, result: Any, etag: str | None) -> Response:
    """Build the response. `etag` is the tag that the endpoint's `etag=` gave, if any."""
    if type(result) is Raw:
        return _send(endpoint, result, result.status or endpoint.status, result.etag or etag)
    if isinstance(result, Response):
        return _foreign(endpoint, result)
    status = endpoint.status
    headers: Headers = ()
    if isinstance(result, tuple):
        result, status = result
    elif isinstance(result, Reply):
        status, headers, etag = result.status or status, result.headers, result.etag or etag
        result = result.content
    if result is None:
        empty = endpoint.returns.get(status) is None
        return _nothing(status if empty else 204, headers)
    raw = result if isinstance(result, Raw) else Raw(to_json(result))
    return _send(endpoint, raw, raw.status or status, raw.etag or etag, headers)


def to_json(content: Any) -> bytes:
    """JSON of a model, or of plain values with models in them."""
    if isinstance(content, BaseModel):
        return content.__pydantic_serializer__.to_json(content, by_alias=True)
    return pydantic_core.to_json(content, by_alias=True, inf_nan_mode="null")


def _send(
    endpoint: Endpoint, raw: Raw, status: int, etag: str | None, more: Headers = ()
) -> Response:
    if etag is not None and status == 200 and 304 in endpoint.statuses:
        held = held_by_client(etag)
        if held is not None:
            return not_modified(held, endpoint.cache, endpoint.vary_header)
    data, encoding = _encoded(raw, request.environ.get("HTTP_ACCEPT_ENCODING"))
    headers = [
        ("Content-Type", raw.media_type),
        ("Content-Length", str(len(data))),
        ("Cache-Control", endpoint.cache if status < 300 else NO_STORE),
        ("Vary", endpoint.vary_header),
    ]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    if etag is not None:
        headers.append(("ETag", entity_tag(etag, encoding)))
    headers.extend(raw.headers)
    headers.extend(more)
    return Response(data, status, headers)


def _encoded(raw: Raw, accepted: str | None) -> tuple[bytes, str | None]:
    if accepted is None:
        return raw.data, None
    if raw.encodings is not None:
        ready = choose(accepted, raw.encodings)
        return (raw.encodings[ready], ready) if ready else (raw.data, None)
    if len(raw.data) <= MIN_BYTES or not compressible(raw.media_type):
        return raw.data, None
    encoding = choose(accepted)
    return (compress(raw.data, encoding), encoding) if encoding else (raw.data, None)


def _nothing(status: int, headers: Headers) -> Response:
    response = Response(status=status, headers=list(headers))
    response.headers.pop("Content-Type", None)
    response.headers["Cache-Control"] = NO_STORE
    return response


def _foreign(endpoint: Endpoint, response: Response) -> Response:
    """A response that the view built itself: a stream, a redirect."""
    response.headers.setdefault("Cache-Control", endpoint.cache)
    return response
