"""Templates that extend another: only their blocks are shown, and only those that it has, too."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes

from shopwright_storefront.check.calls import literal_names
from shopwright_storefront.check.subject import N, Subject, Template
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest


def unknown_blocks(theme: Subject) -> Iterator[Finding]:
    """Blocks that override nothing. Those within a block of its own are new, and shown there."""
    for template in theme.templates:
        known = _inherited(theme, template)
        if known is None:
            continue
        for node in _top(template, nodes.Block):
            if node.name not in known:
                message = f"'{_named(template)}' has no block '{node.name}', so it is shown nowhere"
                message += did_you_mean(node.name, known)
                near = nearest(node.name, known)
                yield theme.fault(template.path, node.lineno, message, near)


def outside_of_blocks(theme: Subject) -> Iterator[Finding]:
    """What is printed beside the blocks."""
    for template in theme.templates:
        for output in _top(template, nodes.Output) if _named(template) else ():
            line = next((_line(part) for part in output.nodes if _shows(part)), 0)
            if line:
                message = "what is not in a block is not shown where a template extends another"
                yield theme.fault(template.path, line, f"{message}; put it into a block")


def _named(template: Template) -> str:
    """What it extends, whatever else it does; empty where that is computed, or nothing."""
    found = next(iter(_top(template, nodes.Extends)), None)
    names = literal_names(found.template) if found is not None else []
    return names[0] if names else ""


def _top(template: Template, kind: type[N]) -> list[N]:
    body = template.tree.body if template.tree is not None else []
    return [node for node in body if isinstance(node, kind)]


def _inherited(theme: Subject, template: Template) -> set[str] | None:
    """The blocks of all that it extends; None where that is not known."""
    found: set[str] = set()
    seen, name = {template.name}, _named(template)
    if not name:
        return None
    while name:
        parent = theme.referred(name, template)
        if parent is None or parent.tree is None or parent.name in seen:
            return None
        seen.add(parent.name)
        found |= {block.name for block in parent.all(nodes.Block)}
        template, name = parent, _named(parent)
    return None if template.all(nodes.Extends) else found


def _shows(part: nodes.Node) -> bool:
    return not isinstance(part, nodes.TemplateData) or bool(part.data.strip())


def _line(part: nodes.Node) -> int:
    """Where it begins; text has the line breaks before it."""
    text = part.data if isinstance(part, nodes.TemplateData) else ""
    return part.lineno + text[: len(text) - len(text.lstrip())].count("\n")
