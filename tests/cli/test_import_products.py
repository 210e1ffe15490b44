"""Imports that are interrupted, and files with more faults than a table should show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from shopwright.commerce.catalog.shopify import importing

Run = Callable[..., Result]
APPAREL = str(Path(__file__).parents[1] / "data" / "apparel.csv")


def test_the_table_ends_and_the_file_does_not(run: Run, shop_dir: Path, tmp_path: Path) -> None:
    run("upgrade")
    source, faults = tmp_path / "many.csv", tmp_path / "faults.jsonl"
    rows = "".join(f"p-{n},Product,heavy\n" for n in range(120))
    source.write_text(f"Handle,Title,Variant Grams\n{rows}", "utf-8")
    rehearse = ("import", "products", str(source), "--dry-run")
    result = run(*rehearse, "--fault-file", str(faults), code=1)
    assert f"... and 20 more; they are in {faults}." in result.stdout
    assert "120 errors and 0 warnings." in result.stdout
    lines = [json.loads(line) for line in faults.read_text("utf-8").splitlines()]
    assert [fault["line"] for fault in lines] == list(range(2, 122))
    assert "--fault-file FILE.jsonl has them all" in run(*rehearse, code=1).stdout


def test_an_interrupted_import_says_how_to_go_on(
    run: Run, shop_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("upgrade")

    def interrupted(*arguments: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(importing, "finish", interrupted)
        result = run("import", "products", APPAREL, code=1)
        assert "the same command goes on where this one stopped" in result.stderr
        patch.setattr(importing, "rehearse", interrupted)
        assert "Aborted!" in run("import", "products", APPAREL, "--dry-run", code=1).stderr
    result = run("import", "products", APPAREL)
    assert "Taken up after line 23, where it was interrupted." in result.stdout
    assert "20 products: 20 created" in result.stdout
    assert "20 unchanged" in run("import", "products", APPAREL, "--from-start").stdout


def test_a_workbook_is_refused_by_name(run: Run, shop_dir: Path, tmp_path: Path) -> None:
    run("upgrade")
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"PK\x03\x04")
    assert "The file is a workbook" in run("import", "products", str(book), code=1).stdout
