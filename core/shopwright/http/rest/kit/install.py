"""Setting the kit up in an application, and finding what was declared in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from flask import Flask, Request

from shopwright.http import problems
from shopwright.http.rest.kit.access import Actor
from shopwright.http.rest.kit.contract import check_answers
from shopwright.http.rest.kit.endpoint import Endpoint, endpoint_of
from shopwright.http.rest.kit.idempotency import IdempotencyStore
from shopwright.http.rest.kit.runtime import EXTENSION, Runtime
from shopwright.http.security.rate_limits import LimitRule, RateLimits


def init_app(
    app: Flask,
    *,
    resolve_actor: Callable[[Request], Actor],
    idempotency: IdempotencyStore | None = None,
    limits: RateLimits | None = None,
    default_limit: str | None = "120/minute;by=ip",
    trusted_origins: Collection[str] = (),
    error_page: problems.ErrorPage = lambda _error: None,
) -> None:
    """Set the kit up; call it once, before blueprints are registered.

    - `resolve_actor`: finds the caller by session cookie or `Authorization`; returns a guest actor
      where there is none, and raises `Unauthenticated` for credentials that are wrong. It must not
      fall back to the cookie when `Authorization` is there.
    - `idempotency`: keeps first answers; needed as soon as an endpoint is `idempotent=True`.
    - `limits`: counts requests (None: no limits); `default_limit` is for unsafe methods, a flood
      gate that every process counts for itself.
    - `trusted_origins`: other sites (`https://shop.example`) whose pages may make unsafe requests.
    - `error_page`: how failures outside of /api are shown to people; None for those it cannot show.

    With `app.config["SHOPWRIGHT_VALIDATE_RESPONSES"]` set, answers are checked (see `contract`).
    """
    app.extensions[EXTENSION] = Runtime(
        resolve_actor=resolve_actor,
        idempotency=idempotency,
        limits=limits,
        default_limit=LimitRule.parse(default_limit, local=True) if default_limit else None,
        trusted_origins=frozenset(trusted_origins),
    )
    problems.init_app(app, error_page=error_page)
    if app.config.get("SHOPWRIGHT_VALIDATE_RESPONSES"):
        check_answers(app)


def declared(app: Flask) -> Iterator[Endpoint]:
    """Every declared endpoint of the application, in the order of registration."""
    for rule in app.url_map.iter_rules():
        endpoint = endpoint_of(app.view_functions[rule.endpoint])
        if endpoint is not None:
            yield endpoint


def unclassified(app: Flask, *, prefix: str = "/api", allow: Iterable[str] = ()) -> list[str]:
    """The routes below `prefix` that no `Api` declared, so that nobody said who may call them.

    A test asserts that this is empty. `allow` holds the rules that are known to be open.
    """
    allowed = set(allow)
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if (rule.rule == prefix or rule.rule.startswith(prefix + "/"))
        and rule.rule not in allowed
        and endpoint_of(app.view_functions[rule.endpoint]) is None
    ]
