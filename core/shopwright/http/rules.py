"""Routes that are quick to declare: there are hundreds, and an address is built of few of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class QuickRule(Rule):
    """Compiles what builds an address (`url_for`) when it is first asked for one.

    Werkzeug compiles two functions per rule when it is added: nine tenths of what a shop's routes
    take when it starts. Should it rename the method, we are slower and nothing else.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_now = super()._compile_builder
        compiled: list[Callable[..., tuple[str, str]]] = []

        def build(rule: QuickRule, **values: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(compile_now(append_unknown))
            return compiled[0](rule, **values)

        return build
