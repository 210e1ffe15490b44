"""The command line, run in this process on a shop of its own."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from shopwright.cli import shopwright
from shopwright.platform.db.migrate import upgrade

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as `shopwright upgrade` leaves it; copying it is quicker than making one."""
    path = tmp_path_factory.mktemp("cli") / "shop.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the shop of the commands lives, and the settings that say so."""
    for name in list(os.environ):
        if name.startswith("SHOPWRIGHT_") or name in ("DATABASE_URL", "REDIS_URL"):
            monkeypatch.delenv(name)
    directory = tmp_path / "var"
    monkeypatch.setenv("SHOPWRIGHT_DATA_DIR", str(directory))
    monkeypatch.setenv("SHOPWRIGHT_PLUGINS", "[]")
    monkeypatch.chdir(tmp_path)
    # a test's own output is captured, and gone when the next one logs
    quiet: Callable[[object], None] = lambda settings: None  # noqa: E731
    monkeypatch.setattr("shopwright.platform.observability.logs.configure_logging", quiet)
    return directory


@pytest.fixture
def shop_dir(data_dir: Path, upgraded: Path) -> Path:
    """The same, with an upgraded database."""
    data_dir.mkdir()
    shutil.copy(upgraded, data_dir / "shop.db")
    return data_dir


@pytest.fixture
def run(data_dir: Path) -> Run:
    """`run("user", "list")`: what the command printed, and its exit code, 0 unless `code` says so."""

    def invoke(*arguments: str, code: int = 0, input: str | None = None) -> Result:
        result = CliRunner().invoke(
            shopwright, list(arguments), input=input, prog_name="shopwright"
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    return invoke


@pytest.fixture
def run_json(run: Run) -> Callable[..., Any]:
    """The same with `--json`, parsed."""

    def invoke(*arguments: str, code: int = 0) -> Any:
        return json.loads(run(*arguments, "--json", code=code).stdout)

    return invoke
