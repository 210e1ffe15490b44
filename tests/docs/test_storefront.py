"""docs/plugins/storefront.md: its code runs, and the names in its table are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import shopwright
from shopwright import Plugin
from shopwright.testing.plugins import registry_of

PAGE = (Path(__file__).parents[2] / "docs/plugins/storefront.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("code", BLOCKS, ids=range(len(BLOCKS)))
def test_its_code_runs_and_its_plugins_can_be_used(code: str) -> None:
    names: dict[str, object] = {"__name__": "example"}
    exec(code, names)
    for value in names.values():
        if isinstance(value, type) and issubclass(value, Plugin) and value is not Plugin:
            assert registry_of(value).quarantined == {}


def test_what_its_table_names_can_be_imported() -> None:
    rows = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)
    names = {name for row in rows for name in re.findall(r"`(\w+)\(", row)}
    assert len(names) > 10
    assert names <= set(shopwright.__all__)
