"""What Alembic's comparison does not see: append-only triggers and the text search index.

They are created again after every upgrade, because batch mode drops triggers silently on SQLite.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from shopwright.platform.db.base import Base

APPEND_ONLY = (
    "stock_movements",
    "payment_entries",
    "invoice_numbers",
    "audit_log",
    "audit_chain",
)

# Words arrive folded and cut, so neither database needs a dictionary of its own.
SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS product_search USING fts5("
    "product_id UNINDEXED, locale UNINDEXED, title, body, "
    "tokenize = 'unicode61', prefix = '2 3')",
)
POSTGRESQL_SEARCH = (
    "ALTER TABLE product_documents ADD COLUMN IF NOT EXISTS search tsvector "
    "GENERATED ALWAYS AS (setweight(to_tsvector('simple', search_title), 'A') || "
    "setweight(to_tsvector('simple', search_text), 'B')) STORED",
    "ALTER TABLE product_documents ADD COLUMN IF NOT EXISTS title_search tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', search_title)) STORED",
    "CREATE INDEX IF NOT EXISTS ix_product_documents_search ON product_documents "
    "USING gin (search)",
    "CREATE INDEX IF NOT EXISTS ix_product_documents_title_search ON product_documents "
    "USING gin (title_search)",
)


def create_all(engine: Engine) -> None:
    """The whole schema at once, without migrations; for tests."""
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        create_extras(connection)


def create_extras(connection: Connection) -> None:
    """(Re-)create triggers and search structures; safe to run twice."""
    make = _sqlite_statements if connection.dialect.name == "sqlite" else _postgresql_statements
    for statement in make():
        connection.execute(text(statement))


def _sqlite_statements() -> list[str]:
    statements = list(SQLITE_SEARCH)
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            name = f"tr_{table}_no_{verb.lower()}"
            statements += [
                f"DROP TRIGGER IF EXISTS {name}",
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
            ]
    return statements


def _postgresql_statements() -> list[str]:
    statements = [
        *POSTGRESQL_SEARCH,
        "CREATE OR REPLACE FUNCTION shopwright_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    ]
    for table in APPEND_ONLY:
        name = f"tr_{table}_append_only"
        statements += [
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION shopwright_append_only()",
        ]
    return statements
