"""The floor that everything is measured against: a bare Flask route, and one primary-key SELECT."""

from __future__ import annotations

import os
import threading

import psycopg
from flask import Flask, Response, jsonify

app = Flask(__name__)
_local = threading.local()


def _connection() -> psycopg.Connection[tuple[object, ...]]:
    """One connection per thread, kept open, in autocommit; statements get prepared."""
    if not hasattr(_local, "connection"):
        _local.connection = psycopg.connect(
            os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=1
        )
    return _local.connection  # type: ignore[no-any-return]


@app.get("/json")
def bare_json() -> Response:
    """No database, no framework of ours."""
    return jsonify(hello="world")


@app.get("/row/<uuid:key>")
def bare_row(key: object) -> Response:
    """One row by its primary key."""
    row = _connection().execute("SELECT handle FROM products WHERE id = %s", (key,)).fetchone()
    return jsonify(handle=row[0] if row else None)
