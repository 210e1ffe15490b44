"""Notes on a file that may be too many for the memory.

A million SKUs in a Python set take about 100 MB. A private temporary database keeps them on disk
(SQLite removes the file with the connection) behind a cache of 4 MB; each question costs a few
microseconds.
"""

from __future__ import annotations

import sqlite3


def scratch_database(*statements: str) -> sqlite3.Connection:
    """A database that nobody else sees and that ends with the connection, with these tables."""
    # A generator may be finished in another thread than it began in.
    db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -4096"):
        db.execute(f"PRAGMA {pragma}")
    for statement in statements:
        db.execute(statement)
    db.execute("BEGIN")
    return db
