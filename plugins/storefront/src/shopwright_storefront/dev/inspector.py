"""The objects of a page, with their types; and the reference of all objects."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, get_args, get_type_hints, is_typeddict

from markupsafe import Markup

from shopwright_storefront.render.failures import describe
from shopwright_storefront.render.view import View
from shopwright_storefront.theme_api import v1

_DEEPEST = 4


def inspected(view: View) -> Markup:
    """The page's own objects first, then what every template has."""
    name = f"{view.template}.{view.alternate}" if view.alternate else view.template
    own = v1.TEMPLATES.get(name, v1.Nothing)
    return Markup("<h1>{}</h1>{}<h2>Everywhere</h2>{}").format(
        name, _members(view.objects, own, 0), _members(view.everywhere, v1.Everywhere, 0)
    )


def reference() -> Markup:
    """Every object of the contract: what it is, and what it has."""
    return Markup("").join(
        Markup('<section id="{0}"><h2>{0}</h2><p>{1}</p><dl>{2}</dl></section>').format(
            one.__name__, inspect.getdoc(one) or "", _fields(one)
        )
        for one in v1.OBJECTS
    )


def written(hint: Any) -> str:
    """A type as the reference writes it: `list[Image]`, `Money | None`."""
    if hint is type(None):
        return "None"
    arguments = get_args(hint)
    if isinstance(hint, type) and not arguments:
        return hint.__name__
    return (
        str(hint).replace(f"{v1.__name__}.", "").replace("typing.", "").replace("markupsafe.", "")
    )


def _fields(owner: type) -> Markup:
    rows = get_type_hints(owner).items()
    return Markup("").join(
        Markup("<dt>{}</dt><dd><code>{}</code></dd>").format(name, written(hint))
        for name, hint in rows
    )


def _members(values: Mapping[str, Any], owner: type | None, depth: int) -> Markup:
    hints = get_type_hints(owner) if owner is not None and is_typeddict(owner) else {}
    rows = (_member(name, value, hints.get(name), depth) for name, value in values.items())
    return Markup("<ul>{}</ul>").format(Markup("").join(rows))


def _member(name: str, value: Any, hint: Any, depth: int) -> Markup:
    head = Markup("<b>{}</b> <code>{}</code>").format(
        name, written(hint) if hint is not None else ""
    )
    inner, owner = value, _dict_of(hint)
    if isinstance(value, list) and value:
        inner = value[0]
    if not isinstance(inner, Mapping) or not inner or depth >= _DEEPEST:
        return Markup("<li>{} <span class=value>{}</span></li>").format(head, describe(value))
    note = f"the first of {len(value)}" if isinstance(value, list) else ""
    return Markup("<li><details><summary>{} <i>{}</i></summary>{}</details></li>").format(
        head, note, _members(inner, owner, depth + 1)
    )


def _dict_of(hint: Any) -> type | None:
    """The typed dict in `list[Image]` or `Money | None`."""
    if is_typeddict(hint):
        found: type = hint
        return found
    return next((one for part in get_args(hint) if (one := _dict_of(part)) is not None), None)
