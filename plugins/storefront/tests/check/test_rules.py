"""Each rule finds its bad example, and says nothing of its good one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shopwright_storefront.check.rule import Rule
from shopwright_storefront.check.rules import RULES
from shopwright_storefront.themes.findings import Finding

Found = Callable[..., list[Finding]]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_bad_example_and_lets_its_good_one_pass(rule: Rule, found: Found) -> None:
    bad = [one for one in found(rule.bad) if one.rule == rule.id]
    assert bad, "the bad example passes"
    assert {one.severity for one in bad} == {rule.severity}
    assert all(one.file in rule.bad for one in bad)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_good_example_is_without_any_fault(rule: Rule, found: Found) -> None:
    orphans = ("OrphanSnippet", "UnusedSetting")
    assert [
        str(one) for one in found(rule.good) if one.rule == rule.id or one.rule not in orphans
    ] == []


def test_there_are_forty_rules_each_with_a_page() -> None:
    by_severity = {kind: [r for r in RULES if r.severity == kind] for kind in ("error", "warning")}
    assert len({rule.id for rule in RULES}) == len(RULES) == 40
    assert (len(by_severity["error"]), len(by_severity["warning"])) == (32, 8)
    assert all(len(rule.page.splitlines()) >= 3 for rule in RULES)
