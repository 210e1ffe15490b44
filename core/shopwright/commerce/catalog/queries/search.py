"""Text search on both databases: the same words, found by the index that each brings.

Words are cut and folded by `text.words` on the way in and on the way out. All of them must be
there; the last one may be unfinished. Products whose title has them all come first, then those
that have them anywhere. At most 1,000 are shown, pages are cut from those.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, column, text

from shopwright.commerce.catalog.overlay import card_json, price_range_json
from shopwright.commerce.catalog.queries.listing_sql import CARD_COLUMNS
from shopwright.commerce.catalog.queries.reading import connection
from shopwright.commerce.catalog.queries.storefront import Market, cards_of
from shopwright.commerce.catalog.text import words
from shopwright.platform.runtime import runtime

FOUND_LIMIT = 1000
# A word that is nearly everywhere says nothing; ranking all its products would cost seconds.
_CANDIDATES = 2000
_MOST_WORDS = 10
_LONGEST_CODE = 100

_TITLE, _ANYWHERE = 0, 1
_SQLITE = "SELECT product_id, bm25(product_search, 0, 0, 10.0, 1.0) AS rank \
FROM product_search WHERE product_search MATCH :query AND locale = :locale"
_POSTGRESQL = {
    _TITLE: "SELECT product_id, -ts_rank(title_search, to_tsquery('simple', :query)) AS rank \
FROM product_documents WHERE title_search @@ to_tsquery('simple', :query) AND locale = :locale",
    _ANYWHERE: "SELECT product_id, -ts_rank(search, to_tsquery('simple', :query)) AS rank \
FROM product_documents WHERE search @@ to_tsquery('simple', :query) \
AND NOT title_search @@ to_tsquery('simple', :query) AND locale = :locale",
}
_FOUND = f"""
SELECT m.product_id, m.rank, p.min_amount, p.max_amount, p.compare_at
FROM (%s LIMIT {_CANDIDATES}) m
JOIN product_prices p ON p.product_id = m.product_id
  AND p.price_list_id = :price_list_id AND p.currency = :currency
"""  # noqa: S608 - constants only
_PAGE = """
SELECT d.card, d.stock_state, f.min_amount, f.max_amount, f.compare_at, f.product_id
FROM (%s ORDER BY m.rank, m.product_id LIMIT :limit OFFSET :offset) f
JOIN product_documents d ON d.product_id = f.product_id AND d.locale = :locale
ORDER BY f.rank, f.product_id
"""
_CODES = text(
    "SELECT DISTINCT product_id FROM variants WHERE active AND "
    "(sku IN (:code, :upper, :lower) OR barcode IN (:code, :upper, :lower)) LIMIT 10"
).columns(column("product_id", Uuid()))
_COUNT = "SELECT count(*) FROM (%s LIMIT :limit) f"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a search goes on: in the titles (0) or anywhere (1), after how many, seen in all."""

    tier: int = _TITLE
    offset: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """One page of ready cards; `next` is None on the last."""

    items: list[bytes]
    next: Place | None


def search_cards(
    market: Market,
    query: str,
    *,
    limit: int = 24,
    start: Place = Place(),
) -> Found:
    """Products that match, best first.

    One whose SKU or barcode is exactly `query` comes first, and then only titles are looked at:
    who types a code wants that product. At most four statements; two where a single word finds a
    full page of titles.
    """
    exact = _by_code(market, query)
    items = [] if start.seen else list(exact.values())
    found = words(query)[:_MOST_WORDS]
    place: Place | None = start
    while found and place is not None and len(items) < limit:
        place = _fill(items, market, found, place, limit, exact)
        if exact and place is not None and place.tier == _ANYWHERE:
            place = None
    return Found(items, place if found else None)


def count_found(market: Market, query: str) -> tuple[int, bool]:
    """How many match, and whether that is exact: no more than 1,000 are counted."""
    found = words(query)[:_MOST_WORDS]
    if not found:
        return 0, True
    count = 0
    with connection() as db:
        for tier in (_TITLE, _ANYWHERE):
            parameters = _parameters(market, found, tier) | {"limit": FOUND_LIMIT + 1}
            statement = _statement(_COUNT, tier, sqlite=runtime().database.is_sqlite)
            count += db.execute(statement, parameters).scalar_one()
            if count > FOUND_LIMIT:
                return FOUND_LIMIT, False
    return count, True


def _fill(
    items: list[bytes],
    market: Market,
    found: list[str],
    place: Place,
    limit: int,
    known: dict[UUID, bytes],
) -> Place | None:
    """Add what is found from `place` on, up to `limit`; returns where to go on."""
    wanted = min(limit - len(items), FOUND_LIMIT - place.seen)
    parameters = _parameters(market, found, place.tier)
    parameters |= {"limit": wanted + 1, "offset": place.offset}
    statement = _statement(_PAGE, place.tier, sqlite=runtime().database.is_sqlite)
    with connection() as db:
        rows = db.execute(statement, parameters).all()
    for card, state, lowest, highest, compare_at, product_id in rows[:wanted]:
        if product_id not in known:
            price = price_range_json(lowest, highest, compare_at, market.currency)
            items.append(card_json(card, price, state))
    used = min(len(rows), wanted)
    seen = place.seen + used
    if seen >= FOUND_LIMIT:
        return None
    if len(rows) > wanted:
        return Place(place.tier, place.offset + used, seen)
    return Place(_ANYWHERE, 0, seen) if place.tier == _TITLE else None


def _by_code(market: Market, query: str) -> dict[UUID, bytes]:
    """Cards of products with a variant of this very SKU or barcode, in any case of letters."""
    code = query.strip()
    if not code or len(code) > _LONGEST_CODE or any(char.isspace() for char in code):
        return {}
    parameters = {"code": code, "upper": code.upper(), "lower": code.lower()}
    with connection() as db:
        ids = db.execute(_CODES, parameters).scalars().all()
    return cards_of(market, ids) if ids else {}


@cache
def _statement(template: str, tier: int, *, sqlite: bool) -> Any:
    matches = _SQLITE if sqlite else _POSTGRESQL[tier]
    statement = text(template % (_FOUND % matches)).bindparams(
        bindparam("price_list_id", type_=Uuid())
    )
    if template is _COUNT:
        return statement
    return statement.columns(*CARD_COLUMNS, column("product_id", Uuid()))


def _parameters(market: Market, found: list[str], tier: int) -> dict[str, Any]:
    query = _sqlite_query(found, tier) if runtime().database.is_sqlite else _postgresql_query(found)
    return {
        "query": query,
        "locale": market.locale,
        "price_list_id": market.price_list_id,
        "currency": market.currency,
    }


def _sqlite_query(found: list[str], tier: int) -> str:
    """Words are alphanumeric, so quotes cannot be closed by them."""
    *whole, last = found
    every = " AND ".join([*(f'"{word}"' for word in whole), f'"{last}" *'])
    in_title = f"title : ({every})"
    return in_title if tier == _TITLE else f"({every}) NOT ({in_title})"


def _postgresql_query(found: list[str]) -> str:
    *whole, last = found
    return " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])
