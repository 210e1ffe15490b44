"""`front`: what is asked before Flask. Guests get pages that are kept, or have one made and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from shopwright import KeptPage, MadePage, Watch, plugin_context

from shopwright_storefront.cache.keys import Asked, asked_page
from shopwright_storefront.cache.pages import Bodies, Pages, Turn

PUBLIC = "public, no-cache"
"""Anybody may keep the page, and asks whether it is still good."""
MADE = "shopwright_storefront.made"
QUERY = "shopwright_storefront.query"
"""In `environ`: the query as it was asked for, with what nobody knows."""
_SHORTLY = 5.0
_WAIT_SECONDS = 5.0
_OWN = frozenset({"content-length", "etag", "vary", "date"})
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
GoOn = Callable[[], MadePage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a view says of a page that is the same for all guests.

    `tags` name the stamps of all that was read for it; `whole`: nothing of it was left out.
    """

    tags: frozenset[str]
    whole: bool


def front(pages: Pages, environ: dict[str, Any], go_on: GoOn) -> KeptPage | None:
    """See `StorefrontRoutes.front`."""
    shop = plugin_context().shop
    if shop.development or not shop.cache_seconds:
        return None
    asked = asked_page(environ, shop.locales)
    if asked is None:
        return None
    entry = pages.get(asked.key)
    if entry is not None and entry.is_right():
        return entry.page
    if environ["REQUEST_METHOD"] == "HEAD":
        return None
    turn, is_mine = pages.turn(asked.key)
    if not is_mine:
        if entry is not None and entry.was_right_just_now():
            return entry.page
        return turn.wait(_WAIT_SECONDS)
    try:
        return _make(pages, asked, turn, environ, go_on)
    finally:
        pages.end(asked.key)


def _make(
    pages: Pages, asked: Asked, turn: Turn, environ: dict[str, Any], go_on: GoOn
) -> KeptPage | None:
    """Have the view make the page, which sees nothing of the request that is not in the key."""
    watch = Watch()
    environ[QUERY], environ["QUERY_STRING"] = environ.get("QUERY_STRING", ""), asked.query
    held = {name: environ.pop(name) for name in _CONDITIONS if name in environ}
    answer = go_on()
    environ.update(held)
    made: Made | None = environ.get(MADE)
    if made is None or answer.body is None or not _is_for_everybody(answer):
        pages.forget(asked.key)
        return None
    bodies = Bodies(answer.body)
    page = turn.page = KeptPage(
        etag=blake2b(answer.body, digest_size=12).hexdigest(),
        headers=tuple(one for one in answer.headers if one[0].lower() not in _OWN),
        bodies=bodies,
        route=answer.route,
    )
    basis = watch.basis(made.tags)
    if basis is not None:
        seconds = float(plugin_context().shop.cache_seconds)
        kept_for = seconds if made.whole else min(seconds, _SHORTLY)
        pages.put(asked.key, page, bodies, basis, kept_for)
    return page


def _is_for_everybody(answer: MadePage) -> bool:
    """By what it says itself: whoever looked at the shopper, or gives a cookie, is found out here."""
    headers = [(name.lower(), value) for name, value in answer.headers]
    policy = [value for name, value in headers if name == "cache-control"]
    varies = [value.lower() for name, value in headers if name == "vary"]
    return (
        answer.status == 200
        and policy == [PUBLIC]
        and not any(name == "set-cookie" for name, _ in headers)
        and all(value == "accept-encoding" for value in varies)
    )
