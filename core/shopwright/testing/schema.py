"""What a database consists of, as a value to compare."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, MetaData, Table, inspect, select, table, text
from sqlalchemy.orm import DeclarativeBase


def structure(connection: Connection) -> dict[str, Any]:
    """Every table with its columns, indexes and constraints."""
    inspector = inspect(connection)
    inspector.clear_cache()
    found: dict[str, Any] = {}
    for read in (
        inspector.get_multi_columns,
        inspector.get_multi_indexes,
        inspector.get_multi_foreign_keys,
        inspector.get_multi_unique_constraints,
        inspector.get_multi_check_constraints,
    ):
        for (_, name), value in read().items():
            found.setdefault(name, []).append(sorted(map(_text, value)))
    return found


def _text(value: Any) -> str:
    """Without the addresses of objects, which differ from one reading to the next."""
    if isinstance(value, Mapping):
        return str({key: _text(item) for key, item in sorted(value.items())})
    return str(value)


def rows_of(connection: Connection, prefix: str) -> dict[str, list[str]]:
    """The rows of all tables whose names begin with `prefix`."""
    names = [name for name in inspect(connection).get_table_names() if name.startswith(prefix)]
    return {
        name: sorted(
            str(tuple(row))
            for row in connection.execute(select(text("*")).select_from(table(name)))
        )
        for name in sorted(names)
    }


def declared_metadata(package: str) -> list[MetaData]:
    """Every metadata that a package declares tables in."""
    found: dict[int, MetaData] = {}
    for module in _modules(package):
        for value in vars(module).values():
            metadata = _metadata_of(value, package)
            if metadata is not None:
                found[id(metadata)] = metadata
    return list(found.values())


def _metadata_of(value: Any, package: str) -> MetaData | None:
    if isinstance(value, MetaData):
        return value
    if isinstance(value, Table):
        return value.metadata
    is_model = isinstance(value, type) and issubclass(value, DeclarativeBase)
    is_own = is_model and value.__module__.partition(".")[0] == package
    return value.metadata if is_own else None


def _modules(package: str) -> list[ModuleType]:
    """All of a package, but for its migrations."""
    root = import_module(package)
    names = [item.name for item in walk_packages(root.__path__, f"{package}.")]
    return [root, *(import_module(name) for name in names if ".migrations" not in name)]
