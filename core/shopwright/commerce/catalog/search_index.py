"""The search index, kept in the transaction of the documents it is made of.

PostgreSQL derives it by itself (a generated tsvector column). SQLite has a table of its own,
whose rows are addressed by a number made of product and locale.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from shopwright.platform.runtime import runtime

_INSERT = text(
    "INSERT INTO product_search (rowid, product_id, locale, title, body) "
    "VALUES (:rowid, :product_id, :locale, :title, :body)"
)
_DELETE = text("DELETE FROM product_search WHERE rowid = :rowid")


def search_rowid(product_id: UUID, locale: str) -> int:
    """The SQLite row of one document: 63 bits, so that two never meet."""
    digest = hashlib.blake2b(product_id.bytes + locale.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def write_search_rows(db: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add documents (rows of `product_documents`) to the index."""
    if runtime().database.is_sqlite and rows:
        db.execute(
            _INSERT,
            [
                {
                    "rowid": search_rowid(row["product_id"], row["locale"]),
                    "product_id": row["product_id"].hex,
                    "locale": row["locale"],
                    "title": row["search_title"],
                    "body": row["search_text"],
                }
                for row in rows
            ],
        )


def forget_search_rows(db: Session, product_ids: Iterable[UUID]) -> None:
    """Take documents out of the index, in every locale the shop has."""
    if not runtime().database.is_sqlite:
        return
    parameters = [
        {"rowid": search_rowid(product_id, locale)}
        for product_id in product_ids
        for locale in runtime().settings.locales
    ]
    if parameters:
        db.execute(_DELETE, parameters)
