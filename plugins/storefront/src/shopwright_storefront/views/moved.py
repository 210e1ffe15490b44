"""Old addresses."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue
from shopwright.commerce.catalog import Moved, redirect_target

from shopwright_storefront.cache.front import QUERY
from shopwright_storefront.views.visit import unprefixed, visit


def moved(error: Moved, ending: str = "") -> ResponseReturnValue:
    """On to where it is now, with the query as it was."""
    url = f"{visit().language.url_for(error.kind, error.handle)}{ending}"
    asked = request.environ.get(QUERY) or request.query_string.decode()
    return redirect(f"{url}?{asked}" if asked else url, 301)


def redirected(path: str) -> ResponseReturnValue | None:
    """To where staff send this address; None when they don't."""
    target = redirect_target(unprefixed(path))
    if target is None:
        return None
    return redirect(visit().language.path(target) if target.startswith("/") else target, 301)
