"""Failures as `application/problem+json` (RFC 9457), for everything below /api.

    {
      "type": "/api/docs/problems#invalid",
      "title": "Invalid",
      "status": 422,
      "code": "invalid",
      "detail": "2 values are wrong.",
      "request_id": "0f6c...",
      "errors": [
        {"pointer": "#/lines/0/quantity", "code": "out_of_range", "message": "..."},
        {"parameter": "limit", "code": "wrong_type", "message": "..."}
      ]
    }

Programs rely on `code`; `detail` and `message` are sentences for people and may change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

import pydantic_core
import structlog
from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from shopwright.http.security.request_ids import request_id
from shopwright.platform.db import is_overload
from shopwright.platform.errors import Problem, ShopError, Unavailable

_log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
TYPE_BASE = "/api/docs/problems#"

# What the routing and the server refuse by themselves: status -> (code, detail).
HTTP_PROBLEMS: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request cannot be understood."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not know this method; see the Allow header."),
    413: ("body_too_large", "The body is larger than this address accepts."),
    415: ("unsupported_media_type", "The body must be sent as application/json."),
    429: ("too_many_requests", "Too many requests; slow down and try again in a moment."),
    500: ("internal_error", "Something went wrong on our side. Please tell us the request id."),
    503: ("unavailable", "The shop cannot answer right now; try again in a moment."),
}
_UNKNOWN_HOST = ("unknown_host", "This shop does not answer to this host name.")


ErrorPage = Callable[[HTTPException | ShopError], Response | None]


def init_app(
    app: Flask, *, prefix: str = "/api", error_page: ErrorPage = lambda _error: None
) -> None:
    """Answer every failure below `prefix` as problem+json; leave other addresses to their owners.

    `error_page` asks those. Where it returns None, a `ShopError` is answered by problem+json
    anywhere, unless a blueprint handles it itself.
    """

    def page(error: HTTPException | ShopError) -> Response | None:
        return None if is_below() else error_page(error)

    def is_below() -> bool:
        return request.path == prefix or request.path.startswith(prefix + "/")

    def http_exception(error: HTTPException) -> HTTPException | Response:
        return page(error) or (from_http_exception(error) if is_below() else error)

    def shop_error(error: ShopError) -> Response:
        return page(error) or from_shop_error(error)

    def database_error(error: SQLAlchemyError) -> Response:
        answer = from_database_error(error)
        return page(Unavailable(HTTP_PROBLEMS[503][1], retry_after=1)) or answer

    # Flask answers a doubled slash by a redirect of its own, which no client of an API expects.
    app.url_map.merge_slashes = False
    app.register_error_handler(ShopError, shop_error)
    app.register_error_handler(HTTPException, http_exception)
    app.register_error_handler(SQLAlchemyError, database_error)


def from_database_error(error: SQLAlchemyError) -> Response:
    """A database that is away, full or too slow is no mistake of ours: try again. Others are raised."""
    if not is_overload(error):
        raise error
    _log.error("the database did not answer", error=str(error), exc_info=error)
    return problem(503, *HTTP_PROBLEMS[503], headers=[("Retry-After", "1")])


def from_shop_error(error: ShopError) -> Response:
    """The answer for an expected failure.

    An error may carry `retry_after` (seconds) and `headers`, a sequence of pairs.
    """
    headers = list(getattr(error, "headers", ()))
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        headers.append(("Retry-After", str(retry_after)))
    return problem(
        error.status,
        error.code,
        error.message,
        errors=map(describe, error.problems),
        extra=error.extra,
        headers=headers,
    )


def from_http_exception(error: HTTPException) -> Response:
    """The answer for what werkzeug and flask raise; their own texts are not passed on."""
    status = error.code or 500
    code, detail = HTTP_PROBLEMS.get(status) or _from_phrase(status)
    if isinstance(error, SecurityError):
        code, detail = _UNKNOWN_HOST
    headers = [
        (name, value)
        for name, value in error.get_headers()
        if name in ("Allow", "Retry-After", "WWW-Authenticate")
    ]
    return problem(status, code, detail, headers=headers)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Iterable[Mapping[str, Any]] = (),
    extra: Mapping[str, Any] | None = None,
    headers: Iterable[tuple[str, str]] = (),
) -> Response:
    """Build the answer; `extra` members never replace the standard ones."""
    document: dict[str, Any] = {
        **(extra or {}),
        "type": TYPE_BASE + code,
        "title": title(code),
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": request_id(),
    }
    items = list(errors)
    if items:
        document["errors"] = items
    response = Response(
        pydantic_core.to_json(document, inf_nan_mode="null"), status, content_type=MEDIA_TYPE
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers.extend(headers)
    return response


def title(code: str) -> str:
    """`out_of_stock` -> `Out of stock`; one title per code, as the RFC asks for."""
    return code.replace("_", " ").capitalize().replace("json", "JSON").replace("utf8", "UTF-8")


def describe(item: Problem) -> dict[str, Any]:
    """One entry of `errors`.

    A field is a dotted path into the body (`lines.0.quantity`), a ready pointer (`#/lines/0`), or
    a query or path parameter (`?limit`).
    """
    place: dict[str, Any] = {}
    if item.field is not None:
        if item.field.startswith("?"):
            place["parameter"] = item.field[1:]
        elif item.field.startswith("#"):
            place["pointer"] = item.field
        else:
            place["pointer"] = pointer(item.field.split("."))
    return {**place, "code": item.code, "message": item.message, **item.meta}


def pointer(parts: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901) as a URI fragment: `["lines", 0]` -> `#/lines/0`."""
    steps = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "#" + "".join("/" + step for step in steps)


def _from_phrase(status: int) -> tuple[str, str]:
    phrase = HTTPStatus(status).phrase
    return "_".join(re.findall("[a-z]+", phrase.lower().replace("'", ""))), f"{phrase}."
