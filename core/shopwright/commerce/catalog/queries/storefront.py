"""What shoppers read: ready bytes by one statement, without the ORM.

A list is driven by the index that has its order, so a page costs the same in a large catalog.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, exists, func, select, tuple_

from shopwright.commerce.catalog.errors import UnknownProduct
from shopwright.commerce.catalog.models import (
    Category,
    CategoryListing,
    Collection,
    CollectionProduct,
    ProductDocument,
    ProductTag,
)
from shopwright.commerce.catalog.overlay import card_json, detail_json, price_range_json
from shopwright.commerce.pricing.models import CategoryPrice, ProductPrice
from shopwright.platform.db import read

Sort = Literal["newest", "title", "price_asc", "price_desc", "position"]
SORT_TYPES: dict[Sort, type[Any]] = {
    "newest": datetime,
    "title": str,
    "price_asc": int,
    "price_desc": int,
    "position": int,
}
COUNT_LIMIT = 1000

_docs = cast(Table, ProductDocument.__table__)
_prices = cast(Table, ProductPrice.__table__)
_listings = cast(Table, CategoryListing.__table__)
_category_prices = cast(Table, CategoryPrice.__table__)
_categories = cast(Table, Category.__table__)
_collections = cast(Table, Collection.__table__)
_collected = cast(Table, CollectionProduct.__table__)
_tags = cast(Table, ProductTag.__table__)


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
    """
    order = _Order(market, filters, sort)
    statement = order.page(limit + 1, after)
    with read() as db:
        rows = db.connection().execute(statement).all()
    more = len(rows) > limit
    items = [
        card_json(row[0], price_range_json(row[2], row[3], row[4], market.currency), row[1])
        for row in rows[:limit]
    ]
    return Cards(items, (rows[limit - 1][5], rows[limit - 1][6]) if more else None)


def count_products(market: Market, filters: Filter) -> tuple[int, bool]:
    """How many there are, and whether that is exact: counting stops at 1,000."""
    inner = _Order(market, filters, "newest").all_ids().limit(COUNT_LIMIT + 1).subquery()
    with read() as db:
        count = db.connection().execute(select(func.count()).select_from(inner)).scalar_one()
    return min(count, COUNT_LIMIT), count <= COUNT_LIMIT


def product_page(market: Market, handle: str) -> bytes:
    """The product's detail as ready JSON, in one statement. Raises `UnknownProduct`."""
    statement = (
        select(
            _docs.c.detail,
            _docs.c.stock_state,
            _docs.c.variant_states,
            _prices.c.variant_prices,
            _prices.c.min_amount,
            _prices.c.max_amount,
            _prices.c.compare_at,
        )
        .select_from(_docs.outerjoin(_prices, _priced(market, _docs.c.product_id)))
        .where(_docs.c.locale == market.locale, _docs.c.handle == handle)
    )
    with read() as db:
        row = db.connection().execute(statement).one_or_none()
    if row is None:
        raise UnknownProduct(handle)
    price = price_range_json(row[4], row[5], row[6], market.currency)
    return detail_json(row[0], price, row[1], row[3], row[2])


