"""The tables: up, down, up, and as it is declared."""

from __future__ import annotations

from pathlib import Path

import pytest
from shopwright.platform.plugins.migrations import (
    downgrade_plugin,
    pending_plugin,
    schema_differences,
    upgrade_plugin,
    version_table,
)
from shopwright.testing.servers import create_database
from shopwright_webhooks.models import Base
from sqlalchemy import create_engine, inspect

PLUGIN = ("webhooks", "shopwright_webhooks")


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> str:
    """Nothing in it at all."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server, _ = request.getfixturevalue("postgres_template")
    return create_database(server).replace("postgresql://", "postgresql+psycopg://")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_tables_come_and_go_and_are_as_declared(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    try:
        for _ in range(2):
            assert pending_plugin(engine, *PLUGIN) == ("0001",)
            assert upgrade_plugin(engine, *PLUGIN)
            assert not upgrade_plugin(engine, *PLUGIN), "nothing is left to do"
            assert schema_differences(engine, "webhooks", Base.metadata) == []
            names = set(inspect(engine).get_table_names())
            assert names == {table.name for table in Base.metadata.sorted_tables} | {
                version_table("webhooks")
            }
            downgrade_plugin(engine, *PLUGIN)
            assert inspect(engine).get_table_names() == []
    finally:
        engine.dispose()
