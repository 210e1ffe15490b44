"""What names stand for while templates are read: scopes, macros, modules, and where pages begin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from jinja2 import nodes

from shopwright_storefront.check.kinds import (
    NOTHING,
    TEXT,
    UNKNOWN,
    Kind,
    ListOf,
    MapOf,
    Record,
    either,
    of_annotation,
    of_settings,
)
from shopwright_storefront.check.subject import Subject, Template
from shopwright_storefront.render.tags import OPENER
from shopwright_storefront.theme_api import v1
from shopwright_storefront.themes.schema import Schema

Names = dict[str, Kind]


@dataclass(slots=True, eq=False)
class Scope:
    """Names at one place. `root`: where the template began, which is what its blocks see."""

    names: Names
    outer: Scope | None = None

    def get(self, name: str) -> Kind | None:
        """What the name stands for; None for an unknown one."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None

    def inner(self, names: Mapping[str, Kind] | None = None) -> Scope:
        """A scope within this one."""
        return Scope(dict(names or {}), self)

    @property
    def root(self) -> Scope:
        """The outermost one."""
        scope = self
        while scope.outer is not None:
            scope = scope.outer
        return scope

    def all(self) -> Names:
        """Every name that is known here."""
        return {**(self.outer.all() if self.outer else {}), **self.names}


@dataclass(slots=True, eq=False)
class Macro:
    """A macro, where it was written, and what it sees there."""

    template: Template
    node: nodes.Macro
    scope: Scope


@dataclass(slots=True, eq=False)
class Module:
    """An imported template."""

    path: str
    names: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A template that the engine begins with, and what it gets there."""

    path: str
    names: Names = field(hash=False)


FORM = Record("Form", dict(of_annotation(v1.Form).fields), rest=of_annotation(v1.Field))
LOOP = Record(
    "the loop",
    dict.fromkeys(
        [
            "index",
            "index0",
            "revindex",
            "revindex0",
            "first",
            "last",
            "length",
            "depth",
            "depth0",
            "previtem",
            "nextitem",
            "cycle",
            "changed",
        ],
        UNKNOWN,
    ),
)
_DRAWN: Mapping[str, Names] = {
    "snippets/form_problems.html": {"form": FORM},
    "snippets/field.html": {"field": of_annotation(v1.Field), "id": TEXT, "attributes": TEXT},
    "snippets/pagination.html": {"page": of_annotation(v1.Page)},
    "snippets/empty_state.html": {"kind": TEXT, "action": TEXT, "label": TEXT},
}
"""Snippets that functions draw with."""
_DATA: Mapping[str, Kind] = {
    "page": either([of_annotation(v1.ContentPage), NOTHING]),
    "menu": ListOf(of_annotation(v1.MenuItem)),
    "collections": ListOf(of_annotation(v1.Collection)),
}
_CARDS = ListOf(of_annotation(v1.ProductCard))
_SCHEME = Record("color scheme", {"light": MapOf(TEXT), "dark": MapOf(TEXT)})


DOCUMENTS: Mapping[str, Mapping[str, type]] = {"email": v1.EMAILS, "print": v1.PRINTS}
"""Layouts that are not those of pages, and what they are around."""


def everywhere(subject: Subject) -> Names:
    """What every template has."""
    manifest = subject.theme.manifest
    items = ListOf(of_annotation(v1.MenuItem))
    return {
        **of_annotation(v1.Everywhere).fields,
        "settings": of_settings("the theme", manifest.settings, scheme=_SCHEME),
        "menus": Record("the menus", dict.fromkeys(manifest.menus, items)),
    }


def entries(subject: Subject) -> Iterator[Entry]:
    """All templates that the engine itself renders."""
    for path in subject.paths:
        folder, _, rest = path.partition("/")
        name = rest.rpartition(".")[0]
        if folder == "layouts":
            yield Entry(path, _layout(name))
        elif folder == "templates" and not rest.startswith("plugins/"):
            yield Entry(path, objects([name]))
        elif folder == "sections":
            yield Entry(path, _section(subject, name))
        elif folder == "blocks":
            schema = subject.theme.schema("block", name)
            yield Entry(path, {**objects(None), "block": _part(v1.Block, name, schema)})
        elif folder == "emails":
            yield Entry(path, dict(of_annotation(v1.EmailTemplate).fields))
        elif folder == "print" and name in v1.PRINTS:
            yield Entry(path, dict(of_annotation(v1.PRINTS[name]).fields))
        elif path in _DRAWN:
            yield Entry(path, {**objects(None), **_DRAWN[path]})


def objects(pages: list[str] | None) -> Names:
    """What templates of these pages get; of any page for None."""
    wanted = set(pages or v1.TEMPLATES)
    wanted |= {page.partition(".")[0] for page in wanted}
    known = [v1.TEMPLATES[page] for page in v1.TEMPLATES if page in wanted]
    if pages and any(page.startswith("groups/") for page in pages):
        known = list(v1.TEMPLATES.values())
    return _gathered(dict.fromkeys(known))


def _gathered(templates: Iterable[type]) -> Names:
    gathered: dict[str, list[Kind]] = {}
    for template in templates:
        for name, kind in of_annotation(template).fields.items():
            gathered.setdefault(name, []).append(kind)
    return {name: either(kinds) for name, kinds in gathered.items()}


def functions(subject: Subject) -> list[str]:
    """The functions that templates can call by name."""
    return [name for name in subject.environment.globals if name != OPENER]


def declared(text: str) -> Kind:
    """The kind that a `@param` names: `ProductCard`, `list of Image`."""
    named = [one for one in v1.OBJECTS if one.__name__ in text.replace(",", " ").split()]
    kind = either(of_annotation(one) for one in named) if named else UNKNOWN
    return ListOf(kind) if named and "list" in text.lower() else kind


def _layout(name: str) -> Names:
    """Those of mails and prints get what these get, the others any page."""
    documents = DOCUMENTS.get(name)
    if documents is None:
        return {**objects(None), "content": TEXT}
    return _gathered(dict.fromkeys(documents.values()))


def _section(subject: Subject, name: str) -> Names:
    schema = subject.theme.schema("section", name)
    allowed = list(schema.allowed_in) if schema else []
    data = {
        key: _DATA.get(one.source, _CARDS) for key, one in (schema.data if schema else {}).items()
    }
    return {**objects(allowed or None), **data, "section": _part(v1.Section, name, schema)}


def _part(annotation: type, name: str, schema: Schema | None) -> Record:
    known = of_annotation(annotation)
    owner = f"{known.name.lower()} '{name}'"
    settings = of_settings(owner, schema.settings) if schema else UNKNOWN
    return Record(known.name, {**known.fields, "settings": settings})
