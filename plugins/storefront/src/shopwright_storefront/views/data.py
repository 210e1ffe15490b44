"""What sections ask for, from the catalog and the merchant's content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shopwright import current_stamps
from shopwright.commerce.catalog import (
    CategoryView,
    Filter,
    Sort,
    cards_of,
    categories,
    collections,
    list_cards,
    pictures_of,
)

from shopwright_storefront.cache.tags import (
    CATALOG,
    MEDIA,
    MENUS,
    PAGES,
    TREE,
    depends_on,
    product_tag,
    stamps_of,
)
from shopwright_storefront.present.cards import card, cards
from shopwright_storefront.present.collections import of_category, of_collection
from shopwright_storefront.present.pictures import of_media
from shopwright_storefront.render.services import DataRequest
from shopwright_storefront.render.values import uuids
from shopwright_storefront.theme_api.v1 import Collection, Image, ProductCard
from shopwright_storefront.views.visit import Visit, visit

_SORTS: Mapping[str, Sort] = {
    name: name
    for name in ("newest", "title", "price_asc", "price_desc", "best_selling", "position")
}
_READ: Mapping[str, str] = {
    "collection_products": CATALOG,
    "products": CATALOG,
    "related": CATALOG,
    "collections": TREE,
    "page": PAGES,
    "menu": MENUS,
}


class ShopData:
    """Asks for all that the running request's page needs. It keeps nothing itself."""

    def fetch(self, requests: Sequence[DataRequest]) -> Sequence[Any]:
        """One statement for each list."""
        here = visit()
        answers = {
            "collection_products": _of_collection,
            "products": _named,
            "collections": _shown,
            "related": _related,
            "page": _page,
            "menu": _menu,
        }
        return [answers[one.source](one, here) for one in requests]

    def references(self, wanted: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, Any]]:
        """One statement for each kind, and one for each page."""
        here = visit()
        found: dict[str, Mapping[str, Any]] = {}
        if wanted.get("product"):
            found["product"] = {one["id"]: one for one in _cards(wanted["product"], here)}
        if wanted.get("collection"):
            found["collection"] = {one["handle"]: one for one in every_collection(here)}
        if wanted.get("image"):
            found["image"] = _pictures(wanted["image"])
        for kind, read in (("page", _written), ("menu", _made)):
            known = {handle: read(handle, here) for handle in wanted.get(kind, ())}
            found[kind] = {handle: one for handle, one in known.items() if one is not None}
        return found

    def version(self, requests: Sequence[DataRequest], tags: Sequence[str]) -> tuple[str, ...]:
        """Stamps, which the page that is being made depends on, too."""
        names = sorted({*(_READ[one.source] for one in requests), *stamps_of(tags)})
        depends_on(*names)
        return current_stamps(names)


def every_collection(here: Visit) -> list[Collection]:
    """The published collections, by title."""
    from shopwright_storefront.views.state import remembered

    depends_on(TREE)
    known = remembered(("collections", here.locale), lambda: collections(here.locale), TREE)
    shown = [view for view in known if view.published]
    return [of_collection(view, here.language) for view in shown]


def whole_tree(here: Visit) -> Sequence[CategoryView]:
    """All categories."""
    from shopwright_storefront.views.state import remembered

    depends_on(TREE)
    return remembered(("tree", here.locale), lambda: categories(here.locale), TREE)


def every_category(here: Visit) -> list[Collection]:
    """The categories at the top, with those below them."""
    tree = whole_tree(here)
    return [of_category(view, tree, here.language) for view in tree if view.parent_id is None]


def _of_collection(request: DataRequest, here: Visit) -> list[ProductCard]:
    """Those of a collection; without one, of the whole shop."""
    depends_on(CATALOG)
    handle = str(request.arguments.get("collection") or "")
    asked = str(request.arguments.get("sort") or "")
    default: Sort = "position" if handle else "newest"
    sort = _SORTS.get(asked, default)
    if sort == "position" and not handle:
        sort = "newest"
    filters = Filter(collection=handle or None)
    found = list_cards(here.market, filters, sort=sort, limit=request.limit)
    return cards(found.items, here.language)


def _named(request: DataRequest, here: Visit) -> list[ProductCard]:
    wanted = request.arguments.get("products") or ()
    return _cards(wanted, here)[: request.limit] if isinstance(wanted, Sequence) else []


def _cards(wanted: Sequence[str], here: Visit) -> list[ProductCard]:
    ids = uuids(wanted)
    depends_on(*map(product_tag, ids))
    found = cards_of(here.market, ids) if ids else {}
    return [card(found[number], here.language) for number in ids if number in found]


def _shown(request: DataRequest, here: Visit) -> list[Collection]:
    """Those that were named; without any, the categories at the top."""
    wanted = request.arguments.get("collections") or ()
    if not wanted:
        return every_category(here)[: request.limit]
    by_handle = {one["handle"]: one for one in every_collection(here)}
    return [by_handle[handle] for handle in wanted if handle in by_handle][: request.limit]


def _related(request: DataRequest, here: Visit) -> list[ProductCard]:
    """The best sold of the same category."""
    from shopwright_storefront.views.product import current_product

    about = current_product()
    if about is None or about.category is None:
        return []
    filters = Filter(category=about.category)
    found = list_cards(here.market, filters, sort="best_selling", limit=request.limit + 1)
    others = [one for one in cards(found.items, here.language) if one["id"] != about.id]
    depends_on(*(product_tag(one["id"]) for one in others))
    return others[: request.limit]


def _pictures(wanted: Sequence[str]) -> dict[str, Image]:
    """Those that were drawn already."""
    depends_on(MEDIA)
    ids = uuids(wanted)
    return {str(key): of_media(one) for key, one in pictures_of(ids).items() if one.renditions}


def _page(request: DataRequest, here: Visit) -> Any:
    return _written(str(request.arguments.get("page") or ""), here)


def _written(handle: str, here: Visit) -> Any:
    from shopwright_storefront.views.pages import content_page

    return content_page(handle, here)


def _menu(request: DataRequest, here: Visit) -> Any:
    return _made(str(request.arguments.get("menu") or ""), here)


def _made(handle: str, here: Visit) -> Any:
    from shopwright_storefront.views.menus import menu

    return menu(handle, here)
