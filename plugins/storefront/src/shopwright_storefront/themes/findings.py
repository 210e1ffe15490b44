"""`Finding`: what is wrong with a theme's file, where, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault of a theme. `rule` is the id under which the theme guide explains it.

    `file` is the path within the theme; `line` and `column` count from 1, 0 where there is none.
    `suggestion` is the right spelling, where one is near.
    """

    rule: str
    message: str
    file: str
    theme: str = ""
    line: int = 0
    column: int = 0
    suggestion: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        owner = f"{self.theme}: " if self.theme else ""
        return f"{owner}{place}: {self.message} [{self.rule}]"


class ThemeInvalid(Exception):
    """A theme cannot be used as it is; `findings` say why, with files and lines."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant; empty when none is near."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: "; did you mean 'title'?", or nothing."""
    found = nearest(name, known)
    return f"; did you mean '{found}'?" if found else ""
