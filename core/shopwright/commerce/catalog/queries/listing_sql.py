"""The statements of the storefront's lists, written once per shape and then only given values.

Building and hashing an expression per request would cost more than running it. All text here is
constant; what shoppers send is only ever a bound value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    LargeBinary,
    String,
    TextualSelect,
    Uuid,
    bindparam,
    column,
    text,
)
from sqlalchemy.types import TypeEngine

from shopwright.platform.db import UtcDateTime

_PRICED = (
    "p.product_id = {owner}.product_id AND p.price_list_id = :price_list_id "
    "AND p.currency = :currency"
)
_CATEGORY = "(SELECT id FROM categories WHERE handle = :category)"
_COLLECTION = "(SELECT id FROM collections WHERE handle = :collection AND published)"
_COLUMNS = "d.card, d.stock_state, p.min_amount, p.max_amount, p.compare_at"
CARD_COLUMNS = (
    column("card", LargeBinary()),
    column("stock_state", String()),
    column("min_amount", BigInteger()),
    column("max_amount", BigInteger()),
    column("compare_at", BigInteger()),
)
_KEY_TYPES: dict[str, TypeEngine[Any]] = {
    "published_at": UtcDateTime(),
    "sort_title": String(),
    "min_amount": BigInteger(),
    "position": Integer(),
}
_KEYS = {
    "newest": "published_at",
    "title": "sort_title",
    "price_asc": "min_amount",
    "price_desc": "min_amount",
    "position": "position",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Which filters are set; their values are bound."""

    category: bool
    collection: bool
    vendor: bool
    tags: int
    min_price: bool
    max_price: bool
    in_stock: bool
    ids: bool


def _typed(sql: str, *names: str) -> Any:
    """With types for those values that differ between the databases."""
    known = {
        "price_list_id": bindparam("price_list_id", type_=Uuid()),
        "after_id": bindparam("after_id", type_=Uuid()),
        "ids": bindparam("ids", type_=Uuid(), expanding=True),
    }
    return text(sql).bindparams(*(known[name] for name in names))


PRODUCT: TextualSelect = _typed(
    "SELECT d.detail, d.stock_state, d.variant_states, p.variant_prices, "  # noqa: S608
    "p.min_amount, p.max_amount, p.compare_at "
    f"FROM product_documents d LEFT JOIN product_prices p ON {_PRICED.format(owner='d')} "
    "WHERE d.locale = :locale AND d.handle = :handle",
    "price_list_id",
).columns(
    column("detail", LargeBinary()),
    column("stock_state", String()),
    column("variant_states", LargeBinary()),
    column("variant_prices", LargeBinary()),
    column("min_amount", BigInteger()),
    column("max_amount", BigInteger()),
    column("compare_at", BigInteger()),
)

CARDS: TextualSelect = _typed(
    f"SELECT {_COLUMNS}, d.product_id "  # noqa: S608
    f"FROM product_documents d JOIN product_prices p ON {_PRICED.format(owner='d')} "
    "WHERE d.locale = :locale AND d.product_id IN :ids",
    "price_list_id",
    "ids",
).columns(*CARD_COLUMNS, column("product_id", Uuid()))


@cache
def page(shape: Shape, sort: str, *, continued: bool) -> TextualSelect:
    """One page in the order `sort`; `continued` from `:after_key` and `:after_id` on."""
    driver = _driver(shape, sort)
    key = f"{driver}.{_KEYS[sort]}"
    down = sort in ("newest", "price_desc")
    conditions = [*_scope(driver), *_joined(driver), *_filters(shape, driver)]
    if continued:
        compare = "<" if down else ">"
        conditions.append(f"({key}, {driver}.product_id) {compare} (:after_key, :after_id)")
    direction = " DESC" if down else ""
    sql = (
        f"SELECT {_COLUMNS}, {key} AS sort_key, {driver}.product_id "  # noqa: S608
        f"FROM {_source(shape, driver)} WHERE {' AND '.join(conditions)} "
        f"ORDER BY {key}{direction}, {driver}.product_id{direction} LIMIT :limit"
    )
    key_type = _KEY_TYPES[_KEYS[sort]]
    names = ["price_list_id"]
    names += ["after_id"] if continued else []
    names += ["ids"] if shape.ids else []
    statement = _typed(sql, *names)
    if continued:
        statement = statement.bindparams(bindparam("after_key", type_=key_type))
    found: TextualSelect = statement.columns(
        *CARD_COLUMNS, column("sort_key", key_type), column("product_id", Uuid())
    )
    return found


