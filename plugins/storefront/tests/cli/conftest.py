"""The designer's commands, in a folder of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from shopwright_storefront.cli import theme

Run = Callable[..., Result]


@pytest.fixture
def themes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the themes are; one works in the folder above."""
    monkeypatch.setenv("SHOPWRIGHT_THEMES", str(tmp_path / "themes"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "themes"


@pytest.fixture
def run(themes: Path) -> Run:
    """`run("check", "moss")`: what the command printed; its exit code is 0 unless `code` says so."""

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(theme, list(arguments), prog_name="shopwright theme")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    return invoke
