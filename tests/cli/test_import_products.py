"""`shopwright import products` and `export products`, as scripts use them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from shopwright.cli import shopwright
from shopwright.commerce.catalog.shopify import importing

DATA = Path(__file__).parents[1] / "data"
BROKEN = str(DATA / "apparel-broken.csv")


@pytest.fixture
def terminal(tmp_path: Path) -> CliRunner:
    """A terminal with an empty shop."""
    runner = CliRunner(
        env={
            "SHOPWRIGHT_DATA_DIR": str(tmp_path),
            "SHOPWRIGHT_PLUGINS": "[]",
            "SHOPWRIGHT_CONFIG": str(tmp_path / "none.toml"),
            "DATABASE_URL": None,
            "REDIS_URL": None,
        }
    )
    assert runner.invoke(shopwright, ["upgrade"]).exit_code == 0
    return runner


def run(terminal: CliRunner, *arguments: str) -> Result:
    return terminal.invoke(shopwright, arguments)


def test_a_program_reads_the_report_as_json(terminal: CliRunner) -> None:
    result = run(terminal, "import", "products", BROKEN, "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["created"], report["errors"]) == (1, 16, 10)
    assert report["faults"][1] == {
        "line": 4,
        "column": "Variant Price",
        "code": "bad_price",
        "severity": "error",
        "fatal": False,
        "handle": "classic-varsity-top",
        "message": report["faults"][1]["message"],
    }
    good = run(terminal, "import", "products", str(DATA / "apparel.csv"), "--json")
    assert good.exit_code == 0


def test_every_fault_goes_to_a_file(terminal: CliRunner, tmp_path: Path) -> None:
    source, faults = tmp_path / "many.csv", tmp_path / "faults.jsonl"
    rows = "".join(f"p-{n},Product,heavy\n" for n in range(120))
    source.write_text(f"Handle,Title,Variant Grams\n{rows}", "utf-8")
    result = run(
        terminal, "import", "products", str(source), "--dry-run", "--fault-file", str(faults)
    )
    assert "... and 20 more; they are in" in result.stdout
    assert "120 errors and 0 warnings." in result.stdout
    lines = [json.loads(line) for line in faults.read_text("utf-8").splitlines()]
    assert [fault["line"] for fault in lines] == list(range(2, 122))
    assert (
        "--fault-file FILE.jsonl has them all"
        in run(terminal, "import", "products", str(source), "--dry-run").stdout
    )


def test_an_interrupted_import_says_how_to_go_on(
    terminal: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "finish", interrupted)
    result = run(terminal, "import", "products", str(DATA / "apparel.csv"))
    assert result.exit_code == 1
    assert "the same command goes on where this one stopped" in result.stderr
    monkeypatch.undo()
    result = run(terminal, "import", "products", str(DATA / "apparel.csv"))
    assert "Taken up after line 22" in result.stdout
    assert "20 products: 20 created" in result.stdout
    anew = run(terminal, "import", "products", str(DATA / "apparel.csv"), "--from-start")
    assert "20 unchanged" in anew.stdout


def test_a_wrong_channel_or_file_is_a_sentence(terminal: CliRunner, tmp_path: Path) -> None:
    result = run(terminal, "import", "products", BROKEN, "--channel", "moon")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no channel 'moon'." in result.stderr
    assert run(terminal, "import", "products", str(tmp_path / "none.csv")).exit_code == 2
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"PK\x03\x04")
    result = run(terminal, "import", "products", str(book))
    assert result.exit_code == 1
    assert "The file is a workbook" in result.stdout


def test_an_export_comes_back_unchanged(terminal: CliRunner, tmp_path: Path) -> None:
    run(terminal, "import", "products", str(DATA / "home-and-garden.csv"))
    out = str(tmp_path / "out.csv")
    assert "20 products written to" in run(terminal, "export", "products", out).stdout
    assert "20 unchanged" in run(terminal, "import", "products", out).stdout
