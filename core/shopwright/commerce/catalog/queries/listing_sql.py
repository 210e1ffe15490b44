"""The statements of the storefront's lists, written once per shape and then only given values.

Building and hashing an expression per request would cost more than running it. All text here is
constant; what shoppers send is only ever a bound value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
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
    "sales": Integer(),
}
KEYS = {
    "newest": "published_at",
    "title": "sort_title",
    "price_asc": "min_amount",
    "price_desc": "min_amount",
    "position": "position",
    "best_selling": "sales",
}
DOWNWARDS = ("newest", "price_desc", "best_selling")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Which filters are set; their values are bound. `own_locale`: the shop's first language."""

    own_locale: bool = True
    category: bool = False
    collection: bool = False
    ids: bool = False
    in_categories: bool = False
    in_collections: bool = False
    vendors: bool = False
    tags: bool = False
    options: int = 0
    min_price: bool = False
    max_price: bool = False
    in_stock: bool = False


def typed(sql: str, shape: Shape | None = None, *more: str) -> Any:
    """With types for those values that differ between the databases, and for lists."""
    lists = ("in_categories", "in_collections", "vendors", "tags")
    names = [name for name in lists if getattr(shape, name, False)]
    names += [f"choices_{number}" for number in range(shape.options if shape else 0)]
    found: list[BindParameter[Any]] = [bindparam(name, expanding=True) for name in names]
    found.append(bindparam("price_list_id", type_=Uuid()))
    found += [bindparam(name, type_=Uuid()) for name in more if name == "after_id"]
    found += [bindparam(name, type_=Uuid(), expanding=True) for name in more if name != "after_id"]
    if shape is not None and shape.ids:
        found.append(bindparam("ids", type_=Uuid(), expanding=True))
    return text(sql).bindparams(*found)


_DETAIL = (
    "d.detail, d.stock_state, d.variant_states, p.variant_prices, "
    "p.min_amount, p.max_amount, p.compare_at"
)
_DETAIL_COLUMNS = (
    column("detail", LargeBinary()),
    column("stock_state", String()),
    column("variant_states", LargeBinary()),
    column("variant_prices", LargeBinary()),
    column("min_amount", BigInteger()),
    column("max_amount", BigInteger()),
    column("compare_at", BigInteger()),
)

PRODUCT: TextualSelect = typed(
    f"SELECT {_DETAIL} "  # noqa: S608
    f"FROM product_documents d LEFT JOIN product_prices p ON {_PRICED.format(owner='d')} "
    "WHERE d.locale = :locale AND d.handle = :handle",
).columns(*_DETAIL_COLUMNS)

PRODUCTS: TextualSelect = typed(
    f"SELECT {_DETAIL}, d.product_id "  # noqa: S608
    f"FROM product_documents d JOIN product_prices p ON {_PRICED.format(owner='d')} "
    "WHERE d.locale = :locale AND d.product_id > :after_id "
    "AND p.product_id > :after_id "  # PostgreSQL would begin to merge with the first price of all
    "ORDER BY d.product_id LIMIT :limit",
    None,
    "after_id",
).columns(*_DETAIL_COLUMNS, column("product_id", Uuid()))

CARDS: TextualSelect = typed(
    f"SELECT {_COLUMNS}, d.product_id "  # noqa: S608
    f"FROM product_documents d JOIN product_prices p ON {_PRICED.format(owner='d')} "
    "WHERE d.locale = :locale AND d.product_id IN :ids",
    Shape(ids=True),
).columns(*CARD_COLUMNS, column("product_id", Uuid()))


@cache
def page(shape: Shape, sort: str, *, continued: bool) -> TextualSelect:
    """One page in the order `sort`, from `:offset`; `continued`, from `:after_key` and `:after_id`."""
    driver = _driver(shape, sort)
    key = f"{driver}.{KEYS[sort]}"
    down = sort in DOWNWARDS
    conditions = [*_scope(driver), *joined(driver), *filters(shape, driver)]
    if continued:
        compare = "<" if down else ">"
        conditions.append(f"({key}, {driver}.product_id) {compare} (:after_key, :after_id)")
    direction = " DESC" if down else ""
    sql = (
        f"SELECT {_COLUMNS}, {key} AS sort_key, {driver}.product_id "  # noqa: S608
        f"FROM {_source(shape, driver)} WHERE {' AND '.join(conditions)} "
        f"ORDER BY {key}{direction}, {driver}.product_id{direction} LIMIT :limit"
        f"{'' if continued else ' OFFSET :offset'}"
    )
    key_type = _KEY_TYPES[KEYS[sort]]
    statement = typed(sql, shape, *(["after_id"] if continued else []))
    if continued:
        statement = statement.bindparams(bindparam("after_key", type_=key_type))
    found: TextualSelect = statement.columns(
        *CARD_COLUMNS, column("sort_key", key_type), column("product_id", Uuid())
    )
    return found


