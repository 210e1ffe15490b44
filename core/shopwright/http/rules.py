"""Routes that are quick to declare: there are hundreds, and an address is built of few of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parsed:
    """What a rule's text means; it depends on nothing else, as shops add no converters."""

    parts: tuple[RulePart, ...]
    trace: tuple[tuple[bool, str], ...]
    converters: dict[str, BaseConverter]


_PARSED: dict[str, _Parsed] = {}


class QuickRule(Rule):
    """Compiles what builds an address (`url_for`) when it is first asked for one.

    Werkzeug compiles two functions per rule when it is added: nine tenths of what a shop's routes
    take when it starts. A process that makes several shops, as tests do, reads a rule once. Should
    Werkzeug rename the methods, we are slower and nothing else.
    """

    def _parse_rule(self, rule: str) -> Iterable[RulePart]:
        known = _PARSED.get(rule)
        if known is None:
            parts = tuple(super()._parse_rule(rule))
            trace, converters = tuple(self._trace), dict(self._converters)
            _PARSED[rule] = _Parsed(parts=parts, trace=trace, converters=converters)
            return parts
        self._trace[:] = known.trace
        self._converters.update(known.converters)
        self.arguments.update(known.converters)
        return known.parts

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_now = super()._compile_builder
        compiled: list[Callable[..., tuple[str, str]]] = []

        def build(rule: QuickRule, **values: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(compile_now(append_unknown))
            return compiled[0](rule, **values)

        return build
