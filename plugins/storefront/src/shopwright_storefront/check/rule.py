"""`Rule`: one thing that a theme must not, or should not, do."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from shopwright_storefront.check.subject import Subject
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.findings import Finding, Severity

Check = Callable[[Subject, Walk], Iterable[Finding]]
Files = Mapping[str, str]
EXAMPLE = "sections/example.html"
"""Where an example stands that is no more than a template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`page` is its page in the theme guide; `bad` and `good` are that page's examples, and tests.

    `mend` makes a faulty line right, where that is safe to do unseen; None where it is not.
    """

    id: str
    severity: Severity
    page: str
    check: Check
    bad: Files
    good: Files
    mend: Callable[[str], str] | None = None


def rule(
    id: str,
    *,
    bad: str | Files,
    good: str | Files,
    severity: Severity = "error",
    mend: Callable[[str], str] | None = None,
) -> Callable[[Check], Rule]:
    """Makes a rule of a function, whose docstring is the rule's page."""

    def made(check: Check) -> Rule:
        return Rule(
            id=id,
            severity=severity,
            page=inspect.cleandoc(check.__doc__ or ""),
            check=check,
            bad={EXAMPLE: bad} if isinstance(bad, str) else bad,
            good={EXAMPLE: good} if isinstance(good, str) else good,
            mend=mend,
        )

    return made


def walked(walk: Walk, rule_id: str) -> Iterable[Finding]:
    """What following the templates has told of a rule."""
    return [finding for (name, *_), finding in walk.faults.items() if name == rule_id]
