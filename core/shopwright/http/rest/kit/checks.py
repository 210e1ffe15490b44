"""Refusing declarations that cannot work, when the module that has them is imported."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

from shopwright.http.rest.kit.access import Access
from shopwright.http.rest.kit.endpoint import Endpoint
from shopwright.http.rest.kit.models import Model

_RESERVED = frozenset({"query", "body"})


def check(endpoint: Endpoint) -> None:
    """Refuse declarations that cannot work, naming the view and the remedy."""
    where = f"{endpoint.method} {endpoint.rule} ({endpoint.name})"
    for fault in _faults(endpoint):
        raise TypeError(f"{where}: {fault}")


def _faults(endpoint: Endpoint) -> Iterable[str]:
    access: object = endpoint.access
    if not isinstance(access, Access):
        yield "access must be PUBLIC, CUSTOMER or staff(...)"
    if not endpoint.summary:
        yield "summary is empty; say in a few words what it does"
    if not endpoint.returns or any(status >= 400 for status in endpoint.returns):
        yield "returns= needs a status below 400; failures belong in errors="
    if any(not 400 <= status < 500 for status in endpoint.errors):
        yield "errors= holds statuses from 400 to 499; the kit documents 500 and 503 itself"
    if endpoint.query is not None and not _is_model(endpoint.query):
        yield f"query={endpoint.query!r} must derive from kit.Model"
    if isinstance(endpoint.body, type) and not _is_model(endpoint.body):
        yield f"body={endpoint.body!r} must derive from kit.Model"
    if endpoint.body is not None and not endpoint.unsafe:
        yield "a GET has no body"
    if endpoint.idempotent and endpoint.method == "GET":
        yield "idempotent=True is for unsafe methods; a GET is idempotent by itself"
    if endpoint.repeatable and not endpoint.idempotent:
        yield "repeatable=True says more about idempotent=True, which is missing"
    if endpoint.etag is not None and endpoint.unsafe:
        yield "etag= is for GET; for writes use if_match="
    if endpoint.if_match is not None and not endpoint.unsafe:
        yield "if_match= is for writes; for GET use etag="
    if endpoint.cache.startswith("public") and endpoint.access.kind != "public":
        yield "only PUBLIC endpoints may be cached by everyone"
    yield from _signature_faults(endpoint)


def _signature_faults(endpoint: Endpoint) -> Iterable[str]:
    wanted = {name for name, _ in endpoint.path_parameters}
    if wanted & _RESERVED:
        yield "path parameters cannot be called query or body"
    wanted |= {"query"} if endpoint.query is not None else set()
    wanted |= {"body"} if endpoint.body is not None else set()
    parameters = inspect.signature(endpoint.view).parameters
    if set(parameters) != wanted:
        yield f"the view takes ({', '.join(parameters)}) but gets ({', '.join(sorted(wanted))})"
    for name, model in (("query", endpoint.query), ("body", endpoint.body)):
        if isinstance(model, type) and parameters[name].annotation not in (
            model,
            model.__name__,
            inspect.Parameter.empty,
        ):
            yield f"{name}: {parameters[name].annotation} differs from {name}={model.__name__}"


def _is_model(model: object) -> bool:
    return isinstance(model, type) and issubclass(model, Model)
