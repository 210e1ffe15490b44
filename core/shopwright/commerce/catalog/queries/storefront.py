"""What shoppers read: ready bytes by one statement, without the ORM.

A list is driven by the index that has its order, so a page costs the same in a large catalog. The
statements are `listing_sql.py`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from shopwright.commerce.catalog.errors import UnknownProduct
from shopwright.commerce.catalog.overlay import card_json, detail_json, price_range_json
from shopwright.commerce.catalog.queries import listing_sql
from shopwright.commerce.catalog.queries.listing_sql import Shape
from shopwright.commerce.catalog.queries.reading import connection
from shopwright.commerce.catalog.queries.redirects import missing
from shopwright.platform.runtime import runtime

Sort = Literal["newest", "title", "price_asc", "price_desc", "position", "best_selling"]
SORT_TYPES: dict[Sort, type[Any]] = {
    "newest": datetime,
    "title": str,
    "price_asc": int,
    "price_desc": int,
    "position": int,
    "best_selling": int,
}
COUNT_LIMIT = 1000
MOST_PAGES = 50
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Whose prices and whose language: part of every cached answer's key."""

    price_list_id: UUID
    currency: str
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which products.

    `category` (with those below it), `collection` and `ids` make the list. The others are what a
    shopper chooses in it: any choice of one facet, and something of each facet. `in_categories`
    and `in_collections` are handles; `options` has the values wanted by option, both as staff
    spell them.
    """

    category: str | None = None
    collection: str | None = None
    ids: tuple[UUID, ...] | None = None
    in_categories: tuple[str, ...] = ()
    in_collections: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    min_price: int | None = None
    max_price: int | None = None
    in_stock: bool = False


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Cards:
    """A page of ready JSON objects. `last` is the sort key of the last one if more follow."""

    items: list[bytes]
    last: tuple[Any, ...] | None


def list_cards(
    market: Market,
    filters: Filter,
    *,
    sort: Sort = "newest",
    limit: int = 24,
    after: tuple[Any, ...] | None = None,
    page: int = 1,
) -> Cards:
    """One page, in one statement. `after` is a `last` of the same sort, and wins over `page`.

    Pages have numbers up to 50, since the cost of a number grows with it; go on by `after`. A
    product without a price in the market's list and currency is not sold there, nor listed. Only a
    collection has positions to sort by.
    """
    if sort == "position" and filters.collection is None:
        raise ValueError("products can be sorted by position in a collection only")
    if not 1 <= page <= MOST_PAGES:
        raise ValueError(f"pages have numbers from 1 to {MOST_PAGES}, not {page}")
    shape = shape_of(market, filters)
    statement = listing_sql.page(shape, sort, continued=after is not None)
    parameters = values_of(market, filters) | {"limit": limit + 1}
    if after is not None:
        parameters |= {"after_key": after[0], "after_id": after[1]}
    else:
        parameters["offset"] = (page - 1) * limit
    with connection() as db:
        rows = db.execute(statement, parameters).all()
    more = len(rows) > limit
    currency = market.currency
    items = [
        card_json(card, price_range_json(lowest, highest, compare_at, currency), state)
        for card, state, lowest, highest, compare_at, _, _ in rows[:limit]
    ]
    return Cards(items, (rows[limit - 1][5], rows[limit - 1][6]) if more else None)


def count_products(market: Market, filters: Filter) -> tuple[int, bool]:
    """How many there are, and whether that is exact: counting stops at 1,000."""
    statement = listing_sql.count(shape_of(market, filters))
    parameters = values_of(market, filters) | {"limit": COUNT_LIMIT + 1}
    with connection() as db:
        count = db.execute(statement, parameters).scalar_one()
    return min(count, COUNT_LIMIT), count <= COUNT_LIMIT


def product_page(market: Market, handle: str) -> bytes:
    """The product's detail as ready JSON, in one statement. Raises `UnknownProduct`, or `Moved`."""
    parameters = _market(market) | {"handle": handle}
    with connection() as db:
        row = db.execute(listing_sql.PRODUCT, parameters).one_or_none()
    if row is None:
        raise missing("product", handle, UnknownProduct)
    return _detail(row, market)


def product_pages(
    market: Market, *, after: UUID | None = None, limit: int = 200
) -> dict[UUID, bytes]:
    """The next products on sale with all that their pages say, by id, in one statement.

    `after` is the last id of the part before: so the whole catalog is read part by part, in an
    order that changes with nothing. What `product_page` says of each, this says, too.
    """
    parameters = _market(market) | {"after_id": after or _FIRST, "limit": limit}
    with connection() as db:
        rows = db.execute(listing_sql.PRODUCTS, parameters).all()
    return {row[-1]: _detail(row[:-1], market) for row in rows}


def cards_of(market: Market, product_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """Ready cards by product id, in one statement; those not on sale are left out."""
    parameters = _market(market) | {"ids": list(product_ids)}
    with connection() as db:
        rows = db.execute(listing_sql.CARDS, parameters).all()
    return {
        product_id: card_json(
            card, price_range_json(lowest, highest, compare_at, market.currency), state
        )
        for card, state, lowest, highest, compare_at, product_id in rows
    }


def _detail(row: Sequence[Any], market: Market) -> bytes:
    detail, state, states, prices, lowest, highest, compare_at = row
    price = price_range_json(lowest, highest, compare_at, market.currency)
    return detail_json(detail, price, state, prices, states)


def _market(market: Market) -> dict[str, Any]:
    return {
        "price_list_id": market.price_list_id,
        "currency": market.currency,
        "locale": market.locale,
    }


def shape_of(market: Market, filters: Filter) -> Shape:
    """What of the filters decides how a statement is written."""
    return Shape(
        own_locale=market.locale == runtime().settings.locales[0],
        category=filters.category is not None,
        collection=filters.collection is not None,
        ids=filters.ids is not None,
        in_categories=bool(filters.in_categories),
        in_collections=bool(filters.in_collections),
        vendors=bool(filters.vendors),
        tags=bool(filters.tags),
        options=len(filters.options),
        min_price=filters.min_price is not None,
        max_price=filters.max_price is not None,
        in_stock=filters.in_stock,
    )


def values_of(market: Market, filters: Filter) -> dict[str, Any]:
    """What is bound to a statement of the filters' shape."""
    found = _market(market)
    for name in ("category", "collection", "min_price", "max_price"):
        value = getattr(filters, name)
        if value is not None:
            found[name] = value
    for name in ("in_categories", "in_collections", "vendors", "tags"):
        values = getattr(filters, name)
        if values:
            found[name] = list(values)
    for number, (option, choices) in enumerate(sorted(filters.options.items())):
        found[f"option_{number}"] = option
        found[f"choices_{number}"] = list(choices)
    if filters.ids is not None:
        found["ids"] = list(filters.ids)
    return found
