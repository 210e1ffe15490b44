"""Browsing: products, search, categories and collections, the same for every guest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple
from uuid import UUID

from pydantic_core import to_json

from shopwright.commerce.catalog.errors import UnknownCategory, UnknownCollection
from shopwright.commerce.catalog.queries.search import Place, count_found, search_cards
from shopwright.commerce.catalog.queries.storefront import (
    SORT_TYPES,
    Sort,
    count_products,
    list_cards,
    product_page,
)
from shopwright.commerce.catalog.queries.tree import categories, collections
from shopwright.commerce.catalog.text import plain_text
from shopwright.commerce.catalog.types import CategoryView, CollectionView
from shopwright.http.rest.kit import PUBLIC, Api, BadCursor, Cursor, Page, Result
from shopwright.http.rest.store.caching import CHECKED, cached, remembered
from shopwright.http.rest.store.catalog_shapes import (
    CardOut,
    CardsQuery,
    CategoryNodeOut,
    CategoryTreeOut,
    CrumbOut,
    MarketQuery,
    SearchQuery,
    SeoOut,
    StoreCategoryOut,
    StoreCollectionOut,
    StoreCollectionsOut,
    StoreProductOut,
)
from shopwright.platform.errors import Invalid, Problem

api = Api("catalog", tag="Catalog", description="What the shop sells.")


@api.get(
    "/products",
    query=CardsQuery,
    returns=Page[CardOut],
    access=PUBLIC,
    cache=CHECKED,
    errors=(404, 409),
    summary="List products",
)
def list_products(query: CardsQuery) -> Result:
    """Published products that have a price in the currency asked for."""

    def build() -> bytes:
        market, filters, sort = query.market(), query.filters(), _sort(query)
        after = query.after(sort, SORT_TYPES[sort], UUID)
        page = list_cards(market, filters, sort=sort, limit=query.limit, after=after)
        cursor = Cursor.encode(sort, *page.last) if page.last else None
        total = _total(query.total, lambda: count_products(market, filters), of=(market, filters))
        return page_json(page.items, cursor, total)

    return cached(build)


@api.get(
    "/products/<handle>",
    query=MarketQuery,
    returns=StoreProductOut,
    access=PUBLIC,
    cache=CHECKED,
    errors=(409,),
    summary="Read a product",
)
def read_product(handle: str, query: MarketQuery) -> Result:
    """With its variants, their prices, and whether they can be bought."""
    return cached(lambda: product_page(query.market(), handle))


@api.get(
    "/search",
    query=SearchQuery,
    returns=Page[CardOut],
    access=PUBLIC,
    cache=CHECKED,
    errors=(404, 409),
    summary="Search products",
)
def search(query: SearchQuery) -> Result:
    """Best matches first. The last word may be unfinished; accents and case make no difference."""

    def build() -> bytes:
        market = query.market()
        after = query.after("search", int, int, int)
        start = Place(*after) if after else Place()
        if start.tier not in (0, 1) or min(start.offset, start.seen) < 0:
            raise BadCursor()
        found = search_cards(market, query.q, limit=query.limit, start=start)
        following = found.next
        cursor = Cursor.encode("search", *astuple(following)) if following else None
        total = _total(query.total, lambda: count_found(market, query.q), of=(market, query.q))
        return page_json(found.items, cursor, total)

    return cached(build)


@api.get(
    "/categories",
    returns=CategoryTreeOut,
    access=PUBLIC,
    cache=CHECKED,
    summary="Read the category tree",
)
def list_categories() -> Result:
    """Every category, below its parent."""
    return cached(lambda: _json(CategoryTreeOut(items=_nodes(categories(), None))))


@api.get(
    "/categories/<handle>",
    returns=StoreCategoryOut,
    access=PUBLIC,
    cache=CHECKED,
    summary="Read a category",
)
def read_category(handle: str) -> Result:
    """Its products are at `/products?category=<handle>`."""

    def build() -> bytes:
        tree = categories()
        found = next((view for view in tree if view.handle == handle), None)
        if found is None:
            raise UnknownCategory(handle)
        return _json(_category_page(found, tree))

    return cached(build)


@api.get(
    "/collections",
    returns=StoreCollectionsOut,
    access=PUBLIC,
    cache=CHECKED,
    summary="List collections",
)
def list_collections() -> Result:
    """Every published collection, by title."""

    def build() -> bytes:
        shown = [_collection(view) for view in collections() if view.published]
        return _json(StoreCollectionsOut(items=shown))

    return cached(build)


@api.get(
    "/collections/<handle>",
    returns=StoreCollectionOut,
    access=PUBLIC,
    cache=CHECKED,
    summary="Read a collection",
)
def read_collection(handle: str) -> Result:
    """Its products are at `/products?collection=<handle>`."""

    def build() -> bytes:
        for view in collections():
            if view.handle == handle and view.published:
                return _json(_collection(view))
        raise UnknownCollection(handle)

    return cached(build)


def page_json(items: Sequence[bytes], cursor: str | None, total: bytes) -> bytes:
    """A `Page` from ready items; `total` is the members that count them."""
    following = b'"%s"' % cursor.encode() if cursor else b"null"
    return b'{"items":[%s],"next":%s,%s}' % (b",".join(items), following, total)


def _total(wanted: bool, count: Callable[[], tuple[int, bool]], of: object) -> bytes:
    if not wanted:
        return b'"total":null,"total_exact":null'

    def build() -> bytes:
        number, exact = count()
        return b'"total":%d,"total_exact":%s' % (number, b"true" if exact else b"false")

    return remembered(repr(of), build)


def _sort(query: CardsQuery) -> Sort:
    if query.sort == "position" and query.collection is None:
        message = "Products have a position in a collection only; name one."
        problem = Problem(code="needs_collection", message=message, field="?sort")
        raise Invalid(message, problems=[problem])
    return query.sort or ("newest" if query.collection is None else "position")


def _json(content: object) -> bytes:
    return to_json(content)


def _seo(title: str, description: str, name: str, html: str) -> SeoOut:
    return SeoOut(title=title or name, description=description or plain_text(html)[:300])


def _nodes(tree: Sequence[CategoryView], parent_id: UUID | None) -> list[CategoryNodeOut]:
    children: dict[UUID | None, list[CategoryView]] = {}
    for view in tree:
        children.setdefault(view.parent_id, []).append(view)

    def below(node_id: UUID | None) -> list[CategoryNodeOut]:
        return [
            CategoryNodeOut(id=v.id, handle=v.handle, title=v.title, children=below(v.id))
            for v in children.get(node_id, ())
        ]

    return below(parent_id)


def _category_page(view: CategoryView, tree: Sequence[CategoryView]) -> StoreCategoryOut:
    by_id = {node.id: node for node in tree}
    return StoreCategoryOut(
        id=view.id,
        handle=view.handle,
        title=view.title,
        description_html=view.description_html,
        seo=_seo(view.seo_title, view.seo_description, view.title, view.description_html),
        trail=[CrumbOut(handle=by_id[i].handle, title=by_id[i].title) for i in view.path],
        children=_nodes(tree, view.id),
    )


def _collection(view: CollectionView) -> StoreCollectionOut:
    return StoreCollectionOut(
        id=view.id,
        handle=view.handle,
        title=view.title,
        description_html=view.description_html,
        seo=_seo(view.seo_title, view.seo_description, view.title, view.description_html),
    )