def cards_of(market: Market, product_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """Ready cards by product id, in one statement; those not on sale are left out."""
    statement = (
        select(
            _docs.c.product_id,
            _docs.c.card,
            _docs.c.stock_state,
            _prices.c.min_amount,
            _prices.c.max_amount,
            _prices.c.compare_at,
        )
        .select_from(_docs.join(_prices, _priced(market, _docs.c.product_id)))
        .where(_docs.c.product_id.in_(list(product_ids)), _docs.c.locale == market.locale)
    )
    with read() as db:
        return {
            row[0]: card_json(
                row[1], price_range_json(row[3], row[4], row[5], market.currency), row[2]
            )
            for row in db.connection().execute(statement)
        }


def _priced(market: Market, product_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(
        _prices.c.product_id == product_id,
        _prices.c.price_list_id == market.price_list_id,
        _prices.c.currency == market.currency,
    )


class _Order:
    """The table that drives a list, its sort key, and everything that filters it."""

    def __init__(self, market: Market, filters: Filter, sort: Sort) -> None:
        self.market = market
        self.filters = filters
        self.descending = sort in ("newest", "price_desc")
        self.scope: list[ColumnElement[bool]] = []
        if filters.category is not None:
            self.driver, self.key = self._of_category(filters.category, sort)
        elif sort == "position" and filters.collection is not None:
            self.driver, self.key = _collected, _collected.c.position
        else:
            self.driver, self.key = self._of_catalog(sort)
        if filters.collection is not None:
            self._in_collection(filters.collection)

    def page(self, limit: int, after: tuple[Any, ...] | None) -> Any:
        """The columns that `list_cards` reads, from the row after `after` on."""
        product_id = self.driver.c.product_id
        statement: Any = select(
            _docs.c.card,
            _docs.c.stock_state,
            _prices.c.min_amount,
            _prices.c.max_amount,
            _prices.c.compare_at,
            self.key,
            product_id,
        )
        statement = self._from(statement).where(*self._conditions())
        position = tuple_(self.key, product_id)
        if after is not None:
            last = tuple_(*after, types=[self.key.type, product_id.type])
            statement = statement.where(position < last if self.descending else position > last)
        order = (self.key, product_id)
        wanted = [column.desc() for column in order] if self.descending else list(order)
        return statement.order_by(*wanted).limit(limit)

    def all_ids(self) -> Any:
        """Every product id; for counting."""
        statement = select(self.driver.c.product_id)
        return self._from(statement).where(*self._conditions())

    def _of_category(self, handle: str, sort: Sort) -> tuple[Table, ColumnElement[Any]]:
        category_id = (
            select(_categories.c.id).where(_categories.c.handle == handle).scalar_subquery()
        )
        if sort in ("price_asc", "price_desc"):
            self.scope = [
                _category_prices.c.category_id == category_id,
                _category_prices.c.price_list_id == self.market.price_list_id,
                _category_prices.c.currency == self.market.currency,
            ]
            return _category_prices, _category_prices.c.min_amount
        self.scope = [_listings.c.category_id == category_id]
        column = _listings.c.sort_title if sort == "title" else _listings.c.published_at
        return _listings, column

    def _of_catalog(self, sort: Sort) -> tuple[Table, ColumnElement[Any]]:
        if sort in ("price_asc", "price_desc"):
            return _prices, _prices.c.min_amount
        return _docs, _docs.c.sort_title if sort == "title" else _docs.c.published_at

    def _in_collection(self, handle: str) -> None:
        collection_id = (
            select(_collections.c.id)
            .where(_collections.c.handle == handle, _collections.c.published)
            .scalar_subquery()
        )
        if self.driver is _collected:
            self.scope.append(_collected.c.collection_id == collection_id)
            return
        product_id = self.driver.c.product_id
        self.scope.append(
            product_id.in_(
                select(_collected.c.product_id).where(_collected.c.collection_id == collection_id)
            )
        )

    def _from(self, statement: Any) -> Any:
        source: Any = self.driver
        product_id = self.driver.c.product_id
        if self.driver is not _docs:
            source = source.join(
                _docs,
                and_(_docs.c.product_id == product_id, _docs.c.locale == self.market.locale),
            )
        if self.driver is not _prices:
            source = source.join(_prices, _priced(self.market, product_id))
        return statement.select_from(source)

    def _conditions(self) -> list[ColumnElement[bool]]:
        found = list(self.scope)
        filters = self.filters
        if self.driver is _docs:
            found.append(_docs.c.locale == self.market.locale)
        if self.driver is _prices:
            found.append(_prices.c.price_list_id == self.market.price_list_id)
            found.append(_prices.c.currency == self.market.currency)
        if filters.vendor is not None:
            found.append(_docs.c.vendor == filters.vendor)
        if filters.min_price is not None:
            found.append(_prices.c.min_amount >= filters.min_price)
        if filters.max_price is not None:
            found.append(_prices.c.min_amount <= filters.max_price)
        if filters.in_stock:
            found.append(_docs.c.stock_state != "out")
        if filters.ids is not None:
            found.append(self.driver.c.product_id.in_(filters.ids))
        for tag in filters.tags:
            found.append(
                exists().where(_tags.c.product_id == self.driver.c.product_id, _tags.c.tag == tag)
            )
        return found
