"""`examine`: all rules on one theme."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from shopwright_storefront.check.rule import Rule
from shopwright_storefront.check.rules import RULES
from shopwright_storefront.check.subject import Subject
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.findings import Finding, ThemeInvalid

_SILENCED = re.compile(r"check:\s*ignore\s+(\w+)[ \t]+(?=[^\s#*-])([^\n]*)")


def examine(chain: Chain) -> list[Finding]:
    """What is wrong with the theme's own files, by file and line."""
    try:
        subject = Subject(chain)
    except ThemeInvalid as invalid:
        return list(invalid.findings)
    walk = Walk(subject).run()
    found = [one for rule in RULES for one in _by(rule, subject, walk)]
    silenced = _silenced(subject, {one.file for one in found})
    kept = (one for one in found if (one.file, one.line, one.rule) not in silenced)
    order = sorted(kept, key=lambda one: (one.file, one.line, one.column, one.rule, one.message))
    return list(dict.fromkeys(order))


def mended(chain: Chain, findings: Iterable[Finding]) -> dict[str, str]:
    """The new texts of files in which faults were mended, by path."""
    by_id = {rule.id: rule for rule in RULES if rule.mend is not None}
    own, texts = chain.folders[0], dict[str, list[str]]()
    for finding in findings:
        rule = by_id.get(finding.rule)
        if rule is None or rule.mend is None or not finding.line:
            continue
        lines = texts.setdefault(
            finding.file, (own.read(finding.file) or "").splitlines(keepends=True)
        )
        lines[finding.line - 1] = rule.mend(lines[finding.line - 1])
    made = {path: "".join(lines) for path, lines in texts.items()}
    return {path: text for path, text in made.items() if text != own.read(path)}


def _by(rule: Rule, subject: Subject, walk: Walk) -> Iterable[Finding]:
    for finding in rule.check(subject, walk):
        yield replace(
            finding, rule=rule.id, severity=rule.severity, theme=finding.theme or subject.own.name
        )


def _silenced(subject: Subject, files: Iterable[str]) -> set[tuple[str, int, str]]:
    """Lines on which a rule says nothing: that of the comment, and the next if it stands alone."""
    found = set()
    for path in files:
        for number, line in enumerate(subject.text(path).splitlines(), 1):
            for told in _SILENCED.finditer(line):
                found |= {(path, number, told.group(1)), (path, number + 1, told.group(1))}
    return found
