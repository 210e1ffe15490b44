"""The themes' tutorial works as it stands: each file written, each command run, up to linen's update."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/themes/tutorial.md"
LINEN = Path(__file__).parents[2] / "themes/linen/src/shopwright_theme_linen"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# Installing without an index: the newer linen has another description.
_PIP = """#!{python}
import pathlib, shutil, sys
site, linen = pathlib.Path({site!r}), pathlib.Path({linen!r})
assert sys.argv[1:] == ["install", "--upgrade", "shopwright-theme-linen"], sys.argv
newer = shutil.copytree(linen, site / linen.name)
product, manifest = newer / "sections/product.html", newer / "theme.toml"
product.write_text(product.read_text().replace('class="folds"', 'class="folds folds-wide"'))
manifest.write_text(manifest.read_text().replace('version = "0.1.0"', 'version = "0.2.0"'))
info = site / "shopwright_theme_linen-0.2.0.dist-info"
info.mkdir()
(info / "METADATA").write_text("Metadata-Version: 2.1\\nName: shopwright-theme-linen\\nVersion: 0.2.0\\n")
(info / "entry_points.txt").write_text("[shopwright.themes]\\nlinen = shopwright_theme_linen\\n")
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Designer:
    """Follows the page, in a directory that was empty. `heard`: what each command printed last."""

    folder: Path
    environment: Mapping[str, str]
    heard: dict[str, str] = field(default_factory=dict)

    def follow(self, page: str) -> None:
        """Do what each block says, in order."""
        place = self.folder
        for language, path, how, content in _BLOCK.findall(page):
            if language != "sh":
                self._write(place / path, how, content)
                continue
            for command in content.splitlines():
                place = self._run(command, place)

    def _run(self, command: str, place: Path) -> Path:
        done = subprocess.run(
            ["sh", "-ec", f'{command}\npwd > "{self.folder}/place"'],
            cwd=place,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        self.heard[command] = done.stdout
        return Path((self.folder / "place").read_text().strip())

    @staticmethod
    def _write(path: Path, how: str, content: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if how == "below":
            known = content.splitlines(keepends=True)[0]
            before = path.read_text()
            assert before.count(known) == 1, f"{path} has no line {known!r}"
            content = before.replace(known, content)
        path.write_text(content)


@pytest.fixture
def designer(tmp_path: Path) -> Designer:
    """With a virtual environment that has Shopwright."""
    site, programs, folder = tmp_path / "site", tmp_path / "bin", tmp_path / "empty"
    for made in (site, programs, folder):
        made.mkdir()
    pip = programs / "pip"
    pip.write_text(_PIP.format(python=sys.executable, site=str(site), linen=str(LINEN)))
    pip.chmod(0o755)
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SHOPWRIGHT_")}
    paths = [str(programs), str(Path(sys.executable).parent), clean["PATH"]]
    environment = {
        **clean,
        "PATH": os.pathsep.join(paths),
        "PYTHONPATH": str(site),
        "SHOPWRIGHT_DATA_DIR": str(tmp_path / "var"),
    }
    return Designer(folder=folder, environment=environment)


@pytest.mark.thorough
def test_the_tutorials_theme_is_made_published_taken_back_and_updated(designer: Designer) -> None:
    page = PAGE.read_text("utf-8")
    made, _, updated = page.partition("## 7.")
    designer.follow(made)
    assert designer.heard["shopwright theme check moss"] == "The theme moss has no faults.\n"
    assert "Shoppers see moss 0.1.0 now." in designer.heard["shopwright theme publish moss"]
    assert "Shoppers see linen 0.1.0 now." in designer.heard["shopwright theme rollback"]
    shown = [line.split()[3:5] for line in designer.heard["shopwright theme history"].splitlines()]
    assert shown == [["linen", "0.1.0"], ["moss", "0.1.0"], ["linen", "0.1.0"]]

    designer.heard.clear()
    designer.follow(f"```sh\ncd shop\n```\n{updated}")
    assert "[StaleOverride]" in designer.heard["shopwright theme check moss"]
    told = designer.heard['shopwright theme diff moss || echo "there is something to look at"']
    assert "linen has changed the block 'description' of sections/product.html" in told
    assert '\n-<div class="folds">\n+<div class="folds folds-wide">\n' in told
    assert "there is something to look at" in told
    assert "up to date" in designer.heard["shopwright theme diff moss"]
