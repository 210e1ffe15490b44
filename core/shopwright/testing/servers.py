"""Servers for tests: a real PostgreSQL and a real Valkey, that nobody has to install or start.

    with postgres_server() as server:
        url = create_database(server)

Both are made in temporary directories and are gone afterwards, also when the tests are killed.
Every process of a parallel run has its own.
"""

from __future__ import annotations

import contextlib
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from shopwright.platform.servers import EmbeddedValkey
from shopwright.testing._postgres import Cluster

__all__ = [
    "create_database",
    "database_name",
    "drop_database",
    "postgres_server",
    "valkey_server",
]


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """Run a PostgreSQL server; its URL, for `create_database`.

    It is tuned for tests (`fsync=off`, 300 connections): a commit is visible and ordered as ever,
    but does not survive a power cut. It takes about a second to start.
    """
    cluster = Cluster()
    try:
        yield cluster.url
    finally:
        cluster.stop()


def create_database(server: str, name: str | None = None, template: str | None = None) -> str:
    """Make a database on `server` and return its URL; without `name`, one that is unique.

    With `template` it is a copy of that database, to which nobody may be connected meanwhile; that
    needs PostgreSQL 15 or later.
    """
    name = name or f"test_{uuid.uuid4().hex[:16]}"
    command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        # A copy of its files takes half the time of writing each page to the log.
        command += sql.SQL(" TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(command)
    return urlunsplit(urlsplit(server)._replace(path=f"/{quote(name)}"))


def drop_database(server: str, name: str) -> None:
    """Remove a database, if it is there, and end the connections to it."""
    command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(command)


def database_name(url: str) -> str:
    """The name of the database that `create_database` made, from its URL."""
    return unquote(urlsplit(url).path.removeprefix("/"))


@contextlib.contextmanager
def valkey_server() -> Iterator[EmbeddedValkey]:
    """Run an empty Valkey: `.url` is its address, `.pid` its process."""
    with tempfile.TemporaryDirectory(prefix="shopwright-valkey-") as directory:
        valkey = EmbeddedValkey(Path(directory))
        valkey.start()
        try:
            yield valkey
        finally:
            valkey.stop()
