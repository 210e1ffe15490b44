"""What shoppers read: ready bytes by one statement, without the ORM.

A list is driven by the index that has its order, so a page costs the same in a large catalog. The
statements are `listing_sql.py`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from shopwright.commerce.catalog.errors import UnknownProduct
from shopwright.commerce.catalog.overlay import card_json, detail_json, price_range_json
from shopwright.commerce.catalog.queries import listing_sql
from shopwright.commerce.catalog.queries.listing_sql import Shape
from shopwright.commerce.catalog.queries.reading import connection

Sort = Literal["newest", "title", "price_asc", "price_desc", "position"]
SORT_TYPES: dict[Sort, type[Any]] = {
    "newest": datetime,
    "title": str,
    "price_asc": int,
    "price_desc": int,
    "position": int,
}
COUNT_LIMIT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Whose prices and whose language: part of every cached answer's key."""

    price_list_id: UUID
    currency: str
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which products. `category` and `collection` are handles; a category includes those below it."""

    category: str | None = None
    collection: str | None = None
    vendor: str | None = None
    tags: tuple[str, ...] = ()
    min_price: int | None = None
    max_price: int | None = None
    in_stock: bool = False
    ids: tuple[UUID, ...] | None = None


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
) -> Cards:
    """One page, in one statement. `after` is a `last` of the same sort.

    A product without a price in the market's list and currency is not sold there, nor listed.
    Only a collection has positions to sort by.
    """
    if sort == "position" and filters.collection is None:
        raise ValueError("products can be sorted by position in a collection only")
    statement = listing_sql.page(_shape(filters), sort, continued=after is not None)
    parameters = _parameters(market, filters) | {"limit": limit + 1}
    if after is not None:
        parameters |= {"after_key": after[0], "after_id": after[1]}
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
    statement = listing_sql.count(_shape(filters))
    parameters = _parameters(market, filters) | {"limit": COUNT_LIMIT + 1}
    with connection() as db:
        count = db.execute(statement, parameters).scalar_one()
    return min(count, COUNT_LIMIT), count <= COUNT_LIMIT


def product_page(market: Market, handle: str) -> bytes:
    """The product's detail as ready JSON, in one statement. Raises `UnknownProduct`."""
    parameters = _market(market) | {"handle": handle}
    with connection() as db:
        row = db.execute(listing_sql.PRODUCT, parameters).one_or_none()
    if row is None:
        raise UnknownProduct(handle)
    detail, state, states, prices, lowest, highest, compare_at = row
    price = price_range_json(lowest, highest, compare_at, market.currency)
    return detail_json(detail, price, state, prices, states)


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


def _market(market: Market) -> dict[str, Any]:
    return {
        "price_list_id": market.price_list_id,
        "currency": market.currency,
        "locale": market.locale,
    }


def _shape(filters: Filter) -> Shape:
    return Shape(
        category=filters.category is not None,
        collection=filters.collection is not None,
        vendor=filters.vendor is not None,
        tags=len(filters.tags),
        min_price=filters.min_price is not None,
        max_price=filters.max_price is not None,
        in_stock=filters.in_stock,
        ids=filters.ids is not None,
    )


def _parameters(market: Market, filters: Filter) -> dict[str, Any]:
    found = _market(market)
    for name in ("category", "collection", "vendor", "min_price", "max_price"):
        value = getattr(filters, name)
        if value is not None:
            found[name] = value
    for number, tag in enumerate(filters.tags):
        found[f"tag_{number}"] = tag
    if filters.ids is not None:
        found["ids"] = list(filters.ids)
    return found
