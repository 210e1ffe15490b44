"""A page of a list costs the same in a shop of 1,000 products and in one of 100,000."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from shopwright.commerce.catalog.queries.storefront import (
    Cards,
    Filter,
    Market,
    Sort,
    list_cards,
    product_page,
    product_pages,
)
from shopwright.commerce.channels import ChannelInfo
from shopwright.platform.db import transaction
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import Connection, event, text

pytestmark = pytest.mark.thorough

SMALL, LARGE = 1_000, 100_000
LISTS: list[tuple[Sort, Filter]] = [
    ("newest", Filter()),
    ("title", Filter()),
    ("price_asc", Filter()),
    ("price_desc", Filter()),
    ("newest", Filter(category="all")),
    ("title", Filter(category="all")),
    ("price_asc", Filter(category="all")),
    ("price_desc", Filter(category="half")),
    ("newest", Filter(vendors=("Vendor 7",))),
    ("newest", Filter(category="all", in_stock=True)),
    ("price_asc", Filter(min_price=500)),
    ("best_selling", Filter()),
    ("best_selling", Filter(category="all")),
]

# Rows of what lists read, straight into the tables: publishing as many takes minutes.
_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) ",
    "postgresql": "WITH n AS (SELECT i FROM generate_series(1, {count}) AS g(i)) ",
}
_ID = {
    "sqlite": "printf('%032x', i)",
    "postgresql": "lpad(to_hex(i), 32, '0')::uuid",
}
_BYTES = {"sqlite": "CAST('{{' AS BLOB)", "postgresql": "convert_to('{{', 'UTF8')"}
_TIME = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 1700000000 + i * 60, 'unixepoch')",
    "postgresql": "to_timestamp(1700000000 + i * 60)",
}
_NOW = {"sqlite": "'2026-01-01 00:00:00.000000'", "postgresql": "now()"}
_PLANTED = (
    "INSERT INTO products (id, handle, title, description_html, status, vendor, product_type, "
    "tax_category, seo_title, seo_description, created_at, updated_at, version) "
    "{numbers} SELECT {id}, 'p-' || i, 'Product ' || i, '', 'active', 'Vendor ' || (i % 10), '', "
    "'standard', '', '', {now}, {now}, {id} FROM n",
    "INSERT INTO product_documents (product_id, locale, handle, sort_title, published_at, vendor, "
    "sales, version, stock_state, variant_states, card, detail, search_title, search_text) "
    "{numbers} SELECT {id}, 'en', 'p-' || i, 'product ' || ((i * 7919) % {count}), {time}, "
    "'Vendor ' || (i % 10), (i * 7919) % {count}, {id}, 'in', {bytes}, {bytes}, {bytes}, '', '' FROM n",
    "INSERT INTO product_prices (product_id, price_list_id, currency, min_amount, max_amount, "
    "variant_prices) {numbers} SELECT {id}, '{price_list}', 'EUR', (i * 7919) % {count}, "
    "{count}, {bytes} FROM n",
    "INSERT INTO categories (id, handle, title, description_html, seo_title, seo_description, "
    "position, path, version) "
    "{numbers} SELECT {id}, CASE i WHEN 1 THEN 'all' ELSE 'half' END, 'C', '', '', '', 0, 'x', {id} "
    "FROM n WHERE i <= 2",
    "INSERT INTO category_listings (category_id, product_id, published_at, sort_title, sales) "
    "SELECT c.id, d.product_id, d.published_at, d.sort_title, d.sales FROM product_documents d "
    "JOIN categories c ON c.handle = 'all' OR d.vendor < 'Vendor 5'",
    "INSERT INTO category_prices (category_id, price_list_id, currency, min_amount, product_id) "
    "SELECT l.category_id, p.price_list_id, p.currency, p.min_amount, p.product_id "
    "FROM category_listings l JOIN product_prices p ON p.product_id = l.product_id",
)


def _plant(market: Market, count: int) -> None:
    kind = "sqlite" if runtime().database.is_sqlite else "postgresql"
    price_list = market.price_list_id.hex if kind == "sqlite" else market.price_list_id
    with transaction() as db:
        if kind == "postgresql":
            db.execute(text("SET LOCAL statement_timeout = 0"))
            driver: Any = db.connection().connection.driver_connection
            driver.patience = 600.0
        for template in _PLANTED:
            statement = template.format(
                numbers=_NUMBERS[kind].format(count=count),
                id=_ID[kind],
                bytes=_BYTES[kind].replace("{{", "{"),
                time=_TIME[kind],
                now=_NOW[kind],
                price_list=price_list,
                count=count,
            )
            # a driver reads '%' as the beginning of a placeholder
            escaped = statement if kind == "sqlite" else statement.replace("%", "%%")
            db.connection().exec_driver_sql(escaped)
    with runtime().database.reader.connect() as connection:
        connection.execute(text("ANALYZE"))


@pytest.fixture
def sent(shop: Shop) -> Iterator[list[tuple[str, Any]]]:
    """Each statement with its parameters, as the driver gets them."""
    found: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        found.append((statement, parameters))

    engine = runtime().database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def _plan(connection: Connection, statement: str, parameters: Any) -> Any:
    prefix = (
        "EXPLAIN QUERY PLAN "
        if connection.dialect.name == "sqlite"
        else "EXPLAIN (ANALYZE, FORMAT JSON) "
    )
    rows = connection.exec_driver_sql(prefix + statement, parameters).all()
    return [row[3] for row in rows] if connection.dialect.name == "sqlite" else rows[0][0]


def _rows_read(node: dict[str, Any]) -> float:
    """Rows that the scans of a PostgreSQL plan touched."""
    below = sum(_rows_read(child) for child in node.get("Plans", ()))
    if "Scan" not in node["Node Type"]:
        return below
    touched = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return float(below + touched * node["Actual Loops"])


def _second_page(read: Callable[[Any], Cards]) -> None:
    first = read(None)
    assert first.last is not None
    read(first.last)


def test_lists_read_what_they_show_however_large_the_shop_is(
    shop: Shop, market: Market, channel: ChannelInfo, sent: list[tuple[str, Any]]
) -> None:
    if runtime().database.is_sqlite:
        _plant(market, LARGE)
        for sort, filters in LISTS:
            for steps in _plans(market, sort, filters, sent):
                assert all(step.startswith(("SEARCH", "SCALAR")) for step in steps), (sort, steps)
        return
    _plant(market, SMALL)
    small = [_cost(market, sort, filters, sent) for sort, filters in LISTS]
    with transaction() as db:
        db.execute(text("TRUNCATE products, categories, product_prices CASCADE"))
    _plant(market, LARGE)
    large = [_cost(market, sort, filters, sent) for sort, filters in LISTS]
    for (sort, filters), before, after in zip(LISTS, small, large, strict=True):
        assert after <= before * 1.2 + 5, (sort, filters, before, after)
        assert after <= 500, (sort, filters, after)


def test_a_page_and_a_part_of_all_pages_are_found_by_their_key(
    shop: Shop, market: Market, channel: ChannelInfo, sent: list[tuple[str, Any]]
) -> None:
    _plant(market, LARGE)
    last = list(product_pages(market, limit=200))[-1]
    sent.clear()
    product_page(replace(market), "p-77")
    product_pages(market, after=last, limit=20)
    statements = list(sent)
    with runtime().database.reader.connect() as connection:
        plans = [_plan(connection, *statement) for statement in statements]
    for plan, most in zip(plans, (2, 100), strict=True):
        if isinstance(plan[0], str):
            assert all(step.startswith("SEARCH") for step in plan), plan
        else:
            assert _rows_read(plan[0]["Plan"]) <= most, json.dumps(plan)


def _plans(market: Market, sort: Sort, filters: Filter, sent: list[tuple[str, Any]]) -> list[Any]:
    """The plans of a list's first and second page."""
    sent.clear()
    _second_page(lambda after: list_cards(market, filters, sort=sort, after=after))
    statements = list(sent)
    with runtime().database.reader.connect() as connection:
        return [_plan(connection, *statement) for statement in statements]


def _cost(market: Market, sort: Sort, filters: Filter, sent: list[tuple[str, Any]]) -> float:
    return max(_rows_read(plan[0]["Plan"]) for plan in _plans(market, sort, filters, sent))
