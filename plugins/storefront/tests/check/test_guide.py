"""docs/themes/checking.md is what the rules say, and its examples are those that are tested."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from shopwright_storefront.check.rules import RULES

GUIDE = Path(__file__).parents[4] / "docs/themes/checking.md"
_FILE = re.compile(r"```\w+ (\S+)\n(.*?)```", re.DOTALL)


def test_the_guide_is_up_to_date() -> None:
    written = runpy.run_path(str(GUIDE.with_suffix(".py")))["page"]()
    assert GUIDE.read_text() == written, "run: make api-lock"


def test_the_guides_examples_are_those_that_the_rules_are_tested_with() -> None:
    parts = re.split(r"^### (\w+)$", GUIDE.read_text(), flags=re.MULTILINE)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    for rule in RULES:
        wrong, right = told[rule.id].split("\nRight:\n")
        assert dict(_FILE.findall(wrong)) == rule.bad
        assert dict(_FILE.findall(right)) == rule.good
