"""Categories, collections, everything, and what a search finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from shopwright.commerce.catalog import (
    CategoryView,
    CollectionView,
    Filter,
    Moved,
    SearchSort,
    Sort,
    category_by_handle,
    collection_by_handle,
    list_cards,
    search_cards,
)
from shopwright.commerce.catalog import facets as count_facets

from shopwright_storefront.cache.tags import CATALOG, TREE, depends_on
from shopwright_storefront.present import listings
from shopwright_storefront.present.cards import cards
from shopwright_storefront.present.collections import everything, of_category, of_collection
from shopwright_storefront.present.listings import MOST_PAGES
from shopwright_storefront.present.narrowing import Narrowing
from shopwright_storefront.theme_api.v1 import Collection, Image
from shopwright_storefront.views.data import every_category, every_collection, whole_tree
from shopwright_storefront.views.moved import moved
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.state import remembered
from shopwright_storefront.views.visit import Visit, visit

SORTS: tuple[Sort, ...] = ("newest", "best_selling", "price_asc", "price_desc", "title")
_SEARCH_SORTS: tuple[SearchSort, ...] = ("relevance", "newest", "price_asc", "price_desc", "title")


def category(handle: str) -> ResponseReturnValue:
    """The products of a category and those below it: two statements."""
    here = visit()
    try:
        found, tree = category_named(handle, here)
    except Moved as error:
        return moved(error)
    shown = of_category(found, tree, here.language)
    return _listing(shown, Filter(category=handle), SORTS, here)


def collection(handle: str) -> ResponseReturnValue:
    """The products of a collection: two statements."""
    here = visit()
    try:
        found = collection_named(handle, here)
    except Moved as error:
        return moved(error)
    shown = of_collection(found, here.language)
    return _listing(shown, Filter(collection=handle), _orders(found), here)


def products() -> ResponseReturnValue:
    """Everything: two statements."""
    here = visit()
    return _listing(everything(here.language), Filter(), SORTS, here)


def collections() -> Response:
    """All categories at the top, then all collections."""
    here = visit()
    shown = [*every_category(here), *every_collection(here)]
    title = here.language.say("listing.collections")
    return show("collections", {"collections": shown}, About(title=title))


def search() -> ResponseReturnValue:
    """What was looked for, narrowed as lists are."""
    here = visit()
    depends_on(CATALOG, TREE)
    narrowing = Narrowing.read(request.path, request.args.items(multi=True))
    title = here.language.say("search.title")
    if not narrowing.query:
        objects = nothing_found() | {"collections": every_category(here)}
        return show("search", objects, About(title=title, hidden=True))
    sort = narrowing.sort if narrowing.sort in _SEARCH_SORTS else "relevance"
    size, filters = (
        here.settings.products_per_page,
        narrowing.filter(Filter(), here.market.currency),
    )
    found = search_cards(
        here.market, narrowing.query, filters, sort=sort,
        limit=size, start=(_number(narrowing) - 1) * size,
    )  # fmt: skip
    counted = count_facets(here.market, filters, query=narrowing.query)
    objects = {
        **_objects(narrowing, counted, _SEARCH_SORTS, here),
        "query": narrowing.query,
        "corrected": found.corrected,
        "products": cards(found.items, here.language),
        "collections": [],
        "suggestions": [],
    }
    about = here.language.say("search.results", query=narrowing.query)
    return show("search", objects, About(title=about, hidden=True))


def category_named(handle: str, here: Visit) -> tuple[CategoryView, Sequence[CategoryView]]:
    """With the whole tree. Raises `Moved` or `UnknownCategory`."""
    depends_on(TREE)
    tree = whole_tree(here)
    found = next((one for one in tree if one.handle == handle), None)
    return (found, tree) if found is not None else category_by_handle(handle, here.locale)


def collection_named(handle: str, here: Visit) -> CollectionView:
    """A published one. Raises `Moved` or `UnknownCollection`."""
    depends_on(TREE)
    return remembered(
        ("collection", handle, here.locale),
        lambda: collection_by_handle(handle, here.locale),
        TREE,
    )


def _listing(
    shown: Collection, base: Filter, orders: tuple[Sort, ...], here: Visit
) -> ResponseReturnValue:
    narrowing = Narrowing.read(request.path, request.args.items(multi=True))
    objects, shown["count"] = listed(narrowing, base, orders, here)
    objects |= {"collection": shown, "breadcrumbs": shown["breadcrumbs"]}
    return show("collection", objects, _about(shown, objects))


def listed(
    narrowing: Narrowing, base: Filter, orders: tuple[Sort, ...], here: Visit
) -> tuple[dict[str, Any], int]:
    """A page of a list, as all lists have it, and how many there are; 404 beyond its end."""
    depends_on(CATALOG, TREE)
    sort = next((one for one in orders if one == narrowing.sort), orders[0])
    filters = narrowing.filter(base, here.market.currency)
    found = list_cards(
        here.market,
        filters,
        sort=sort,
        limit=here.settings.products_per_page,
        page=_number(narrowing),
    )
    if narrowing.page > 1 and not found.items:
        abort(404)
    counted = count_facets(here.market, filters)
    objects = {
        **_objects(narrowing, counted, orders, here),
        "products": cards(found.items, here.language),
    }
    return objects, counted.total


def _objects(
    narrowing: Narrowing, counted: Any, orders: tuple[str, ...], here: Visit
) -> dict[str, Any]:
    """What all lists have beside their products."""
    shown = listings.facets(counted.items, narrowing, here.language)
    return {
        "facets": shown,
        "active_filters": listings.active_filters(shown, narrowing, here.language),
        "sorts": listings.sorts(orders, narrowing, here.language),
        "page": listings.page(
            narrowing, here.settings.products_per_page, counted.total, exact=counted.exact
        ),
    }


def _about(shown: Collection, objects: Mapping[str, Any]) -> About:
    """A page of a number is one of its own; filters and orders are not."""
    page = objects["page"]
    return About(
        title=shown["seo"]["title"],
        description=shown["seo"]["description"],
        canonical=shown["url"],
        image=first_picture(objects),
        feed=f"{shown['url']}.atom",
        kept={"page": str(page["number"])} if page["number"] > 1 else {},
        previous=page["previous"],
        next=page["next"],
    )


def first_picture(objects: Mapping[str, Any]) -> Image | None:
    """What a list is shown by where people share it: the first picture in it."""
    pictures = (one["image"] for one in objects["products"])
    return next((picture for picture in pictures if picture is not None), None)


def nothing_found() -> dict[str, Any]:
    """What the pages of a search have before anything was looked for."""
    empty = Narrowing(path=request.path)
    return {
        "query": "", "corrected": None, "products": [], "collections": [], "facets": [],
        "active_filters": [], "sorts": [], "suggestions": [],
        "page": listings.page(empty, visit().settings.products_per_page, 0, exact=True),
    }  # fmt: skip


def _orders(found: CollectionView) -> tuple[Sort, ...]:
    """Its own order first; one by hand is called `position`."""
    known = get_args(Sort)
    own: Sort = next((one for one in known if one == found.sort), "position")
    return (own, *(one for one in SORTS if one != own))


def _number(narrowing: Narrowing) -> int:
    """404 for a number that no list reaches."""
    if narrowing.page > MOST_PAGES:
        abort(404)
    return narrowing.page
