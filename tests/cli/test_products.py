"""`shopwright import products` and `export products`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from shopwright.cli.output import show

Run = Callable[..., Result]
DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def filled(run: Run, data_dir: Path) -> None:
    """A new shop, upgraded."""
    run("upgrade")


@pytest.mark.usefixtures("filled")
def test_a_file_is_rehearsed_imported_and_imported_again(run: Run) -> None:
    file = str(DATA / "apparel.csv")

    assert "20 would be created" in run("import", "products", file, "--dry-run").output
    assert "20 created" in run("import", "products", file).output
    assert "20 unchanged" in run("import", "products", file).output


@pytest.mark.usefixtures("filled")
def test_every_fault_is_named_by_line_and_column(run: Run, tmp_path: Path) -> None:
    broken, faults = str(DATA / "apparel-broken.csv"), tmp_path / "faults.jsonl"

    output = run(
        "import", "products", broken, "--dry-run", "--fault-file", str(faults), code=1
    ).output

    assert "'60 USD' is not an amount" in " ".join(output.split())
    assert "10 errors" in output
    first = json.loads(faults.read_text().splitlines()[1])
    assert (first["line"], first["column"]) == (4, "Variant Price")


@pytest.mark.usefixtures("filled")
def test_the_report_as_json(run_json: Callable[..., Any]) -> None:
    report = run_json("import", "products", str(DATA / "apparel.csv"))

    assert (report["created"], report["errors"], report["ok"]) == (20, 0, True)


@pytest.mark.usefixtures("filled")
def test_what_was_imported_is_exported(run: Run, tmp_path: Path) -> None:
    run("import", "products", str(DATA / "apparel.csv"))
    target = tmp_path / "out.csv"

    assert "20 products written" in run("export", "products", str(target)).output

    assert "20 unchanged" in run("import", "products", str(target)).output


@pytest.mark.usefixtures("filled")
def test_a_currency_that_is_not_sold_is_refused_in_a_sentence(run: Run) -> None:
    file = str(DATA / "apparel.csv")

    output = run("import", "products", file, "--currency", "JPY", code=1).output

    assert output.startswith("Error: ")
    assert "JPY" in output


def test_a_file_that_is_not_there_is_wrong_usage(run: Run) -> None:
    assert "does not exist" in run("import", "products", "nowhere.csv", code=2).output


def test_tables_fit_what_they_show(capsys: pytest.CaptureFixture[str]) -> None:
    show([{"name": "a", "count": 1, "on": True, "none": None}], as_json=False)
    assert "Name" in capsys.readouterr().out

    show([], as_json=False, empty="Nobody.")
    assert capsys.readouterr().out == "Nobody.\n"
    show([], as_json=True)
    assert capsys.readouterr().out == "[]\n"
