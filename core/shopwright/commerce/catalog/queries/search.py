"""Text search on both databases: the same words, found by the index that each brings.

Words are cut and folded by `text.words` on the way in and on the way out, and unknown ones are
brought to known ones first (`spelling.py`). All of them must be there; the last one may be
unfinished. Products whose title has them all come first, then those that have them anywhere. At
most 1,000 are shown, pages are cut from those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Uuid, bindparam, column, text

from shopwright.commerce.catalog.overlay import card_json, price_range_json
from shopwright.commerce.catalog.queries.listing_sql import (
    CARD_COLUMNS,
    DOWNWARDS,
    KEYS,
    Shape,
    filters,
    joined,
    typed,
)
from shopwright.commerce.catalog.queries.reading import connection
from shopwright.commerce.catalog.queries.spelling import spelled
from shopwright.commerce.catalog.queries.storefront import (
    EVERYTHING,
    Filter,
    Market,
    shape_of,
    values_of,
)
from shopwright.commerce.catalog.text import words
from shopwright.platform.cache import current_stamp, remembered
from shopwright.platform.db import in_transaction
from shopwright.platform.runtime import runtime

SearchSort = Literal["relevance", "newest", "title", "price_asc", "price_desc", "best_selling"]
FOUND_LIMIT = 1000
# A word that is nearly everywhere says nothing; ranking all its products would cost seconds.
_CANDIDATES = 2000
_MOST_WORDS = 10
_LONGEST_CODE = 100

_SQLITE = f"""
SELECT * FROM (SELECT product_id, 0 AS tier, bm25(product_search, 0, 0, 10.0, 1.0) AS rank
  FROM product_search WHERE product_search MATCH :in_title AND locale = :locale
  LIMIT {_CANDIDATES})
UNION ALL
SELECT * FROM (SELECT product_id, 1 AS tier, bm25(product_search, 0, 0, 10.0, 1.0) AS rank
  FROM product_search WHERE product_search MATCH :anywhere AND locale = :locale
  LIMIT {_CANDIDATES})
"""  # noqa: S608 - constants only
_QUERY = "to_tsquery('simple', :query)"
_POSTGRESQL = f"""
(SELECT product_id, 0 AS tier, -ts_rank(title_search, {_QUERY}) AS rank
  FROM product_documents WHERE title_search @@ {_QUERY} AND locale = :locale
  LIMIT {_CANDIDATES})
UNION ALL
(SELECT product_id, 1 AS tier, -ts_rank(search, {_QUERY}) AS rank
  FROM product_documents WHERE search @@ {_QUERY} AND NOT title_search @@ {_QUERY}
  AND locale = :locale LIMIT {_CANDIDATES})
"""  # noqa: S608 - constants only
_OF_CODE = "SELECT id AS product_id, -1 AS tier, 0 AS rank FROM products WHERE id IN :by_code"
_CODES = (
    text(
        "SELECT DISTINCT v.product_id FROM variants v JOIN product_prices p "
        "ON p.product_id = v.product_id AND p.price_list_id = :price_list_id "
        "AND p.currency = :currency WHERE v.active AND "
        "(v.sku IN (:code, :upper, :lower) OR v.barcode IN (:code, :upper, :lower)) LIMIT 10"
    )
    .bindparams(bindparam("price_list_id", type_=Uuid()))
    .columns(column("product_id", Uuid()))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of ready cards.

    `next` is where to go on, None on the last page. `corrected` is what was looked for where that
    differs from what was asked: shoppers are told.
    """

    items: list[bytes]
    next: int | None
    corrected: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A query that was read: its words as the index has them, and products of that very code."""

    words: tuple[str, ...]
    corrected: str | None
    by_code: tuple[UUID, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.words and not self.by_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How a statement about what was found is written."""

    sqlite: bool
    words: bool
    by_code: bool


def search_cards(
    market: Market,
    query: str,
    filters: Filter = EVERYTHING,
    *,
    sort: SearchSort = "relevance",
    limit: int = 24,
    start: int = 0,
) -> Found:
    """Products that match, best first, from the one of number `start` on.

    One whose SKU or barcode is exactly `query` comes first, and then only titles are looked at:
    who types a code wants that product. Three statements, and a fourth for a word that is unknown.
    """
    wanted = read_query(market, query)
    room = min(limit, FOUND_LIMIT - start)
    if room <= 0 or wanted.empty:
        return Found(items=[], next=None, corrected=wanted.corrected)
    statement = _page(shape_of(market, filters), match_of(wanted), sort)
    parameters = search_values(market, filters, wanted) | {"limit": room + 1, "offset": start}
    with connection() as db:
        rows = db.execute(statement, parameters).all()
    currency = market.currency
    items = [
        card_json(card, price_range_json(lowest, highest, compare_at, currency), state)
        for card, state, lowest, highest, compare_at, _ in rows[:room]
    ]
    more = len(rows) > room and start + room < FOUND_LIMIT
    return Found(items=items, next=start + room if more else None, corrected=wanted.corrected)


