"""In tests, every answer is held against its declaration; in production nothing of this runs."""

from __future__ import annotations

import functools
from typing import Any

from flask import Flask, Response, current_app, request
from pydantic import TypeAdapter, ValidationError

from shopwright.http.rest.kit.encoding import decompress
from shopwright.http.rest.kit.endpoint import Endpoint, endpoint_of
from shopwright.http.rest.kit.replies import JSON_TYPE, Media


class UndeclaredAnswer(AssertionError):
    """An endpoint answered something that its declaration, hence the API's description, lacks."""


def check_answers(app: Flask) -> None:
    """Raise `UndeclaredAnswer` for each answer of a declared endpoint that breaks its contract."""
    app.after_request(_check)


def _check(response: Response) -> Response:
    view = current_app.view_functions.get(request.endpoint or "")
    endpoint = endpoint_of(view)
    if endpoint is not None and request.method != "HEAD":
        _check_status(endpoint, response)
        if response.status_code in endpoint.returns:
            _check_content(endpoint, endpoint.returns[response.status_code], response)
    return response


def _check_status(endpoint: Endpoint, response: Response) -> None:
    status = response.status_code
    if status not in endpoint.statuses:
        remedy = f"add it to {'errors' if status >= 400 else 'returns'}="
        raise UndeclaredAnswer(
            f"{endpoint.operation_id} answered {status}, which is not declared: {remedy}"
            f" ({response.get_data(as_text=True)[:300]})"
        )


def _check_content(endpoint: Endpoint, content: Any, response: Response) -> None:
    expected = content.media_type if isinstance(content, Media) else JSON_TYPE
    if content is None:
        if response.get_data():
            raise UndeclaredAnswer(f"{endpoint.operation_id} declares no body but sends one")
        return
    if response.mimetype != expected:
        raise UndeclaredAnswer(
            f"{endpoint.operation_id} sends {response.mimetype}, but declares {expected}"
        )
    if not isinstance(content, Media):
        data = decompress(response.get_data(), response.content_encoding)
        try:
            _adapter(content).validate_json(data, strict=True)
        except ValidationError as error:
            raise UndeclaredAnswer(
                f"{endpoint.operation_id}: the answer does not fit {content!r}: {error}"
            ) from error


@functools.cache
def _adapter(content: Any) -> TypeAdapter[Any]:
    return TypeAdapter(content)
