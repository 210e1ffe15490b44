"""Migrating plugins' tables: each has its own revisions and its own version table.

A plugin with tables ships `migrations/versions/*.py` inside its package. Its version table is
`alembic_version_<plugin>`: a package that was removed can then never stop `shopwright upgrade`,
and purging a plugin is a downgrade to nothing. Plugins' code is not imported for it.

`bind` is an engine, or a connection whose transaction the migration becomes a part of.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, inspect, text

_ENV = Path(__file__).with_name("alembic_env")


def upgrade_plugin(bind: Engine | Connection, plugin_id: str, package: str) -> bool:
    """Bring the tables of a plugin to its newest revision; False when that changed nothing."""
    if not pending_plugin(bind, plugin_id, package):
        return False
    _run(bind, plugin_id, package, lambda config: command.upgrade(config, "head"))
    return True


def downgrade_plugin(
    bind: Engine | Connection, plugin_id: str, package: str, *, to: str = "base"
) -> None:
    """Take a plugin's tables back to a revision; to `base`, which removes them with their data."""
    if _versions(package) is None:
        return
    _run(bind, plugin_id, package, lambda config: command.downgrade(config, to))
    if to == "base":
        with _connected(bind) as connection:
            connection.execute(text(f"DROP TABLE IF EXISTS {version_table(plugin_id)}"))


def pending_plugin(bind: Engine | Connection, plugin_id: str, package: str) -> tuple[str, ...]:
    """The revisions of a plugin that are still to be applied, in their order."""
    versions = _versions(package)
    if versions is None:
        return ()
    script = ScriptDirectory.from_config(_config(versions))
    with _connected(bind) as connection:
        current = _current(connection, plugin_id)
    revisions = script.iterate_revisions(tuple(script.get_heads()), current)
    return tuple(reversed([revision.revision for revision in revisions]))


def schema_differences(bind: Engine | Connection, plugin_id: str, metadata: MetaData) -> list[Any]:
    """Where a plugin's tables in the database differ from what it declares; for its tests."""
    with _connected(bind) as connection:
        migration = MigrationContext.configure(connection, opts=_options(connection, plugin_id))
        return list(compare_metadata(migration, metadata))


def version_table(plugin_id: str) -> str:
    """Where Alembic keeps a plugin's revision."""
    return f"alembic_version_{plugin_id}"


@contextmanager
def _connected(bind: Engine | Connection) -> Iterator[Connection]:
    if isinstance(bind, Connection):
        yield bind
        return
    with bind.begin() as connection:
        yield connection


def _versions(package: str) -> Path | None:
    """The folder of a package's revisions; None when it has none."""
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        versions = Path(place) / "migrations" / "versions"
        if versions.is_dir():
            return versions
    return None


def _config(versions: Path) -> Config:
    config = Config()
    for name, value in (
        ("script_location", str(_ENV)),
        ("version_locations", str(versions)),
        ("path_separator", "newline"),
    ):
        config.set_main_option(name, value.replace("%", "%%"))
    return config


def _current(connection: Connection, plugin_id: str) -> tuple[str, ...]:
    if not inspect(connection).has_table(version_table(plugin_id)):
        return ()
    migration = MigrationContext.configure(connection, opts=_options(connection, plugin_id))
    return migration.get_current_heads()


def _run(
    bind: Engine | Connection, plugin_id: str, package: str, verb: Callable[[Config], None]
) -> None:
    versions = _versions(package)
    assert versions is not None
    config = _config(versions)
    with _connected(bind) as connection:
        config.attributes["options"] = _options(connection, plugin_id) | {"connection": connection}
        verb(config)


def _options(connection: Connection, plugin_id: str) -> dict[str, Any]:
    prefix = plugin_id + "_"

    def is_own(item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return kind != "table" or bool(name and name.startswith(prefix))

    return {
        "version_table": version_table(plugin_id),
        "render_as_batch": connection.dialect.name == "sqlite",
        "include_object": is_own,
    }
