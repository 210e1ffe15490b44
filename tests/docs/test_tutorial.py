"""The tutorial works as it stands: from an empty directory, each file written, each command run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/plugins/tutorial.md"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_IMPORTS = re.compile(
    r"^(?:from collections|import pytest).*?(?=\n\n\n(?:class|def|@))", re.MULTILINE | re.DOTALL
)

# Installing without an index: what `pip install -e` leaves behind for a plugin, and nothing else.
_PIP = """#!{python}
import pathlib, sys, tomllib
assert sys.argv[1:] == ["install", "-e", ".[dev]"], sys.argv
project = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["project"]
name, site = project["name"], pathlib.Path({site!r})
info = site / f"{{name.replace('-', '_')}}-{{project['version']}}.dist-info"
info.mkdir(parents=True)
(info / "METADATA").write_text(
    f"Metadata-Version: 2.1\\nName: {{name}}\\nVersion: {{project['version']}}\\n"
)
points = project["entry-points"]["shopwright.plugins"].items()
lines = "".join(f"{{key}} = {{value}}\\n" for key, value in points)
(info / "entry_points.txt").write_text("[shopwright.plugins]\\n" + lines)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who follows the page, in a directory that was empty."""

    folder: Path
    environment: Mapping[str, str]

    def follow(self, page: str) -> Path:
        """Do what each block says, in order; returns where that leads."""
        place = self.folder
        for language, path, how, content in _BLOCK.findall(page):
            if language == "sh":
                place = self.run(content, place)
            else:
                self._write(place / path, how, content)
        return place

    def run(self, commands: str, place: Path) -> Path:
        done = subprocess.run(
            ["sh", "-ec", f'{commands}\npwd > "{self.folder}/place"'],
            cwd=place,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        return Path((self.folder / "place").read_text().strip())

    @staticmethod
    def _write(path: Path, how: str, content: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if how == "+":
            content = f"{path.read_text()}\n{content}"
        elif how == "imports":
            content = _IMPORTS.sub(
                content.rstrip("\n").replace("\\", "\\\\"), path.read_text(), count=1
            )
        path.write_text(content)


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """With a virtual environment that has Shopwright."""
    site, programs, folder = tmp_path / "site", tmp_path / "bin", tmp_path / "empty"
    for made in (site, programs, folder):
        made.mkdir()
    pip = programs / "pip"
    pip.write_text(_PIP.format(python=sys.executable, site=str(site)))
    pip.chmod(0o755)
    source = folder / "shopwright-gift-wrap" / "src"
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SHOPWRIGHT_")}
    environment = {
        **clean,
        "PATH": os.pathsep.join([str(programs), str(Path(sys.executable).parent), clean["PATH"]]),
        "PYTHONPATH": os.pathsep.join([str(site), str(source)]),
        "SHOPWRIGHT_DATA_DIR": str(tmp_path / "var"),
    }
    return Reader(folder=folder, environment=environment)


@pytest.mark.thorough
def test_the_tutorial_works_from_an_empty_directory(reader: Reader) -> None:
    reader.follow(PAGE.read_text("utf-8"))


@pytest.mark.thorough
def test_what_it_builds_passes_the_whole_check(reader: Reader) -> None:
    quick = re.sub(r"^```sh\npytest.*?^```$", "", PAGE.read_text("utf-8"), flags=re.M | re.S)
    reader.run("shopwright plugin check .", reader.follow(quick))
