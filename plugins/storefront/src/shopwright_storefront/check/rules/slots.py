"""Places where plugins show something."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jinja2 import nodes

from shopwright_storefront.check.calls import literal_names
from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.subject import Subject
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.render.slots import ANCHORS, SLOTS
from shopwright_storefront.theme_api.v1 import TEMPLATES
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest
from shopwright_storefront.themes.manifest import MANIFEST

_GUARANTEED = {name for names in ANCHORS.values() for name in names}
REQUIRED = tuple(name for name in SLOTS if name not in _GUARANTEED)
"""Slots that the engine cannot show by itself when a theme has left them out."""


@rule(
    "UnknownSlot",
    bad='{{ slot("section.afer") }}\n',
    good='{{ slot("section.after", section=section) }}\n',
)
def unknown_slot(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A slot is printed that no plugin could know, or without what plugins are promised there.

    The list of slots is closed, so that a plugin fits any theme. One that only this theme has is
    declared in theme.toml, under `[[slots.extra]]`. Plugins get what `base` gives: in the slot
    `product.tabs` that is `product=product`.
    """
    known = (*SLOTS, *(one.name for one in theme.theme.manifest.slots.extra))
    for call in walk.calls:
        own = call.function == "slot" and call.template.theme == theme.own.name
        if own and call.argument and call.argument not in known:
            message = f"there is no slot '{call.argument}'{did_you_mean(call.argument, known)}"
            near = nearest(call.argument, known)
            yield theme.fault(call.template.path, call.line, message, near)
    promised = _promised(theme)
    for call in walk.calls:
        own = call.function == "slot" and call.template.theme == theme.own.name
        for name in sorted(promised.get(call.argument, frozenset()) - call.keywords if own else ()):
            if "**" not in call.keywords:
                message = f"the slot '{call.argument}' needs {name}=..., which plugins look at"
                yield theme.fault(call.template.path, call.line, message, f"{name}=")


@rule(
    "MissingRequiredSlot",
    bad={"snippets/legal.html": "<ul><li>{{ shop.name }}</li></ul>\n"},
    good={"snippets/legal.html": '<ul><li>{{ shop.name }}</li>{{ slot("footer.legal") }}</ul>\n'},
)
def missing_required_slot(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A slot is shown nowhere, so what plugins have for it is lost.

    Whoever writes a template anew takes its slots over. Slots of forms, of mails and of the page's
    head and end are left out here: the engine shows them in any case.
    """
    shown = {call.argument for call in walk.calls if call.function == "slot"}
    for name in REQUIRED:
        if name not in shown and _has_place(theme, name):
            place = _lost_in(theme, name)
            if place is not None and not _is_unread(theme, place):
                message = f"the slot '{name}' is shown nowhere"
                if place != MANIFEST:
                    message += f"; the parent's '{place}' has it: print it here, too"
                yield theme.fault(place, 1, message, f'{{{{ slot("{name}") }}}}')


def _promised(theme: Subject) -> dict[str, frozenset[str]]:
    """What `base` gives in each slot, wherever it prints it."""
    found: dict[str, frozenset[str]] = {}
    base = theme.chain.folders[-1]
    for path in base.names("", ".html"):
        template = theme.template(f"{base.name}:{path}")
        for call in template.all(nodes.Call) if template else ():
            name = next(iter(literal_names(call.args[0])), "") if call.args else ""
            if isinstance(call.node, nodes.Name) and call.node.name == "slot" and name:
                given = frozenset(pair.key for pair in call.kwargs)
                found[name] = found.get(name, given) & given
    return found


def _is_unread(theme: Subject, path: str) -> bool:
    """Whether what it shows is not known: it cannot be read, or extends what cannot be found."""
    template = theme.at(path) if path != MANIFEST else None
    if template is None or template.error is not None:
        return template is not None
    names = [name for node in template.all(nodes.Extends) for name in literal_names(node.template)]
    return bool(names) and all(theme.referred(name, template) in (None, template) for name in names)


def _has_place(theme: Subject, name: str) -> bool:
    """Whether there is the page that the slot is named after, where it is named after one."""
    page = name.partition(".")[0]
    files = (f"templates/{page}.json", f"templates/{page}.html")
    return page not in TEMPLATES or any(theme.chain.owner(file) for file in files)


def _lost_in(theme: Subject, name: str) -> str | None:
    """The own file that should show it; None when it is no fault of this theme."""
    printed = re.compile(rf"slot\(\s*[\"']{re.escape(name)}[\"']")
    found, parents = False, theme.chain.folders[1:]
    for index, folder in enumerate(parents):
        for path in folder.names("", ".html"):
            if printed.search(folder.read(path) or ""):
                found = True
                nearer = any(one.find(path) for one in parents[:index])
                if theme.owns(path) and not nearer:
                    return path
    if not parents:
        return MANIFEST
    return MANIFEST if found and len(parents) == 1 else None
