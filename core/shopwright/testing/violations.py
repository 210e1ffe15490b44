"""What is wrong with a shop's books, in words, with the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["SHOWN", "Rule", "Violation"]

Rule = Literal["I1", "I2", "I3", "I4", "I5", "I6", "I8"]
SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One rule that does not hold; `rows` are (at most 20 of) those that contradict it."""

    rule: Rule
    message: str
    rows: tuple[dict[str, Any], ...]

    def __str__(self) -> str:
        shown = "".join(f"\n    {row}" for row in self.rows)
        return f"{self.rule}: {self.message}{shown}"
