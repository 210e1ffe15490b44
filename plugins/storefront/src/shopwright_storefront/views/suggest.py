"""What the search field offers while one types."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import redirect, request
from flask.typing import ResponseReturnValue
from shopwright.commerce.catalog import suggestions

from shopwright_storefront.present.cards import cards
from shopwright_storefront.present.collections import of_category, of_collection
from shopwright_storefront.theme_api.v1 import Collection, ProductCard, Suggestion
from shopwright_storefront.views.links import route
from shopwright_storefront.views.listing import nothing_found
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.visit import Visit, visit

_EACH = 4
_LONGEST = 100
_SHORTLY = "public, max-age=60"


def suggest() -> ResponseReturnValue:
    """The sections of `mini_search`, for a script; all others go to the page of results."""
    query = request.args.get("q", "").strip()[:_LONGEST]
    if "sections" not in request.args:
        return redirect(f"{route('search')}?{request.query_string.decode()}")
    here = visit()
    response = show("mini_search", _found(query, here), About(title="", hidden=True))
    if response.status_code == 200:
        response.headers["Cache-Control"] = _SHORTLY
    return response


def _found(query: str, here: Visit) -> dict[str, object]:
    objects = nothing_found() | {"query": query, "collections": []}
    if not query:
        return objects
    found = suggestions(here.market, query, limit=_EACH)
    groups = [of_category(one, found.categories, here.language) for one in found.categories]
    groups += [of_collection(one, here.language) for one in found.collections]
    products = cards(found.products, here.language)
    words = [word for word in found.words if word != query]
    return objects | {
        "corrected": found.corrected,
        "products": products,
        "collections": groups,
        "suggestions": [
            *(_of_words(word, here) for word in words),
            *map(_of_collection, groups[:_EACH]),
            *map(_of_product, products),
        ],
    }


def _of_words(word: str, here: Visit) -> Suggestion:
    url = here.language.path("/search")
    return Suggestion(
        kind="query", label=word, url=f"{url}?{urlencode({'q': word})}", image=None, price=None
    )


def _of_collection(one: Collection) -> Suggestion:
    return Suggestion(
        kind="collection", label=one["title"], url=one["url"], image=one["image"], price=None
    )


def _of_product(one: ProductCard) -> Suggestion:
    return Suggestion(
        kind="product", label=one["title"], url=one["url"], image=one["image"], price=one["price"]
    )
