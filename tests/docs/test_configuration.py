"""docs/configuration.md says what the settings are; it is written from them."""

from __future__ import annotations

import runpy
from pathlib import Path

from shopwright.platform.config import Settings

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_what_its_script_writes() -> None:
    render = runpy.run_path(str(DOCS / "configuration.py"))["render"]

    written = (DOCS / "configuration.md").read_text("utf-8")

    assert written == render(), "run: python docs/configuration.py"


def test_every_setting_says_what_it_does() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
