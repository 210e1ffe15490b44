"""What one render may use up: steps, time, text, nesting.

These guards are for accidents, and for templates that a merchant uploaded without reading them.
Against attackers only limits of the process help: see `untrusted themes` in the theme guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from jinja2 import Undefined
from markupsafe import Markup, escape

MAX_STEPS = 100_000
MAX_SECONDS = 2.0
MAX_TEXT = 2_000_000
"""The longest single text, in characters."""
MAX_WRITTEN = 8_000_000
"""All texts that a render makes, with those that are parts of others, in characters."""
MAX_NESTING = 20
MAX_RANGE = 1_000
MAX_ITEMS = 10_000
"""The longest list that a filter takes."""
MAX_FILTERED = 100_000
"""The longest text that a filter takes."""
_LOOK_EVERY = 256


class LimitExceeded(Exception):
    """A template asked for more than a render may use up."""


class Meter:
    """Counts for one render. Compiled templates call `tick` and `put`, so these are quick."""

    __slots__ = ("_deadline", "_look_at", "depth", "steps", "written")

    def __init__(self) -> None:
        self.steps = 0
        self.written = 0
        self.depth = 0
        self._look_at = _LOOK_EVERY
        self._deadline = monotonic() + MAX_SECONDS

    def tick(self, cost: int) -> None:
        """Count a turn of a loop (1), or a macro or include (10)."""
        self.steps += cost
        if self.steps >= self._look_at:
            self._look()

    def _look(self) -> None:
        self._look_at = self.steps + _LOOK_EVERY
        if self.steps > MAX_STEPS:
            raise LimitExceeded(
                f"the page takes more than {MAX_STEPS} steps; look for loops within loops"
            )
        if monotonic() > self._deadline:
            raise LimitExceeded(f"the page takes longer than {MAX_SECONDS:g} seconds")

    def put(self, value: Any) -> str:
        """A value as HTML; every `{{ }}` goes through here."""
        kind = type(value)
        if kind is Markup:
            text: str = value
        elif kind is str or kind is int or kind is float:
            text = escape(value)
        elif value is None:
            return ""
        else:
            text = escape(printable(value))
        self.written += len(text)
        if self.written > MAX_WRITTEN:
            self._too_much()
        return text

    def put_text(self, value: Any) -> str:
        """A value as it stands in a plain text, such as a mail's."""
        text = printable(value)
        self.produced(text)
        return text

    def produced(self, text: str) -> None:
        """Count a text that a template made."""
        self.written += len(text)
        if len(text) > MAX_TEXT or self.written > MAX_WRITTEN:
            self._too_much()

    def _too_much(self) -> None:
        raise LimitExceeded(
            f"the page makes more than {MAX_WRITTEN:,} characters of text, "
            f"or a single text of more than {MAX_TEXT:,}"
        )

    def forgive(self) -> None:
        """A section used up what the page had: the others get as much, but no more time."""
        self.steps = self.written = 0
        self._look_at = _LOOK_EVERY

    @contextmanager
    def resting(self) -> Iterator[None]:
        """What happens inside takes nobody's time: a plugin has its own, and its log as well."""
        started = monotonic()
        try:
            yield
        finally:
            self._deadline += monotonic() - started

    def descend(self) -> None:
        """Enter an include."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise LimitExceeded(
                f"templates include each other more than {MAX_NESTING} deep; one includes itself"
            )
        self.tick(10)

    def ascend(self) -> None:
        """Leave it."""
        self.depth -= 1


def printable(value: Any) -> str:
    """A value as text. Lists and objects have none: printing one is a slip, and can be endless."""
    if value is None:
        return ""
    if isinstance(value, str | int | float | Undefined):
        return value if isinstance(value, str) else str(value)
    rendered = getattr(type(value), "__html__", None)
    if rendered is not None:
        return Markup(rendered(value))  # noqa: S704 - what has __html__ is trusted with it
    kind = "an object" if isinstance(value, dict) else f"a {type(value).__name__}"
    raise TypeError(
        f"{kind} cannot be printed; print one of its values, use the filter 'join', or 'json'"
    )
