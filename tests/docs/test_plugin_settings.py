"""docs/plugins/settings.md: its examples are what they say."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from shopwright.platform.plugins.forms import fields_of, form_of
from shopwright.platform.plugins.settings import current

PAGE = Path(__file__).parents[2] / "docs" / "plugins" / "settings.md"


@pytest.fixture(scope="module")
def page() -> Any:
    """The names that the page's code defines."""
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL))
    names: dict[str, Any] = {"__name__": "page"}
    exec(compile(code, PAGE, "exec", dont_inherit=True), names)
    return SimpleNamespace(**names)


def test_the_settings_become_the_form_that_is_promised(page: Any) -> None:
    form = form_of(page.Settings)
    fields = {item.name: item for item in fields_of(form)}

    assert [group.title for group in form] == ["", "Card printer"]
    assert (fields["fee"].label, fields["fee"].type, fields["fee"].minimum) == (
        "Fee per item",
        "number",
        0,
    )
    assert [item.label for item in fields["cards"].choices] == [
        "None",
        "Written by hand",
        "Printed",
    ]
    assert fields["pin"].secret
    assert fields["printer"].visible_if == {"cards": ["printed"]}
    assert (fields["sample"].refers_to, fields["sample"].nullable) == ("product", True)
    assert page.Settings().papers == ("red", "gold")


def test_the_settings_of_before_are_migrated(page: Any) -> None:
    assert current(page.NewSettings, {"paper": "blue"}) == {"papers": ["blue"]}
    assert page.NewSettings(**current(page.NewSettings, {})).papers == ("red",)
