"""The fixtures that extension authors use, in a project that is not ours."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

GIFT_TESTS = Path(__file__).with_name("gift_tests.py")


def run_pytest(folder: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_every_fixture_does_what_it_says(tmp_path: Path) -> None:
    shutil.copy(GIFT_TESTS, tmp_path / "test_gift.py")
    code, said = run_pytest(tmp_path, "--shopwright-database=postgresql")
    assert code == 0, said
    assert "5 passed" in said


def test_without_the_plugin_the_fixtures_say_what_to_define(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it(shop): ...")
    code, said = run_pytest(tmp_path)
    assert code == 1
    assert "define this in conftest.py" in said


def test_projects_that_use_none_of_it_pay_nothing(tmp_path: Path) -> None:
    test = "import sys\n\ndef test_it():\n    assert 'shopwright.app' not in sys.modules\n"
    (tmp_path / "test_it.py").write_text(test + "    assert 'sqlalchemy' not in sys.modules\n")
    code, said = run_pytest(tmp_path)
    assert code == 0, said