@cache
def count(shape: Shape) -> Any:
    """How many there are, counting to `:limit`."""
    driver, source, conditions = every(shape)
    conditions += [condition for _, condition in chosen(shape, driver)]
    sql = (
        f"SELECT count(*) FROM (SELECT 1 FROM {source} "  # noqa: S608
        f"WHERE {' AND '.join(conditions)} LIMIT :limit) counted"
    )
    return typed(sql, shape)


def every(shape: Shape) -> tuple[str, str, list[str]]:
    """All products in the list's scope, whatever was chosen in facets.

    The driving table's alias, the tables, and the conditions.
    """
    driver = _driver(shape, "newest")
    conditions = [*_scope(driver), *joined(driver), *narrowed(shape, driver)]
    return driver, _source(shape, driver), conditions


def _driver(shape: Shape, sort: str) -> str:
    """The table whose index has the order: d, p, or one that narrows it to a category first."""
    by_price = sort in ("price_asc", "price_desc")
    if sort == "position":
        return "c"
    if shape.category and (sort != "title" or shape.own_locale):
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
    narrow = (
        shape.collection
        or shape.ids
        or shape.tags
        or shape.options
        or shape.in_categories
        or shape.in_collections
        or (shape.category and driver in ("d", "p"))
    )
    others = [alias for alias in ("d", "p") if alias != driver]
    between = ", " if narrow else " CROSS JOIN "
    return between.join(tables[alias] for alias in (driver, *others))


def joined(driver: str) -> Iterator[str]:
    """How the document, then the price belong to the driving table."""
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


def filters(shape: Shape, driver: str) -> Iterable[str]:
    """Every condition of the list that the driving index does not have already."""
    return [*narrowed(shape, driver), *(condition for _, condition in chosen(shape, driver))]


def narrowed(shape: Shape, driver: str) -> Iterator[str]:
    """What makes the list: its category, its collection, named products."""
    if shape.category and driver not in ("l", "cp"):
        yield (
            f"{driver}.product_id IN (SELECT product_id FROM category_listings "  # noqa: S608
            f"WHERE category_id = {_CATEGORY})"
        )
    if shape.collection and driver != "c":
        yield (
            f"{driver}.product_id IN (SELECT product_id FROM collection_products "  # noqa: S608
            f"WHERE collection_id = {_COLLECTION})"
        )
    if shape.ids:
        yield f"{driver}.product_id IN :ids"


def chosen(shape: Shape, driver: str) -> Iterator[tuple[str, str]]:
    """What shoppers chose in each facet: (its name, the condition). Any choice of a facet will do."""
    owner = f"{driver}.product_id"
    if shape.in_categories:
        yield (
            "category",
            f"{owner} IN (SELECT l2.product_id FROM category_listings l2 JOIN categories c2 "  # noqa: S608
            "ON c2.id = l2.category_id WHERE c2.handle IN :in_categories)",
        )
    if shape.in_collections:
        yield (
            "collection",
            f"{owner} IN (SELECT x.product_id FROM collection_products x JOIN collections c2 "  # noqa: S608
            "ON c2.id = x.collection_id WHERE c2.published AND c2.handle IN :in_collections)",
        )
    if shape.vendors:
        yield "vendor", "d.vendor IN :vendors"
    if shape.tags:
        yield (
            "tag",
            f"{owner} IN (SELECT product_id FROM product_tags WHERE tag IN :tags)",  # noqa: S608
        )
    for number in range(shape.options):
        yield (
            f"option_{number}",
            f"{owner} IN (SELECT product_id FROM product_choices "  # noqa: S608
            f"WHERE name = :option_{number} AND value IN :choices_{number})",
        )
    prices = [
        "p.min_amount >= :min_price" if shape.min_price else "",
        "p.min_amount <= :max_price" if shape.max_price else "",
    ]
    if any(prices):
        yield "price", " AND ".join(filter(None, prices))
    if shape.in_stock:
        yield "availability", "d.stock_state <> 'out'"
