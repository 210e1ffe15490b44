"""Text search on both databases: the same words, found by the index that each brings.

Words are cut and folded by `text.words` on the way in and on the way out. All of them must be
there; the last one may be unfinished. At most 1,000 products are ranked, pages are cut from those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, LargeBinary, String, TextClause, Uuid, bindparam, or_, select, text
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.models import Variant
from shopwright.commerce.catalog.overlay import card_json, price_range_json
from shopwright.commerce.catalog.queries.storefront import Market, cards_of
from shopwright.commerce.catalog.text import words
from shopwright.platform.db import read
from shopwright.platform.runtime import runtime

FOUND_LIMIT = 1000
# A word that is nearly everywhere says nothing; ranking all its products would cost seconds.
_CANDIDATES = 10_000
_MOST_WORDS = 10
_LONGEST_CODE = 100

_SQLITE_MATCHES = f"""
    SELECT product_id, bm25(product_search, 0, 0, 10.0, 1.0) AS rank
    FROM product_search WHERE product_search MATCH :query AND locale = :locale
    LIMIT {_CANDIDATES}
"""  # noqa: S608 - constants only
_POSTGRESQL_MATCHES = f"""
    SELECT product_id, -ts_rank(search, to_tsquery('simple', :query)) AS rank
    FROM product_documents WHERE search @@ to_tsquery('simple', :query) AND locale = :locale
    LIMIT {_CANDIDATES}
"""  # noqa: S608 - constants only
_FOUND = f"""
    SELECT m.product_id, m.rank, p.min_amount, p.max_amount, p.compare_at
    FROM (%s) m
    JOIN product_prices p ON p.product_id = m.product_id
      AND p.price_list_id = :price_list_id AND p.currency = :currency
    ORDER BY m.rank, m.product_id LIMIT {FOUND_LIMIT}
"""  # noqa: S608 - constants only
_PAGE = """
SELECT d.card, d.stock_state, f.min_amount, f.max_amount, f.compare_at, f.product_id
FROM (SELECT * FROM (%s) r ORDER BY r.rank, r.product_id LIMIT :limit OFFSET :offset) f
JOIN product_documents d ON d.product_id = f.product_id AND d.locale = :locale
ORDER BY f.rank, f.product_id
"""
_COUNT = "SELECT count(*) FROM (%s) f"


@dataclass(frozen=True, slots=True)
class Found:
    """One page of ready cards; `next` is the `offset` of the next one, None on the last."""

    items: list[bytes]
    next: int | None


def search_cards(market: Market, query: str, *, limit: int = 24, offset: int = 0) -> Found:
    """Products that match, best first; one whose SKU or barcode is exactly `query` comes first.

    At most three statements, two where `query` has more than one word or is no code.
    """
    exact = _by_code(market, query)
    items = [] if offset else list(exact.values())
    found = words(query)[:_MOST_WORDS]
    if not found or offset >= FOUND_LIMIT:
        return Found(items, None)
    parameters = _parameters(market, found) | {"limit": limit + 1, "offset": offset}
    with read() as db:
        rows = db.connection().execute(_statement(_PAGE, page=True), parameters).all()
    used = 0
    for row in rows:
        if len(items) >= limit:
            break
        used += 1
        if row[5] not in exact:
            price = price_range_json(row[2], row[3], row[4], market.currency)
            items.append(card_json(row[0], price, row[1]))
    return Found(items, offset + used if used < len(rows) else None)


def count_found(market: Market, query: str) -> tuple[int, bool]:
    """How many match, and whether that is exact: no more than 1,000 are counted."""
    found = words(query)[:_MOST_WORDS]
    if not found:
        return 0, True
    with read() as db:
        statement = _statement(_COUNT, page=False)
        count = db.connection().execute(statement, _parameters(market, found)).scalar_one()
    return count, count < FOUND_LIMIT


def _by_code(market: Market, query: str) -> dict[UUID, bytes]:
    """Cards of products with a variant of this very SKU or barcode, in any case of letters."""
    code = query.strip()
    if not code or len(code) > _LONGEST_CODE or any(char.isspace() for char in code):
        return {}
    with read() as db:
        ids = _product_ids_of_code(db, code)
    return cards_of(market, ids) if ids else {}


def _product_ids_of_code(db: Session, code: str) -> list[UUID]:
    spellings = {code, code.upper(), code.lower()}
    return list(
        db.scalars(
            select(Variant.product_id)
            .where(Variant.active, or_(Variant.sku.in_(spellings), Variant.barcode.in_(spellings)))
            .distinct()
            .limit(10)
        )
    )


def _statement(template: str, *, page: bool) -> TextClause:
    sqlite = runtime().database.is_sqlite
    matches = _SQLITE_MATCHES if sqlite else _POSTGRESQL_MATCHES
    statement = _statements.get((template, sqlite))
    if statement is None:
        made = text(template % (_FOUND % matches)).bindparams(
            bindparam("price_list_id", type_=Uuid())
        )
        statement = _statements[template, sqlite] = _typed(made) if page else made
    return statement


_statements: dict[tuple[str, bool], Any] = {}


def _typed(statement: TextClause) -> Any:
    return statement.columns(
        card=LargeBinary(),
        stock_state=String(),
        min_amount=Integer(),
        max_amount=Integer(),
        compare_at=Integer(),
        product_id=Uuid(),
    )


def _parameters(market: Market, found: list[str]) -> dict[str, Any]:
    *whole, last = found
    if runtime().database.is_sqlite:
        query = " ".join([*(f'"{word}"' for word in whole), f'"{last}"*'])
    else:
        query = " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])
    return {
        "query": query,
        "locale": market.locale,
        "price_list_id": market.price_list_id,
        "currency": market.currency,
    }