def count_found(market: Market, query: str, filters: Filter = EVERYTHING) -> tuple[int, bool]:
    """How many match, and whether that is exact: no more than 1,000 are counted."""
    wanted = read_query(market, query)
    if wanted.empty:
        return 0, True
    parameters = search_values(market, filters, wanted) | {"limit": FOUND_LIMIT + 1}
    with connection() as db:
        statement = _count(shape_of(market, filters), match_of(wanted))
        count: int = db.execute(statement, parameters).scalar_one()
    return min(count, FOUND_LIMIT), count <= FOUND_LIMIT


def read_query(market: Market, query: str) -> Wanted:
    """Cut, folded and spelled: two statements, and a third for a word that is unknown.

    Remembered until something is published, for a page asks for cards, facets and their number.
    """
    if in_transaction():
        return _read(market, query)
    key = f"query:{current_stamp('catalog')}:{market!r}:{query}"
    return remembered(key, lambda: _read(market, query))


def _read(market: Market, query: str) -> Wanted:
    by_code = tuple(_by_code(market, query))
    found = words(query)[:_MOST_WORDS]
    corrected = None
    if found and not by_code:
        found, corrected = spelled(market.locale, found)
    return Wanted(words=tuple(found), corrected=corrected, by_code=by_code)


def match_of(wanted: Wanted) -> Match:
    """The form of statements about `wanted`, which is not empty."""
    return Match(
        sqlite=runtime().database.is_sqlite,
        words=bool(wanted.words),
        by_code=bool(wanted.by_code),
    )


def search_values(market: Market, filters: Filter, wanted: Wanted) -> dict[str, Any]:
    """What is bound to a statement about what was found."""
    found = values_of(market, filters)
    if wanted.by_code:
        found["by_code"] = list(wanted.by_code)
    if not wanted.words:
        return found
    *whole, last = wanted.words
    if runtime().database.is_sqlite:
        # Words are alphanumeric, so quotes cannot be closed by them.
        every = " AND ".join([*(f'"{word}"' for word in whole), f'"{last}" *'])
        in_title = f"title : ({every})"
        return found | {"in_title": in_title, "anywhere": f"({every}) NOT ({in_title})"}
    return found | {"query": " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])}


def found_sql(match: Match, *, document: bool) -> tuple[str, list[str]]:
    """The tables and conditions of all that was found: `m` has product, tier and rank.

    `p` is the product's price, and `d` its document, where one asks for it.
    """
    parts = [_SQLITE if match.sqlite else _POSTGRESQL] if match.words else []
    parts += [_OF_CODE] if match.by_code else []
    own_document, own_price = joined("m")
    conditions = [own_price, *([own_document] if document else [])]
    if match.by_code:
        conditions.append("(m.tier = -1 OR (m.tier = 0 AND m.product_id NOT IN :by_code))")
    tables = [f"({' UNION ALL '.join(parts)}) m", "product_prices p"]
    return ", ".join([*tables, *(["product_documents d"] if document else [])]), conditions


@cache
def _page(shape: Shape, match: Match, sort: str) -> Any:
    """The page's products are chosen first, and only their cards are read then."""
    key = "" if sort == "relevance" else KEYS[sort]
    of_document = key not in ("", "min_amount")
    source, conditions = found_sql(match, document=of_document or _about_documents(shape))
    owner = "d" if of_document else "p"
    keys = [f"{owner}.{key}" if key else "m.tier", "p.min_amount" if key else "m.rank"]
    direction = " DESC" if sort in DOWNWARDS else ""
    where = " AND ".join([*conditions, *filters(shape, "m")])
    order = ", ".join(f"%s.{name}{direction}" for name in ("key_1", "key_2", "product_id"))
    sql = f"""
SELECT o.card, o.stock_state, f.min_amount, f.max_amount, f.compare_at, f.product_id
FROM (SELECT * FROM (
    SELECT m.product_id, {keys[0]} AS key_1, {keys[1]} AS key_2,
      p.min_amount, p.max_amount, p.compare_at
    FROM {source} WHERE {where}) e
  ORDER BY {order.replace("%s", "e")} LIMIT :limit OFFSET :offset) f
JOIN product_documents o ON o.product_id = f.product_id AND o.locale = :locale
ORDER BY {order.replace("%s", "f")}
"""  # noqa: S608 - constants only
    statement = typed(sql, shape, *(["by_code"] if match.by_code else []))
    return statement.columns(*CARD_COLUMNS, column("product_id", Uuid()))


@cache
def _count(shape: Shape, match: Match) -> Any:
    source, conditions = found_sql(match, document=_about_documents(shape))
    where = " AND ".join([*conditions, *filters(shape, "m")])
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {where} LIMIT :limit) f"  # noqa: S608
    return typed(sql, shape, *(["by_code"] if match.by_code else []))


def _about_documents(shape: Shape) -> bool:
    return shape.vendors or shape.in_stock


def _by_code(market: Market, query: str) -> Sequence[UUID]:
    """Products with a variant of this very SKU or barcode, in any case of letters."""
    code = query.strip()
    if not code or len(code) > _LONGEST_CODE or any(char.isspace() for char in code):
        return ()
    parameters = {
        "code": code,
        "upper": code.upper(),
        "lower": code.lower(),
        "price_list_id": market.price_list_id,
        "currency": market.currency,
    }
    with connection() as db:
        found: Sequence[UUID] = db.execute(_CODES, parameters).scalars().all()
    return found
