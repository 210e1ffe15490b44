"""Browsing: products, search, categories and collections, the same for every guest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import request
from pydantic_core import to_json

from shopwright.commerce.catalog.errors import Moved
from shopwright.commerce.catalog.queries.facets import sorted_filters
from shopwright.commerce.catalog.queries.search import FOUND_LIMIT, count_found, search_cards
from shopwright.commerce.catalog.queries.storefront import (
    SORT_TYPES,
    Filter,
    Market,
    Sort,
    count_products,
    list_cards,
    product_page,
)
from shopwright.commerce.catalog.queries.tree import (
    categories,
    category_by_handle,
    collection_by_handle,
    collection_sort,
    collections,
)
from shopwright.commerce.catalog.text import plain_text
from shopwright.commerce.catalog.types import CategoryView, CollectionView
from shopwright.http.rest.kit import PUBLIC, Api, BadCursor, Cursor, Page, Reply, Result
from shopwright.http.rest.store.caching import CHECKED, cached
from shopwright.http.rest.store.catalog_shapes import (
    CardOut,
    CardsQuery,
    CategoryNodeOut,
    CategoryTreeOut,
    CrumbOut,
    MarketQuery,
    MovedOut,
    SearchOut,
    SearchQuery,
    SeoOut,
    StoreCategoryOut,
    StoreCollectionOut,
    StoreCollectionsOut,
    StoreProductOut,
)
from shopwright.platform.cache import remembered
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
    """Published products that have a price in the currency asked for.

    Page by `next`, or by numbers up to 50. What they can be narrowed by is at `/facets`.
    """

    def build() -> bytes:
        market, filters, sort, number = (
            query.market(),
            query.filters(),
            _sort(query),
            query.number(),
        )
        after = query.after(sort, SORT_TYPES[sort], UUID)
        page = list_cards(market, filters, sort=sort, limit=query.limit, after=after, page=number)
        cursor = Cursor.encode(sort, *page.last) if page.last else None
        total = _total(query.total, market, filters, None, lambda: count_products(market, filters))
        return page_json(page.items, cursor, total)

    return cached(build)


@api.get(
    "/products/<handle>",
    query=MarketQuery,
    returns={200: StoreProductOut, 308: MovedOut},
    access=PUBLIC,
    cache=CHECKED,
    errors=(409,),
    summary="Read a product",
)
def read_product(handle: str, query: MarketQuery) -> Result:
    """With its variants, their prices, and whether they can be bought."""
    return _moved_or(lambda: cached(lambda: product_page(query.market(), handle)))


@api.get(
    "/search",
    query=SearchQuery,
    returns=SearchOut,
    access=PUBLIC,
    cache=CHECKED,
    errors=(404, 409),
    summary="Search products",
)
def search(query: SearchQuery) -> Result:
    """Best matches first. The last word may be unfinished; accents and case make no difference.

    Words that nobody knows are corrected to known ones. At most 1,000 products are shown.
    """

    def build() -> bytes:
        market, filters = query.market(), query.filters()
        found = search_cards(
            market, query.q, filters, sort=query.sort, limit=query.limit, start=_start(query)
        )
        cursor = None if found.next is None else Cursor.encode(_order(query), found.next)
        total = _total(
            query.total, market, filters, query.q, lambda: count_found(market, query.q, filters)
        )
        corrected = b'"corrected":%s' % to_json(found.corrected)
        return page_json(found.items, cursor, b",".join((total, corrected)))

    return cached(build)


@api.get(
    "/categories",
    query=MarketQuery,
    returns=CategoryTreeOut,
    access=PUBLIC,
    cache=CHECKED,
    errors=(404, 409),
    summary="Read the category tree",
)
def list_categories(query: MarketQuery) -> Result:
    """Every category, below its parent."""

    def build() -> bytes:
        return to_json(CategoryTreeOut(items=_nodes(categories(query.market().locale), None)))

    return cached(build)


@api.get(
    "/categories/<handle>",
    query=MarketQuery,
    returns={200: StoreCategoryOut, 308: MovedOut},
    access=PUBLIC,
    cache=CHECKED,
    errors=(409,),
    summary="Read a category",
)
def read_category(handle: str, query: MarketQuery) -> Result:
    """Its products are at `/products?category=<handle>`."""

    def build() -> bytes:
        return to_json(_category_page(*category_by_handle(handle, query.market().locale)))

    return _moved_or(lambda: cached(build))


@api.get(
    "/collections",
    query=MarketQuery,
    returns=StoreCollectionsOut,
    access=PUBLIC,
    cache=CHECKED,
    errors=(404, 409),
    summary="List collections",
)
def list_collections(query: MarketQuery) -> Result:
    """Every published collection, by title."""

    def build() -> bytes:
        every = collections(query.market().locale)
        shown = [_collection(view) for view in every if view.published]
        return to_json(StoreCollectionsOut(items=shown))

    return cached(build)


@api.get(
    "/collections/<handle>",
    query=MarketQuery,
    returns={200: StoreCollectionOut, 308: MovedOut},
    access=PUBLIC,
    cache=CHECKED,
    errors=(409,),
    summary="Read a collection",
)
def read_collection(handle: str, query: MarketQuery) -> Result:
    """Its products are at `/products?collection=<handle>`."""

    def build() -> bytes:
        return to_json(_collection(collection_by_handle(handle, query.market().locale)))

    return _moved_or(lambda: cached(build))


def page_json(items: Sequence[bytes], cursor: str | None, total: bytes) -> bytes:
    """A `Page` from ready items; `total` is the members that follow."""
    following = b'"%s"' % cursor.encode() if cursor else b"null"
    return b'{"items":[%s],"next":%s,%s}' % (b",".join(items), following, total)


def _moved_or(answer: Callable[[], Result]) -> Result:
    """The answer, or the way to what the handle stood for before it was renamed."""
    try:
        return answer()
    except Moved as error:
        place = f"{request.path.rpartition('/')[0]}/{error.handle}"
        asked = request.query_string.decode()
        location = f"{place}?{asked}" if asked else place
        moved = MovedOut(handle=error.handle, location=location)
        return Reply(moved, status=308, headers=[("Location", location)])


def _total(
    wanted: bool,
    market: Market,
    filters: Filter,
    query: str | None,
    count: Callable[[], tuple[int, bool]],
) -> bytes:
    if not wanted:
        return b'"total":null,"total_exact":null'
    number, exact = remembered(f"total:{market!r}:{sorted_filters(filters)!r}:{query!r}", count)
    return b'"total":%d,"total_exact":%s' % (number, b"true" if exact else b"false")


def _sort(query: CardsQuery) -> Sort:
    if query.sort == "position" and query.collection is None:
        message = "Products have a position in a collection only; name one."
        problem = Problem(code="needs_collection", message=message, field="?sort")
        raise Invalid(message, problems=[problem])
    if query.sort is not None or query.collection is None:
        return query.sort or "newest"
    return collection_sort(query.collection)


def _order(query: SearchQuery) -> str:
    """What a cursor of this search belongs to."""
    return f"search:{query.sort}"


def _start(query: SearchQuery) -> int:
    number = query.number()
    after = query.after(_order(query), int)
    if after is None:
        return (number - 1) * query.limit
    if not 0 <= after[0] <= FOUND_LIMIT:
        raise BadCursor()
    return int(after[0])


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
        sort="position" if view.sort == "manual" else view.sort,
    )
