"""Plugins' tables migrate apart from the core's and from each other's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from shopwright.platform.plugins.migrations import (
    downgrade_plugin,
    pending_plugin,
    schema_differences,
    upgrade_plugin,
    version_table,
)
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import Column as Col
from sqlalchemy import Engine, Integer, MetaData, Table, create_engine, inspect, text

REVISION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{number}", {before!r}


def upgrade():
    {up}


def downgrade():
    {down}
"""
FIRST = REVISION.format(
    number="1",
    before=None,
    up='op.create_table("gift_cards", sa.Column("id", sa.Integer, primary_key=True))',
    down='op.drop_table("gift_cards")',
)
SECOND = REVISION.format(
    number="2",
    before="1",
    up='with op.batch_alter_table("gift_cards") as t: t.add_column(sa.Column("n", sa.Integer))',
    down='with op.batch_alter_table("gift_cards") as t: t.drop_column("n")',
)
BROKEN = REVISION.format(number="2", before="1", up='raise RuntimeError("no")', down="pass")
GIFT = ("gift", "gift_plugin")


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the revisions of a package `gift_plugin` whose code cannot be imported."""
    package = tmp_path / "path with % and spaces" / "gift_plugin"
    folder = package / "migrations" / "versions"
    folder.mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('imported')")
    (folder / "1.py").write_text(FIRST)
    monkeypatch.syspath_prepend(str(package.parent))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return folder


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A shop's database, of each kind."""
    made = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    yield made
    made.dispose()


def tables(engine: Engine) -> set[str]:
    return {name for name in inspect(engine).get_table_names() if "gift" in name}


def test_a_plugin_is_upgraded_once_in_a_version_table_of_its_own(
    engine: Engine, versions: Path
) -> None:
    assert pending_plugin(engine, *GIFT) == ("1",)
    assert upgrade_plugin(engine, *GIFT)
    assert tables(engine) == {"gift_cards", version_table("gift")}
    assert pending_plugin(engine, *GIFT) == ()
    assert not upgrade_plugin(engine, *GIFT)


def test_a_later_revision_changes_tables_without_losing_rows(
    engine: Engine, versions: Path
) -> None:
    upgrade_plugin(engine, *GIFT)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO gift_cards (id) VALUES (7)"))
    (versions / "2.py").write_text(SECOND)
    assert pending_plugin(engine, *GIFT) == ("2",)
    upgrade_plugin(engine, *GIFT)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id, n FROM gift_cards")).all() == [(7, None)]
    downgrade_plugin(engine, *GIFT, to="1")
    assert [column["name"] for column in inspect(engine).get_columns("gift_cards")] == ["id"]


def test_purging_leaves_nothing_and_installing_again_works(engine: Engine, versions: Path) -> None:
    upgrade_plugin(engine, *GIFT)
    downgrade_plugin(engine, *GIFT)
    assert tables(engine) == set()
    assert upgrade_plugin(engine, *GIFT)


def test_a_revision_that_fails_leaves_the_tables_as_they_were(
    engine: Engine, versions: Path
) -> None:
    upgrade_plugin(engine, *GIFT)
    (versions / "2.py").write_text(BROKEN)
    with pytest.raises(RuntimeError, match="no"):
        upgrade_plugin(engine, *GIFT)
    assert pending_plugin(engine, *GIFT) == ("2",)
    assert tables(engine) == {"gift_cards", version_table("gift")}


def test_a_migration_is_a_part_of_the_callers_transaction(shop: Shop, versions: Path) -> None:
    engine = runtime().database.engine
    with engine.connect() as connection:
        upgrade_plugin(connection, *GIFT)
        assert pending_plugin(connection, *GIFT) == ()
        connection.rollback()
    assert tables(engine) == set()


@pytest.mark.parametrize("package", ["json", "not_installed_at_all"])
def test_a_package_without_revisions_has_nothing_to_do(engine: Engine, package: str) -> None:
    assert pending_plugin(engine, "gift", package) == ()
    assert not upgrade_plugin(engine, "gift", package)
    downgrade_plugin(engine, "gift", package)
    assert tables(engine) == set()


def test_differences_are_those_of_the_plugins_own_tables(engine: Engine, versions: Path) -> None:
    upgrade_plugin(engine, *GIFT)
    declared = MetaData()
    Table("gift_cards", declared, Col("id", Integer, primary_key=True))
    assert schema_differences(engine, "gift", declared) == []
    Table("gift_notes", declared, Col("id", Integer, primary_key=True))
    ((change, table),) = schema_differences(engine, "gift", declared)
    assert (change, table.name) == ("add_table", "gift_notes")
