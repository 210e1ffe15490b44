"""`Databases`: empty databases for test shops, each a copy of one that was made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal, get_args

from sqlalchemy import Engine, create_engine

from shopwright.platform.db.schema import create_all
from shopwright.platform.plugins.migrations import upgrade_plugin
from shopwright.platform.plugins.plugin import Plugin, package_of
from shopwright.testing.plugins import plugin_id

DatabaseKind = Literal["sqlite", "postgresql"]
KINDS: tuple[DatabaseKind, ...] = get_args(DatabaseKind)
_Plugins = Sequence[type[Plugin]]


class Databases:
    """Makes them, and removes them in the end. PostgreSQL is started when somebody asks for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[tuple[DatabaseKind, frozenset[type[Plugin]]], str] = {}
        self._server = ""
        self._closing = ExitStack()

    @contextmanager
    def fresh(self, kind: DatabaseKind, folder: Path, plugins: _Plugins = ()) -> Iterator[str]:
        """The URL of a new database with the core's tables and those of `plugins`, for `open_shop`.

        SQLite's file is made in `folder`.
        """
        key = (kind, frozenset(plugins))
        if key not in self._templates:
            self._templates[key] = self._template(kind, plugins)
        template = self._templates[key]
        if kind == "sqlite":
            shutil.copy(template, folder / "shop.db")
            yield f"sqlite:///{folder / 'shop.db'}"
            return
        from shopwright.testing.servers import create_database, database_name, drop_database

        url = create_database(self._server, template=template)
        try:
            yield url
        finally:
            drop_database(self._server, database_name(url))

    def close(self) -> None:
        """Stop what was started."""
        self._closing.close()

    def _template(self, kind: DatabaseKind, plugins: _Plugins) -> str:
        if kind == "sqlite":
            path = self._folder / f"template-{len(self._templates)}.db"
            _make_tables(f"sqlite:///{path}", plugins)
            return str(path)
        from shopwright.testing.servers import create_database, database_name, postgres_server

        if not self._server:
            self._server = self._closing.enter_context(postgres_server())
        url = create_database(self._server)
        _make_tables(url.replace("postgresql://", "postgresql+psycopg://"), plugins)
        return database_name(url)


def make_plugin_tables(engine: Engine, plugins: _Plugins) -> None:
    """The tables of plugins that have some, as their migrations make them."""
    for plugin in plugins:
        package = package_of(plugin)
        if package != "shopwright":  # the plugins of the test kit have no tables
            upgrade_plugin(engine, plugin_id(plugin), package)


def _make_tables(url: str, plugins: _Plugins) -> None:
    engine = create_engine(url)
    try:
        create_all(engine)
        make_plugin_tables(engine, plugins)
    finally:
        engine.dispose()
