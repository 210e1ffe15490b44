"""`docs/importing.md` tells the truth: its examples run, and it names every fault."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from shopwright.cli import shopwright
from shopwright.commerce.catalog import shopify
from shopwright.commerce.catalog.shopify import columns, importing
from shopwright.platform.observability import logs

PAGE = Path(__file__).parents[2] / "docs" / "importing.md"
BLOCK = re.compile(r"^```(\w+) ?(.*)\n((?:.*\n)*?)```$", re.MULTILINE)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A terminal of 80 columns in an empty folder, with a shop."""
    monkeypatch.chdir(tmp_path)
    # The output of a test is gone when the next one logs.
    monkeypatch.setattr(logs, "configure_logging", lambda settings: None)
    runner = CliRunner(
        env={
            "SHOPWRIGHT_DATA_DIR": str(tmp_path / "shop"),
            "SHOPWRIGHT_PLUGINS": "[]",
            "SHOPWRIGHT_CONFIG": None,
            "DATABASE_URL": None,
            "REDIS_URL": None,
            "COLUMNS": "80",
        }
    )
    assert runner.invoke(shopwright, ["upgrade"]).exit_code == 0
    return runner


def test_the_examples_do_what_the_page_says(terminal: CliRunner) -> None:
    for kind, name, content in BLOCK.findall(PAGE.read_text("utf-8")):
        if kind == "csv":
            Path(name).write_text(content, "utf-8")
        for command, expected in re.findall(r"^\$ shopwright (.*)\n((?:[^$].*\n)*)", content, re.M):
            result = terminal.invoke(shopwright, shlex.split(command))
            shown = "".join(f"{line.rstrip()}\n" for line in result.stdout.splitlines())
            assert shown == expected, command
            assert result.exit_code == (1 if "error" in expected else 0)


def test_every_fault_is_in_the_table() -> None:
    page = PAGE.read_text("utf-8")
    listed = f"{shopify.__doc__}\n{importing.__doc__}"
    codes = set(re.findall(r"^([a-z]+(?:_[a-z]+)+)  +\S", listed, re.MULTILINE))
    assert len(codes) > 45
    assert [code for code in sorted(codes) if f"`{code}`" not in page] == []


def test_every_column_is_in_the_table() -> None:
    table = PAGE.read_text("utf-8").partition("## The columns")[2].partition("## Which")[0]
    headers = {column.header for column in columns.ALL} - {"Variant Weight Unit"}
    named = {re.sub(r"Option[123]", "Option1", header) for header in headers}
    assert [header for header in sorted(named) if header not in table] == []
