"""Running one request through an endpoint: guard, read, look in the client's cache, call, answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from flask import Response, request

from shopwright.http.problems import from_shop_error
from shopwright.http.rest.kit.access import authorize, current_actor
from shopwright.http.rest.kit.answers import answer
from shopwright.http.rest.kit.conditional import held_by_client, not_modified, require_match
from shopwright.http.rest.kit.endpoint import MAX_PATH_INTEGER, MAX_PATH_TEXT, Endpoint
from shopwright.http.rest.kit.idempotency import Claim, Stored, claim, replay
from shopwright.http.rest.kit.input_errors import InvalidInput
from shopwright.http.rest.kit.inputs import raw_body, read_body, read_query
from shopwright.http.rest.kit.runtime import runtime
from shopwright.http.security.origins import require_own_origin
from shopwright.platform.errors import NotFound, Problem, ShopError


def build_view(endpoint: Endpoint) -> Callable[..., Response]:
    """The flask view of an endpoint. What an endpoint does not use costs it nothing."""
    view, etag = endpoint.view, endpoint.etag
    path_parameters = [n for n, converter in endpoint.path_parameters if converter != "uuid"]
    guarded = endpoint.unsafe or endpoint.limit is not None or endpoint.access.kind != "public"
    has_input = endpoint.query is not None or endpoint.body is not None

    def run(**arguments: Any) -> Response:
        if guarded:
            _guard(endpoint)
        if path_parameters:
            _check_path(arguments, path_parameters)
        if has_input or request.environ.get("QUERY_STRING"):
            _read_input(endpoint, arguments)
        if endpoint.idempotent:
            return _run_once(endpoint, arguments)
        tag = None
        if etag is not None:
            tag = etag(**arguments)
            held = held_by_client(tag) if tag is not None else None
            if held is not None:
                return not_modified(held, endpoint.cache, endpoint.vary_header)
        if endpoint.if_match is not None and "HTTP_IF_MATCH" in request.environ:
            _check_match(endpoint, arguments)
        return answer(endpoint, view(**arguments), tag)

    run.declared_endpoint = endpoint  # type: ignore[attr-defined]
    return run


def _guard(endpoint: Endpoint) -> None:
    setup = runtime()
    if endpoint.unsafe and not endpoint.any_origin:
        require_own_origin(setup.trusted_origins)
    if setup.limits is not None:
        rule = endpoint.limit or (setup.default_limit if endpoint.unsafe else None)
        if rule is not None and not endpoint.unlimited:
            setup.limits.check(endpoint.operation_id, rule, lambda: current_actor().key)
    authorize(endpoint.access, hide=endpoint.hide)


def _check_path(arguments: dict[str, Any], names: list[str]) -> None:
    """Nothing is called by a name or a number that the database cannot hold."""
    problems: list[Problem] = []
    for name in names:
        value, field = arguments[name], f"?{name}"
        if isinstance(value, int):
            if value > MAX_PATH_INTEGER:
                message = f"Must be {MAX_PATH_INTEGER} at most."
                problems.append(Problem(code="out_of_range", message=message, field=field))
        elif "\x00" in value:
            message = "Must not contain the NUL character."
            problems.append(Problem(code="bad_character", message=message, field=field))
        elif len(value) > MAX_PATH_TEXT:
            message = f"Must have {MAX_PATH_TEXT} characters at most."
            problems.append(Problem(code="too_long", message=message, field=field))
    if problems:
        raise NotFound("There is nothing at this address.", problems=problems)


def _read_input(endpoint: Endpoint, arguments: dict[str, Any]) -> None:
    """Add `query` and `body` to the arguments, or raise with everything that is wrong in both."""
    problems: list[Problem] = []
    query_string = request.environ.get("QUERY_STRING", "")
    if query_string or endpoint.query is not None:
        query, problems = read_query(endpoint.query, query_string)
        if endpoint.query is not None:
            arguments["query"] = query
    if endpoint.body is not None:
        arguments["body"], wrong = read_body(
            endpoint.body, required=endpoint.body_required, limit=endpoint.max_body
        )
        problems = [*problems, *wrong]
    if problems:
        raise InvalidInput(problems)


def _check_match(endpoint: Endpoint, arguments: dict[str, Any]) -> None:
    assert endpoint.if_match is not None
    named = {name: arguments[name] for name, _ in endpoint.path_parameters}
    require_match(endpoint.if_match(**named))


def _run_once(endpoint: Endpoint, arguments: dict[str, Any]) -> Response:
    claimed = claim(runtime().idempotency, raw_body(endpoint.max_body))
    if isinstance(claimed, Stored):
        return replay(claimed)
    noting = claimed.noting() if claimed and not endpoint.repeatable else nullcontext()
    try:
        with noting:
            response = _run(endpoint, arguments)
    except BaseException:
        if claimed is not None:
            claimed.abandon()
        raise
    if isinstance(claimed, Claim):
        claimed.settle(response)
    return response


def _run(endpoint: Endpoint, arguments: dict[str, Any]) -> Response:
    try:
        if endpoint.if_match is not None:
            _check_match(endpoint, arguments)
        return answer(endpoint, endpoint.view(**arguments), None)
    except ShopError as error:
        return from_shop_error(error)
