"""Upgrading the tables of all plugins: each alone, and none can stop the shop."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path

from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.db.changing import schema_connection
from shopwright.platform.plugins.models import PluginState
from shopwright.platform.plugins.upgrading import PluginUpgrades, upgrade_plugins
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import inspect

Install = Callable[..., Path]

REVISION = """
    import sqlalchemy as sa
    from alembic import op

    revision, down_revision, branch_labels, depends_on = "{name}1", None, None, None

    def upgrade():
        op.create_table("{name}_cards", sa.Column("id", sa.Integer(), primary_key=True))
        {then}

    def downgrade():
        op.drop_table("{name}_cards")
"""


def files(name: str, then: str = "pass") -> dict[str, str]:
    return {f"migrations/versions/{name}1.py": REVISION.format(name=name, then=then)}


def know(*names: str) -> None:
    with transaction() as db:
        for name in names:
            db.add(PluginState(id=name, enabled=True, version="0.9", changed_at=now()))


def run() -> PluginUpgrades:
    return upgrade_plugins(partial(schema_connection, runtime().settings.database))


def state(name: str) -> PluginState:
    with read() as db:
        row = db.get(PluginState, name)
    assert row is not None
    return row


def has_table(name: str) -> bool:
    return inspect(runtime().database.engine).has_table(name)


def test_known_plugins_are_upgraded_once(shop: Shop, install: Install) -> None:
    install("tea", files=files("tea"))
    install("unknown", files=files("unknown"))
    know("tea", "not_installed")

    assert run() == PluginUpgrades(upgraded=("tea",))
    assert run() == PluginUpgrades()

    assert has_table("tea_cards")
    assert not has_table("unknown_cards")
    assert state("tea").version == "1.2.3"


def test_one_that_fails_is_left_as_it_was_and_the_others_go_on(
    shop: Shop, install: Install
) -> None:
    install("aaa", files=files("aaa", then="raise RuntimeError('no')"))
    install("bbb", files=files("bbb"))
    know("aaa", "bbb")

    assert run() == PluginUpgrades(upgraded=("bbb",), failed=("aaa",))

    assert not has_table("aaa_cards")
    assert has_table("bbb_cards")
    assert "RuntimeError: no" in (state("aaa").error or "")


def test_a_later_upgrade_that_succeeds_lets_it_take_part_again(
    shop: Shop, install: Install
) -> None:
    package = install("tea", files=files("tea", then="raise RuntimeError('no')"))
    know("tea")
    run()

    for path, content in files("tea").items():
        (package / path).write_text(textwrap.dedent(content))

    assert run() == PluginUpgrades(upgraded=("tea",))
    assert state("tea").error is None
