"""`shopwright plugin new` and `plugin check`: the beginning of a plugin, and what it has to hold."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from shopwright.cli import shopwright
from shopwright.cli.plugin_new import PARTS

ALL = ",".join(PARTS)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(shopwright, ["plugin", *arguments])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A new plugin with everything."""
    folder = tmp_path / "project"
    done = run("new", "gift_wrap", "--with", ALL, "--into", str(folder), "--author", "Ada")
    assert done.exit_code == 0, done.output
    return folder


def installed(folder: Path) -> dict[str, str]:
    """The environment of a process in which the plugin of `folder` is installed."""
    site = folder.parent / "site"
    info = site / "shopwright_gift_wrap-0.1.0.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    described = "Metadata-Version: 2.1\nName: shopwright-gift-wrap\nVersion: 0.1.0\n"
    (info / "METADATA").write_text(described)
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    points = project["entry-points"]["shopwright.plugins"]
    lines = "\n".join(f"{name} = {target}" for name, target in points.items())
    (info / "entry_points.txt").write_text(f"[shopwright.plugins]\n{lines}\n")
    return {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{folder / 'src'}"}


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shopwright.cli", "plugin", "check", str(folder)],
        env=installed(folder),
        capture_output=True,
        text=True,
        check=False,
    )


def test_combinations_of_parts_are_tidy(tmp_path: Path) -> None:
    for count in (0, 1, 2, 3, len(PARTS) - 1, len(PARTS)):
        for parts in itertools.combinations(PARTS, count):
            folder = tmp_path / ("-".join(parts) or "bare")
            run("new", "gift_wrap", "--with", ",".join(parts), "--into", str(folder))
    for arguments in (("check",), ("format", "--check", "--diff")):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *arguments, "--no-cache", str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_it_is_a_distribution_that_can_be_published(project: Path) -> None:
    said = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    assert said["name"] == "shopwright-gift-wrap"
    assert said["entry-points"]["shopwright.plugins"] == {
        "gift_wrap": "shopwright_gift_wrap.plugin:GiftWrap"
    }
    assert "Copyright (c)" in (project / "LICENSE").read_text()
    assert "Ada" in (project / "LICENSE").read_text()
    for name in ("README.md", "src/shopwright_gift_wrap/py.typed", "tests/test_contract.py"):
        assert (project / name).exists()


def test_what_was_not_asked_for_is_not_there(tmp_path: Path) -> None:
    run("new", "gift_wrap", "--with", "events", "--into", str(tmp_path / "project"))
    package = tmp_path / "project/src/shopwright_gift_wrap"
    assert {path.name for path in package.iterdir()} == {
        "__init__.py",
        "plugin.py",
        "plugin.toml",
        "py.typed",
    }


def test_wrong_names_and_parts_are_refused_with_what_there_is(tmp_path: Path) -> None:
    wrong = run("new", "Gift-Wrap", "--into", str(tmp_path / "a"))
    assert (wrong.exit_code, "gift_wrap" in wrong.output) == (2, True)
    unknown = run("new", "gift_wrap", "--with", "tabels", "--into", str(tmp_path / "b"))
    assert (unknown.exit_code, "tables" in unknown.output) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(project: Path) -> None:
    (project / "README.md").write_text("mine")
    again = run("new", "gift_wrap", "--into", str(project))
    assert (again.exit_code, "--into" in again.output) == (1, True)
    assert (project / "README.md").read_text() == "mine"


def test_a_check_names_what_is_missing_and_how_to_get_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("shopwright.platform.plugins.manifest.discover", lambda: iter(()))
    (project / "tests/test_contract.py").unlink()
    done = run("check", str(project))
    assert done.exit_code == 1
    assert f"pip install -e {project}" in done.output
    assert "class TestContract(PluginContract):" in done.output
    assert "mypy is not installed: run `pip install 'shopwright[dev,test]'`" in done.output


@pytest.mark.thorough
@pytest.mark.parametrize(
    "parts", ["", "settings,fees", "tables,events,jobs", "payments", "slots,panel,pages", ALL]
)
def test_a_new_plugin_passes_the_check(tmp_path: Path, parts: str) -> None:
    folder = tmp_path / "project"
    run("new", "gift_wrap", "--with", parts, "--into", str(folder))
    done = check(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAILED" not in done.stdout


@pytest.mark.thorough
def test_the_check_shows_what_is_wrong(project: Path) -> None:
    plugin = project / "src/shopwright_gift_wrap/plugin.py"
    text = plugin.read_text().replace("event: OrderPlaced", "event: str")
    plugin.write_text(text + "\nimport shopwright.platform.db\n")
    done = check(project)
    assert done.returncode == 1
    for said in ("Argument 1", "shopwright.platform.db", "E402"):
        assert said in done.stdout
