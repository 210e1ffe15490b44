"""Wheels of what is in this checkout, and environments that have nothing of it but those."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LEFT_OUT = shutil.ignore_patterns("*.egg-info", "__pycache__", "build")
_OURS = ("shopwright", "__editable__", "pip")


def pip(python: str | Path, *arguments: str | Path) -> None:
    """Run pip; it has to end well."""
    done = subprocess.run(
        [str(python), "-m", "pip", "--disable-pip-version-check", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def build_core(target: Path, scratch: Path) -> Path:
    """The core's wheel, built apart from the checkout."""
    for name in ("core", "migrations"):
        shutil.copytree(ROOT / name, scratch / name, symlinks=True, ignore=_LEFT_OUT)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, scratch)
    pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", target, scratch)
    (built,) = target.glob("shopwright-*.whl")
    return built


def build_plugin(name: str, target: Path, scratch: Path) -> None:
    """The wheel of a bundled plugin."""
    source = scratch / name
    shutil.copytree(ROOT / "plugins" / name, source, ignore=_LEFT_OUT)
    pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", target, source)


def make_environment(directory: Path) -> Path:
    """A virtual environment with every library of this one and nothing of Shopwright; its Python."""
    venv.create(directory, with_pip=True, symlinks=True)
    (site,) = directory.glob("lib/python*/site-packages")
    for place in map(Path, sys.path):
        if place.name == "site-packages":
            for item in place.iterdir():
                if not item.name.startswith(_OURS) and not (site / item.name).exists():
                    (site / item.name).symlink_to(item)
    return directory / "bin" / "python"


def clean_variables(directory: Path) -> dict[str, str]:
    """The environment variables of somebody whose shop is in `directory`, without a network."""
    found = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SHOPWRIGHT_", "PYTEST", "PIP_"))
        and name not in ("DATABASE_URL", "REDIS_URL", "PYTHONPATH")
    }
    return found | {"SHOPWRIGHT_DATA_DIR": str(directory / "var"), "PIP_NO_INDEX": "1"}
