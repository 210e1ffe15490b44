"""All that the fake knows: one SQLite file, so that what was answered outlives a kill -9.

One connection behind one lock: the fake does one thing at a time, each in one transaction.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopwright_stripe_payments.fake.errors import Body

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL,
    private TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_by_intent
    ON objects (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS objects_by_charge ON objects (kind, json_extract(body, '$.charge'));
CREATE INDEX IF NOT EXISTS objects_by_customer ON objects (kind, json_extract(body, '$.customer'));
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    created INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    request TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS timers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    due REAL NOT NULL,
    task TEXT NOT NULL,
    object_id TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS timers_by_due ON timers (due);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    form TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    due REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    answer INTEGER
);
CREATE INDEX IF NOT EXISTS deliveries_by_due ON deliveries (state, due);
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of a list that is asked for, newest first."""

    limit: int = 10
    after: str | None = None
    before: str | None = None
    created: Mapping[str, int] | None = None


_COMPARED = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


class Store:
    """Objects by id, and what the other modules keep in tables of their own.

    `path` None keeps all in memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.on_commit: Callable[[], None] = lambda: None
        self._lock = threading.RLock()
        self._depth = 0
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(
            path or ":memory:", check_same_thread=False, isolation_level=None
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file; nothing may be asked afterwards."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and nobody else meanwhile; inside another one, a part of it."""
        with self._lock:
            mark = f"level_{self._depth}"
            self._connection.execute(f"SAVEPOINT {mark}" if self._depth else "BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                self._connection.execute(f"ROLLBACK TO {mark}" if self._depth else "ROLLBACK")
                raise
            self._depth -= 1
            self._connection.execute(f"RELEASE {mark}" if self._depth else "COMMIT")
            if not self._depth:
                self.on_commit()

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """What a SELECT finds."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def run(self, sql: str, *values: object) -> int:
        """Run a statement; how many rows it touched."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def add(self, body: Body, **private: Any) -> Body:
        """Keep a new object; `private` is what Stripe knows of it and does not tell."""
        self.run(
            "INSERT INTO objects (id, kind, created, body, private) VALUES (?, ?, ?, ?, ?)",
            body["id"],
            body["object"],
            body["created"],
            json.dumps(body),
            json.dumps(private),
        )
        return body

    def find(self, object_id: str, kind: str | None = None) -> Body | None:
        """The object of that id, if there is one of that kind."""
        found = self.rows("SELECT kind, body FROM objects WHERE id = ?", object_id)
        if not found or (kind is not None and found[0]["kind"] != kind):
            return None
        return _body(found[0]["body"])

    def get(self, object_id: str) -> Body:
        """The object of an id that is known to exist."""
        found = self.find(object_id)
        if found is None:
            raise LookupError(object_id)
        return found

    def private(self, object_id: str) -> Body:
        """What `add` and `keep` were told of an object."""
        found = self.rows("SELECT private FROM objects WHERE id = ?", object_id)
        return _body(found[0]["private"])

    def save(self, body: Body) -> Body:
        """Replace an object by its changed self."""
        self.run("UPDATE objects SET body = ? WHERE id = ?", json.dumps(body), body["id"])
        return body

    def keep(self, object_id: str, **private: Any) -> None:
        """Change what is private about an object."""
        changed = json.dumps(self.private(object_id) | private)
        self.run("UPDATE objects SET private = ? WHERE id = ?", changed, object_id)

    def remove(self, object_id: str) -> None:
        """Forget an object."""
        self.run("DELETE FROM objects WHERE id = ?", object_id)

    def every(self, kind: str, **fields: object) -> list[Body]:
        """All objects of a kind whose fields have those values, the oldest first."""
        conditions, values = _conditions(kind, fields)
        sql = f"SELECT body FROM objects WHERE {conditions} ORDER BY seq"  # noqa: S608
        return [_body(row["body"]) for row in self.rows(sql, *values)]

    def page(
        self, kind: str, window: Window, fields: Mapping[str, object]
    ) -> tuple[list[Body], bool] | None:
        """A part of a list, newest first, and whether there is more; None for a bad cursor."""
        conditions, values = _conditions(kind, fields)
        for name, bound in (window.created or {}).items():
            conditions += f" AND created {_COMPARED[name]} ?"
            values.append(bound)
        cursor = window.after or window.before
        if cursor:
            found = self.rows("SELECT seq FROM objects WHERE id = ? AND kind = ?", cursor, kind)
            if not found:
                return None
            conditions += f" AND seq {'<' if window.after else '>'} ?"
            values.append(found[0]["seq"])
        order = "ASC" if window.before and not window.after else "DESC"
        sql = f"SELECT body FROM objects WHERE {conditions} ORDER BY seq {order} LIMIT ?"  # noqa: S608
        rows = self.rows(sql, *values, window.limit + 1)
        bodies = [_body(row["body"]) for row in rows[: window.limit]]
        return (bodies if order == "DESC" else bodies[::-1]), len(rows) > window.limit

    def fact(self, name: str, default: Any = None) -> Any:
        """A single remembered value."""
        found = self.rows("SELECT value FROM facts WHERE name = ?", name)
        return json.loads(found[0]["value"]) if found else default

    def remember(self, name: str, value: Any) -> None:
        """Set what `fact` answers."""
        self.run("REPLACE INTO facts (name, value) VALUES (?, ?)", name, json.dumps(value))


def _conditions(kind: str, fields: Mapping[str, object]) -> tuple[str, list[object]]:
    """SQL for a kind and values of fields; a value may be a list of those that will do."""
    conditions, values = "kind = ?", [kind]
    found: list[object] = [*values]
    for name, value in fields.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            marks = ", ".join("?" * len(value))
            conditions += f" AND json_extract(body, '$.{name}') IN ({marks})"
            found += value
        else:
            conditions += f" AND json_extract(body, '$.{name}') = ?"
            found.append(value)
    return conditions, found


def _body(text: str) -> Body:
    found: Body = json.loads(text)
    return found
