"""Commands of other distributions, beside the program's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

CODE = """
import click

@click.group("ribbons", help="Ribbons.")
def ribbons():
    pass

@ribbons.command()
def count():
    click.echo("three")

nothing = None
"""


@pytest.fixture
def brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution with a command, one that cannot be loaded, and two that are wrong."""
    (tmp_path / "ribbon_tools.py").write_text(CODE)
    info = tmp_path / "ribbon_tools-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ribbon-tools\nVersion: 1.0\n")
    points = (
        "ribbons = ribbon_tools:ribbons\nlost = ribbon_tools:lost\nserve = ribbon_tools:ribbons\n"
    )
    points += "odd = ribbon_tools:nothing\n"
    (info / "entry_points.txt").write_text(f"[shopwright.commands]\n{points}")
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("brought")
def test_a_command_of_another_distribution_is_listed_and_runs(run: Run) -> None:
    assert "\n  ribbons  " in run("--help").output
    assert run("ribbons", "count").output == "three\n"


@pytest.mark.usefixtures("brought")
def test_it_does_not_replace_one_of_the_programs_own(run: Run) -> None:
    assert "Usage: shopwright serve" in run("serve", "--help").output


@pytest.mark.usefixtures("brought")
def test_one_that_cannot_be_loaded_says_so_when_it_is_run(run: Run) -> None:
    assert "Cannot be loaded" in run("--help").output
    assert "the command 'lost' of ribbon-tools fails: " in run("lost", "--now", code=1).output
    assert "the command 'odd' of ribbon-tools is none of click's" in run("odd", code=1).output
