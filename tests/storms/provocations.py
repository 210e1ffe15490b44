"""Requests that must be refused: for each status below, one way that suits every operation.

They are made from an operation's description, by bending one thing of a case that would else be
right. Conflicts need more: things have to be in a state for them, see `conflicts`.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import schemathesis
from flask import current_app
from schemathesis.core import NOT_SET, NotSet
from schemathesis.core.transport import Response
from shopwright.http.rest.docs.examples import example
from shopwright.http.rest.docs.fields import Fields
from shopwright.http.rest.kit import Endpoint
from shopwright.http.rest.kit.idempotency import claim
from shopwright.http.rest.kit.inputs import MAX_PARAMETERS
from shopwright.http.rest.kit.runtime import runtime
from shopwright.platform.errors import TooMany

JSON = {"Content-Type": "application/json"}
PLAIN = {"Accept-Encoding": "identity"}  # schemathesis does not unpack brotli


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who asks, and what is there.

    `person`: cookies of a browser in which the owner and a customer are signed in. `powerless`:
    headers of a program that may do nothing. `existing`: ids of things, by the names that path
    parameters have.
    """

    person: Mapping[str, str] = field(default_factory=dict)
    powerless: Mapping[str, str] = field(default_factory=dict)
    existing: Mapping[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """An operation, and a case of it that is right but for naming things that do not exist."""

    endpoint: Endpoint
    case: schemathesis.Case
    cast: Cast

    def send(self, headers: Mapping[str, str] | None = None, **changes: Any) -> Response:
        """Send it in the name of somebody who may do this."""
        return self.send_as(headers or {}, cookies=self.cast.person, **changes)

    def send_as(self, headers: Mapping[str, str], **changes: Any) -> Response:
        """Send it with these headers and nothing else that says who asks."""
        return self.case.call(headers={**PLAIN, **headers}, **changes)


def example_case(operation: schemathesis.APIOperation) -> schemathesis.Case:
    """What the documentation shows as the operation's example."""
    fields = Fields(operation.schema.raw_schema["components"]["schemas"])
    described = operation.definition.raw
    parameters = [item for item in described["parameters"] if "$ref" not in item]

    def values(place: str) -> dict[str, Any]:
        return {
            item["name"]: example(item["schema"], fields, item["name"])
            for item in parameters
            if item["in"] == place and item["required"]
        }

    content = described.get("requestBody", {}).get("content", {})
    media_type, shape = next(iter(content.items()), (None, {}))
    body = shape.get("example") or (example(shape["schema"], fields) if shape else NOT_SET)
    return operation.Case(
        path_parameters=values("path"),
        query=values("query"),
        headers={"Content-Type": media_type} if media_type else {},
        body=body,
        media_type=media_type,
    )


def malformed(ask: Occasion) -> Response:
    """400: what was sent cannot even be read."""
    if ask.case.media_type == JSON["Content-Type"]:
        return ask.send(data=b"{")
    return ask.send(params={f"p{number}": "" for number in range(MAX_PARAMETERS + 1)})


def by_nobody(ask: Occasion) -> Response:
    """401: no credentials where some are needed, and wrong ones where none are."""
    if ask.endpoint.access.kind != "public":
        return ask.send_as({})
    return ask.send_as({"Authorization": "Bearer sw_nonsense", "Idempotency-Key": "a key"})


def by_the_wrong_one(ask: Occasion) -> Response:
    """403: a caller without the right; where everybody has it, a page of another site."""
    if ask.endpoint.access.kind != "public":
        return ask.send_as(ask.cast.powerless)
    return ask.send_as({"Origin": "https://elsewhere.example"})


def of_nothing(ask: Occasion) -> Response:
    """404: nothing has the ids of the example, and no channel is called like that."""
    if ask.endpoint.query is not None and "channel" in ask.endpoint.query.model_fields:
        return ask.send(params={"channel": "nowhere"})
    if isinstance(ask.case.body, dict):  # an example's addresses are another shop's: 422
        for name in ("return_url", "cancel_url"):
            ask.case.body.pop(name, None)
    return ask.send()


def outdated(ask: Occasion) -> Response:
    """412: the thing is there, but is not what the caller has read."""
    for name in ask.case.path_parameters:
        ask.case.path_parameters[name] = str(ask.cast.existing[name])
    return ask.send({"If-Match": '"of yesterday"'})


def too_large(ask: Occasion) -> Response:
    """413: a body of one byte too many."""
    return ask.send(JSON, data=b" " * (ask.endpoint.max_body + 1))


def of_another_type(ask: Occasion) -> Response:
    """415: a body that is no JSON and no picture."""
    return ask.send({"Content-Type": "text/plain"}, data=b"text")


def with_a_surplus(ask: Occasion) -> Response:
    """422: a parameter that nobody knows."""
    return ask.send(params={"no_such_parameter": "1"})


def once_too_often(ask: Occasion) -> Response:
    """429: the address used its budget up; who asks makes no difference to that."""
    limits, rule = runtime().limits, ask.endpoint.limit or runtime().default_limit
    with current_app.test_request_context(), contextlib.suppress(TooMany):
        while True:
            limits.check(ask.endpoint.operation_id, rule, lambda: "")
    return ask.send_as({})


def under_a_busy_key(ask: Occasion) -> Response:
    """409: the first request with this Idempotency-Key is still being worked on."""
    case, headers = ask.case, {"Idempotency-Key": f"busy {ask.endpoint.operation_id}"}
    data = b"" if isinstance(case.body, NotSet) else json.dumps(case.body).encode()
    cookie = "; ".join(f"{name}={value}" for name, value in ask.cast.person.items())
    with current_app.test_request_context(
        case.formatted_path, method=case.method, headers={**headers, "Cookie": cookie}
    ):
        claim(runtime().idempotency, data)
    return ask.send({**headers, **JSON}, data=data)


PROVOCATIONS: Mapping[int, Callable[[Occasion], Response]] = {
    400: malformed,
    401: by_nobody,
    403: by_the_wrong_one,
    404: of_nothing,
    409: under_a_busy_key,
    412: outdated,
    413: too_large,
    415: of_another_type,
    422: with_a_surplus,
    429: once_too_often,
}


def provoked(endpoint: Endpoint) -> frozenset[int]:
    """The refusals to provoke here; a conflict of the operation's own is left to `conflicts`."""
    return endpoint.statuses & PROVOCATIONS.keys() - (endpoint.errors & {409})
