"""`shopwright plugin install|upgrade|uninstall`: what pip is told, and with a real pip as a whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from shopwright.cli import packages
from shopwright.cli.exits import Failure
from shopwright.cli.packages import Change, write_pins

Run = Callable[..., Result]

_PLUGIN = """
    from shopwright import Plugin, PluginSettings

    class Settings(PluginSettings):
        settings_version = {settings_version}
        {field}: str = "red"

        @classmethod
        def migrate(cls, values, *, version):
            return {{"wraps": values["paper"]}}

    class GiftWrap(Plugin):
        settings: Settings

    plugin = GiftWrap
"""
_REVISION = """
    import sqlalchemy as sa
    from alembic import op

    revision, down_revision, branch_labels, depends_on = "gw{number}", {before}, None, None

    def upgrade():
        op.create_table("gift_wrap_t{number}", sa.Column("id", sa.Integer(), primary_key=True))

    def downgrade():
        op.drop_table("gift_wrap_t{number}")
"""


def wheel(folder: Path, version: str, files: Mapping[str, str]) -> Path:
    """A wheel of `shopwright-gift-wrap`, which is no more than a zip."""
    info = f"shopwright_gift_wrap-{version}.dist-info"
    content = {
        "shopwright_gift_wrap/__init__.py": "",
        "shopwright_gift_wrap/plugin.toml": (
            'id = "gift_wrap"\nname = "Gift wrap"\nsummary = "Wraps."\ncategory = "t"\napi = "1.0"\n'
        ),
        **{f"shopwright_gift_wrap/{name}": textwrap.dedent(text) for name, text in files.items()},
        f"{info}/METADATA": (
            f"Metadata-Version: 2.1\nName: shopwright-gift-wrap\nVersion: {version}\n"
        ),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": (
            "[shopwright.plugins]\ngift_wrap = shopwright_gift_wrap.plugin:plugin\n"
        ),
    }
    content[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*content, f"{info}/RECORD"])
    path = folder / f"shopwright_gift_wrap-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return path


def revision(number: int) -> dict[str, str]:
    before = f'"gw{number - 1}"' if number > 1 else "None"
    code = _REVISION.format(number=number, before=before)
    return {f"migrations/versions/gw{number}.py": code}


class Environment:
    """A virtual environment over ours, so that pip has one of its own to change."""

    def __init__(self, folder: Path, data_dir: Path, wheels: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        self.python = folder / "bin" / "python"
        (site,) = (folder / "lib").glob("python*/site-packages")
        ours = next(path for path in sys.path if path.endswith("site-packages"))
        (site / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n")
        self.variables = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME")},
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "SHOPWRIGHT_DATA_DIR": str(data_dir),
            "SHOPWRIGHT_PLUGINS": "[]",
            "SHOPWRIGHT_LOG_LEVEL": "error",
        }
        self.data_dir = data_dir

    def run(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [self.python, "-m", "shopwright.cli", "plugin", *arguments],
            env=self.variables,
            cwd=self.data_dir,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def info(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("info", "gift_wrap", "--json"))
        return found

    @property
    def pins(self) -> str:
        return (self.data_dir / packages.PINS).read_text()


@pytest.mark.thorough
def test_the_whole_life_of_a_plugin(shop_dir: Path, tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    first = {"plugin.py": _PLUGIN.format(settings_version=1, field="paper"), **revision(1)}
    wheel(wheels, "1.0", first)
    here = Environment(tmp_path / "venv", shop_dir, wheels)

    shown = here.run("install", "shopwright-gift-wrap", "--yes")
    assert "shopwright-gift-wrap 1.0 (new)" in shown
    assert "shopwright plugin enable gift_wrap" in shown
    assert here.pins == "shopwright-gift-wrap==1.0\n"
    assert "installed already" in here.run("install", "shopwright-gift-wrap", "--yes")
    assert here.info()["state"] == "available"
    here.run("configure", "gift_wrap", "--set", "paper=blue")
    here.run("enable", "gift_wrap")

    second = {"plugin.py": _PLUGIN.format(settings_version=2, field="wraps")}
    wheel(wheels, "2.0", second | revision(1) | revision(2))
    shown = here.run("upgrade", "gift_wrap", "--yes")
    assert "shopwright-gift-wrap 1.0 -> 2.0" in shown
    assert here.pins == "shopwright-gift-wrap==2.0\n"
    assert (here.info()["version"], here.info()["settings"]) == ("2.0", {"wraps": "blue"})

    wheel(wheels, "3.0", {**second, "plugin.py": "1 / 0"} | revision(1) | revision(2))
    broken = here.run("upgrade", "gift_wrap", "--yes", code=1)
    assert "The new version of gift_wrap cannot be used" in broken
    here.run("install", "shopwright-gift-wrap==2.0", "--yes")
    assert here.info()["state"] == "enabled"

    here.run("uninstall", "gift_wrap", "--yes")
    assert (here.info()["state"], here.pins) == ("uninstalled", "")
    here.run("install", "shopwright-gift-wrap==2.0", "--yes")
    here.run("enable", "gift_wrap")
    assert here.info()["settings"] == {"wraps": "blue"}
    assert "will be lost" in here.run("uninstall", "gift_wrap", "--purge", "--yes")
    assert "is its package installed" in here.run("info", "gift_wrap", code=1)


def test_lines_of_others_stay_in_the_list_of_versions(tmp_path: Path) -> None:
    path = tmp_path / "var" / "requirements.txt"
    write_pins(path, {"Gift_Wrap": "Gift_Wrap==1.0"})
    path.write_text("# by hand\nother[fast]>=2 ; python_version > '3'\n" + path.read_text())

    write_pins(path, {"gift.wrap": "gift-wrap==2.0", "new": "new==1"})

    assert path.read_text().splitlines() == [
        "# by hand",
        "other[fast]>=2 ; python_version > '3'",
        "gift-wrap==2.0",
        "new==1",
    ]
    write_pins(path, {"gift-wrap": None})
    assert "gift" not in path.read_text()


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> list[Change]:
    """What pip would change, and what it was told to do."""
    changes = [Change(name="shopwright-gift-wrap", version="2.0", before="")]
    monkeypatch.setattr(packages, "planned", lambda *_, **__: changes)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it was not asked")

    monkeypatch.setattr(packages, "install", refuse)
    monkeypatch.setattr(packages, "uninstall", refuse)
    return changes


def test_nothing_is_changed_before_somebody_agrees(
    run: Run, shop_dir: Path, plan: list[Change]
) -> None:
    refused = run("plugin", "install", "shopwright-gift-wrap", code=1, input="n\n").output
    assert "shopwright-gift-wrap 2.0 (new)" in refused
    run("plugin", "upgrade", "tax_tables", code=1, input="n\n")

    refused = run("plugin", "uninstall", "tax_tables", "--purge", code=1, input="n\n").output
    assert "removes the package shopwright-tax-tables, with: tax_tables" in refused
    assert "All settings and data of tax_tables will be lost" in refused


def test_the_core_is_never_replaced_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    report = {"install": [{"metadata": {"name": "Shopwright", "version": "9.0"}}]}
    monkeypatch.setattr(packages, "_run", lambda *_: json.dumps(report))

    with pytest.raises(Failure, match="upgrade Shopwright first"):
        packages.planned(["shopwright-gift-wrap"])


def test_what_pip_says_is_told(run: Run, shop_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    output = run("plugin", "install", "shopwright-no-such-thing", "--yes", code=1).output

    assert "pip failed" in output
    assert "shopwright-no-such-thing" in output


def test_one_that_is_not_there_cannot_be_upgraded_or_uninstalled(run: Run, shop_dir: Path) -> None:
    for verb in ("upgrade", "uninstall"):
        output = run("plugin", verb, "nobody", "--yes", code=1).output
        assert "is its package installed" in output
