"""What is built from a checkout is a whole Shopwright: the revisions and all files are in it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.wheels import ROOT, build_core, clean_variables, pip

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The core's wheel."""
    return build_core(tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def run(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Runs a module of the installed wheel, away from the checkout."""
    site = tmp_path_factory.mktemp("site")
    pip(sys.executable, "install", "--no-deps", "--no-index", "--target", site, wheel)
    directory = tmp_path_factory.mktemp("elsewhere")
    environment = clean_variables(directory) | {"PYTHONPATH": str(site)}

    def invoke(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    invoke.site = site  # type: ignore[attr-defined]
    return invoke


def test_every_file_of_the_package_is_in_it(wheel: Path) -> None:
    package = ROOT / "core" / "shopwright"
    there = {
        f"shopwright/{path.relative_to(package).as_posix()}"
        for path in _files(package)
        if path.suffix != ".pyc"
    }

    assert there - set(zipfile.ZipFile(wheel).namelist()) == set()


def _files(directory: Path) -> list[Path]:
    """All files, also those behind the link to the migrations."""
    found = []
    for parent, folders, names in os.walk(directory, followlinks=True):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += [Path(parent) / name for name in names]
    return found


def test_an_installed_wheel_upgrades_and_is_up_to_date(run: Callable[..., str]) -> None:
    where = run("-c", "import shopwright; print(shopwright.__file__)").strip()
    assert where.startswith(str(run.site))  # type: ignore[attr-defined]

    assert "upgraded to" in run("-m", "shopwright.cli", "upgrade")
    assert "up to date" in run("-m", "shopwright.cli", "upgrade", "--check")


def test_an_installed_wheel_has_its_documentation_page(run: Callable[..., str]) -> None:
    program = (
        "from shopwright.app import create_app\n"
        "from shopwright.platform.plugins.registry import Registry\n"
        "answer = create_app(registry=Registry()).test_client().get('/api/docs')\n"
        "print(answer.status_code, 'stylesheet' in answer.text)"
    )

    assert run("-c", program).splitlines()[-1] == "200 True"