@cache
def count(shape: Shape) -> Any:
    """How many there are, counting to `:limit`."""
    driver = _driver(shape, "newest")
    conditions = [*_scope(driver), *_joined(driver), *_filters(shape, driver)]
    sql = (
        f"SELECT count(*) FROM (SELECT 1 FROM {_source(shape, driver)} "  # noqa: S608
        f"WHERE {' AND '.join(conditions)} LIMIT :limit) counted"
    )
    return _typed(sql, "price_list_id", *(["ids"] if shape.ids else []))


def _driver(shape: Shape, sort: str) -> str:
    """The table whose index has the order: d, p, or one that narrows it to a category first."""
    by_price = sort in ("price_asc", "price_desc")
    if sort == "position":
        return "c"
    if shape.category:
        return "cp" if by_price else "l"
    return "p" if by_price else "d"


def _source(shape: Shape, driver: str) -> str:
    """The tables, the driving one first.

    SQLite takes CROSS JOIN as an order to keep, which its planner would else give up for a scan
    and a sort. Filters that may be narrower than the driving index leave it the choice.
    """
    tables = {
        "d": "product_documents d",
        "p": "product_prices p",
        "l": "category_listings l",
        "cp": "category_prices cp",
        "c": "collection_products c",
    }
    narrow = shape.collection or shape.ids or shape.tags
    others = [alias for alias in ("d", "p") if alias != driver]
    between = ", " if narrow else " CROSS JOIN "
    return between.join(tables[alias] for alias in (driver, *others))


def _joined(driver: str) -> Iterator[str]:
    if driver != "d":
        yield f"d.product_id = {driver}.product_id AND d.locale = :locale"
    if driver != "p":
        yield _PRICED.format(owner=driver)


def _scope(driver: str) -> Iterator[str]:
    """What the driving index starts with."""
    if driver == "d":
        yield "d.locale = :locale"
    if driver == "l":
        yield f"l.category_id = {_CATEGORY}"
    if driver == "c":
        yield f"c.collection_id = {_COLLECTION}"
    if driver == "cp":
        yield f"cp.category_id = {_CATEGORY}"
    if driver in ("p", "cp"):
        yield f"{driver}.price_list_id = :price_list_id AND {driver}.currency = :currency"


def _filters(shape: Shape, driver: str) -> Iterator[str]:
    if shape.category and driver == "c":
        yield (
            "EXISTS (SELECT 1 FROM category_listings l "  # noqa: S608
            f"WHERE l.category_id = {_CATEGORY} AND l.product_id = c.product_id)"
        )
    if shape.collection and driver != "c":
        yield (
            f"{driver}.product_id IN (SELECT product_id FROM collection_products "  # noqa: S608
            f"WHERE collection_id = {_COLLECTION})"
        )
    if shape.vendor:
        yield "d.vendor = :vendor"
    if shape.min_price:
        yield "p.min_amount >= :min_price"
    if shape.max_price:
        yield "p.min_amount <= :max_price"
    if shape.in_stock:
        yield "d.stock_state <> 'out'"
    if shape.ids:
        yield f"{driver}.product_id IN :ids"
    for number in range(shape.tags):
        yield (
            f"{driver}.product_id IN "  # noqa: S608
            f"(SELECT product_id FROM product_tags WHERE tag = :tag_{number})"
        )
