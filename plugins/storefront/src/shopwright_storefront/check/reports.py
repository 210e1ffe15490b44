"""Findings for people, for programs, and for code hosts (SARIF)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from shopwright_storefront.check.rules import RULES
from shopwright_storefront.themes.findings import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(theme: str, findings: Sequence[Finding]) -> str:
    """One line each, a diff below it, and a sum."""
    lines = []
    for one in findings:
        place = f"{one.file}:{one.line}" if one.line else one.file
        message, *more = one.message.splitlines()
        lines.append(f"{place}: {one.severity}: {message} [{one.rule}]")
        lines += [f"    {line}" for line in more]
    counts = Counter(one.severity for one in findings)
    if not findings:
        return f"The theme {theme} has no faults."
    told = [_counted(counts[kind], kind) for kind in ("error", "warning") if counts[kind]]
    return "\n".join([*lines, f"The theme {theme} has {' and '.join(told)}."])


def as_json(theme: str, findings: Sequence[Finding]) -> str:
    """`{"theme": ..., "findings": [...]}`."""
    found = {"theme": theme, "findings": [asdict(one) for one in findings]}
    return json.dumps(found, indent=2, ensure_ascii=False)


def as_sarif(theme: str, findings: Sequence[Finding]) -> str:
    """SARIF 2.1.0, which code hosts show beside the lines."""
    rules = [
        {
            "id": rule.id,
            "shortDescription": {"text": rule.page.splitlines()[0]},
            "fullDescription": {"text": rule.page},
            "defaultConfiguration": {"level": rule.severity},
        }
        for rule in RULES
    ]
    driver = {"name": "shopwright theme check", "rules": rules}
    run = {"tool": {"driver": driver}, "results": [_result(one) for one in findings]}
    report = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(report, indent=2, ensure_ascii=False)


FORMATS: Mapping[str, Callable[[str, Sequence[Finding]], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
}


def _result(one: Finding) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": one.file}}
    if one.line:
        place["region"] = {"startLine": one.line}
    return {
        "ruleId": one.rule,
        "level": one.severity,
        "message": {"text": one.message},
        "locations": [{"physicalLocation": place}],
    }


def _counted(count: int, kind: str) -> str:
    return f"{count} {kind}{'' if count == 1 else 's'}"
