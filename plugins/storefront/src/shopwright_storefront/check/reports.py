"""Findings for people, for programs, and for code hosts (SARIF)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from shopwright_storefront.check.rules import RULES
from shopwright_storefront.themes.findings import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found in a theme, whose folder is `root`."""

    theme: str
    root: Path
    findings: Sequence[Finding]


def as_text(report: Report) -> str:
    """One line each, a diff below it, and a sum."""
    lines = []
    for one in report.findings:
        place = f"{one.file}:{one.line}" if one.line else one.file
        message, *more = one.message.splitlines()
        lines.append(f"{place}: {one.severity}: {message} [{one.rule}]")
        lines += [f"    {line}" for line in more]
    counts = Counter(one.severity for one in report.findings)
    if not report.findings:
        return f"The theme {report.theme} has no faults."
    told = [_counted(counts[kind], kind) for kind in ("error", "warning") if counts[kind]]
    return "\n".join([*lines, f"The theme {report.theme} has {' and '.join(told)}."])


def as_json(report: Report) -> str:
    """`{"theme": ..., "findings": [...]}`."""
    found = {"theme": report.theme, "findings": [asdict(one) for one in report.findings]}
    return json.dumps(found, indent=2, ensure_ascii=False)


def as_sarif(report: Report) -> str:
    """SARIF 2.1.0, which code hosts show beside the lines.

    Files are named from the folder one is in, which has to be the repository's.
    """
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
    results = [_result(one, report.root.resolve()) for one in report.findings]
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(log, indent=2, ensure_ascii=False)


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
}


def _result(one: Finding, root: Path) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _address(root / one.file)}}
    if one.line:
        place["region"] = {"startLine": one.line}
    return {
        "ruleId": one.rule,
        "level": one.severity,
        "message": {"text": one.message},
        "locations": [{"physicalLocation": place}],
    }


def _address(file: Path) -> str:
    here = Path.cwd()
    return quote(file.relative_to(here).as_posix()) if file.is_relative_to(here) else file.as_uri()


def _counted(count: int, kind: str) -> str:
    return f"{count} {kind}{'' if count == 1 else 's'}"
