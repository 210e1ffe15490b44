"""docs/themes is what the code says, and its examples of rules are those that are tested."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from shopwright_storefront.check.rules import RULES

DOCS = Path(__file__).parents[4] / "docs/themes"
GUIDE = DOCS / "checking.md"
_FILE = re.compile(r"```\w+ (\S+)\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("name", ["checking", "reference"])
def test_what_is_written_from_the_code_is_up_to_date(name: str) -> None:
    written = runpy.run_path(str(DOCS / f"{name}.py"))["page"]()
    assert (DOCS / f"{name}.md").read_text() == written, "run: make api-lock"


def test_the_guides_examples_are_those_that_the_rules_are_tested_with() -> None:
    parts = re.split(r"^### (\w+)$", GUIDE.read_text(), flags=re.MULTILINE)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    for rule in RULES:
        wrong, right = told[rule.id].split("\nRight:\n")
        assert dict(_FILE.findall(wrong)) == rule.bad
        assert dict(_FILE.findall(right)) == rule.good
