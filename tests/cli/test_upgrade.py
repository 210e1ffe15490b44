"""`shopwright upgrade`, and what commands say of a database that needs it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from shopwright.platform.db.changing import schema_connection
from sqlalchemy import create_engine, text

Run = Callable[..., Result]


def scalar(data_dir: Path, query: str) -> Any:
    engine = create_engine(f"sqlite:///{data_dir}/shop.db")
    try:
        with engine.connect() as connection:
            return connection.execute(text(query)).scalar()
    finally:
        engine.dispose()


def test_a_new_shop_gets_its_tables_and_what_it_starts_with(run: Run, data_dir: Path) -> None:
    output = run("upgrade").output

    assert "upgraded to" in output
    assert scalar(data_dir, "SELECT handle FROM channels") == "web"
    assert scalar(data_dir, "SELECT count(*) FROM locations") == 1


def test_the_second_time_there_is_nothing_to_do(run: Run, data_dir: Path) -> None:
    run("upgrade")

    assert "up to date" in run("upgrade").output
    assert scalar(data_dir, "SELECT count(*) FROM channels") == 1


def test_check_tells_scripts_whether_there_is_work_and_does_none(run: Run, data_dir: Path) -> None:
    assert "To be applied: 0001" in run("upgrade", "--check", code=3).output
    assert not data_dir.exists()

    run("upgrade")
    run("upgrade", "--check")


def test_json(run: Run, data_dir: Path) -> None:
    before = json.loads(run("upgrade", "--check", "--json", code=3).stdout)
    done = json.loads(run("upgrade", "--json").stdout)
    after = json.loads(run("upgrade", "--check", "--json").stdout)

    assert before["state"] == "empty"
    assert done["applied"][-1] == done["revision"]
    assert after == {"revision": done["revision"], "head": done["revision"], "state": "current"}


def test_plugins_of_the_settings_are_enabled(
    run: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_PLUGINS", '["flat_rate_shipping"]')

    assert "The plugin flat_rate_shipping was enabled." in run("upgrade").output


def test_a_database_of_a_later_version_is_left_alone(run: Run, shop_dir: Path) -> None:
    with schema_connection(f"sqlite:///{shop_dir}/shop.db") as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert "a later version upgraded it" in run("upgrade", code=1).output
    assert "a later version upgraded it" in run("upgrade", "--check", code=1).output


def test_other_commands_ask_for_it(run: Run, data_dir: Path) -> None:
    assert "run `shopwright upgrade` first" in run("user", "list", code=3).output


def test_settings_that_cannot_be_used_have_an_exit_code_of_their_own(
    run: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_PROT", "1")

    assert "did you mean 'port'" in run("upgrade", code=78).output


def test_a_database_that_does_not_answer_has_one_too(
    run: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody@/x?host={data_dir}")

    assert "the database does not answer" in run("upgrade", code=69).output
