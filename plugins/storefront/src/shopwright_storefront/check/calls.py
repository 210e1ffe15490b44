"""What is literally there in templates: calls of functions, names of other templates."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import nodes

from shopwright_storefront.check.subject import Template


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of the engine's functions. `argument` is its first one, if it is a literal."""

    template: Template
    line: int
    function: str
    argument: str
    keywords: frozenset[str]
    entry: str


def literal_names(node: nodes.Expr | None) -> list[str]:
    """The names in `include "a.html"` or `include ["a.html", "b.html"]`; none if computed."""
    parts = node.items if isinstance(node, nodes.List | nodes.Tuple) else [node]
    return [
        one.value for one in parts if isinstance(one, nodes.Const) and isinstance(one.value, str)
    ]


def is_super(node: nodes.Node) -> bool:
    called = node.node if isinstance(node, nodes.Call) else None
    return isinstance(called, nodes.Name) and called.name == "super"


def tested_names(template: Template) -> frozenset[str]:
    """Names in `x is defined` and `x|default(...)`."""
    found = [one.node for one in template.all(nodes.Test) if one.name in ("defined", "undefined")]
    found += [one.node for one in template.all(nodes.Filter) if one.name in ("default", "d")]  # type: ignore[misc]
    return frozenset(node.name for node in found if isinstance(node, nodes.Name))
