"""`Subject`: a theme under examination, with all that rules ask of it, read and parsed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

from jinja2 import TemplateSyntaxError, nodes

from shopwright_storefront.check.markup import Tag, tags_of
from shopwright_storefront.render.engine import FILTERS, FUNCTIONS
from shopwright_storefront.render.environment import ThemeEnvironment
from shopwright_storefront.themes.checking import check_overlay
from shopwright_storefront.themes.files import Chain, Folder
from shopwright_storefront.themes.findings import Finding, ThemeInvalid
from shopwright_storefront.themes.locales import read_texts
from shopwright_storefront.themes.manifest import MANIFEST
from shopwright_storefront.themes.overlay import Overlay
from shopwright_storefront.themes.schema import FOLDERS, Schema, schema_names
from shopwright_storefront.themes.theme import GROUPS, PageMissing, load_theme

N = TypeVar("N", bound=nodes.Node)
TEMPLATES = (".html", ".txt")
_READ = (*TEMPLATES, ".toml", ".json")
_PARSER = ThemeEnvironment(Chain(folders=()), strict=True)
_NOT_TEMPLATES = ("assets/", "fixtures/")
_ARGUMENT = re.compile(r"@param\s+(\w+)\s*:\s*([^\n]*?)\s*-?(?:#\}|\n)")


@dataclass(frozen=True, eq=False)
class Template:
    """A template of the theme, or of one that it inherits from. `tree` None: it has an `error`."""

    theme: str
    path: str
    text: str
    tree: nodes.Template | None
    error: TemplateSyntaxError | None

    @property
    def name(self) -> str:
        """As the engine knows it: `linen:sections/hero.html`."""
        return f"{self.theme}:{self.path}"

    @cached_property
    def tags(self) -> list[Tag]:
        """The tags of its HTML."""
        return tags_of(self.text) if self.path.endswith(".html") else []

    @cached_property
    def names(self) -> frozenset[str]:
        """All names that it reads."""
        return frozenset(node.name for node in self.all(nodes.Name) if node.ctx == "load")

    @cached_property
    def parameters(self) -> dict[str, str]:
        """What its comments say of arguments: `@param product: ProductCard`."""
        return dict(_ARGUMENT.findall(self.text))

    @cached_property
    def _by_kind(self) -> dict[type[nodes.Node], list[nodes.Node]]:
        found: dict[type[nodes.Node], list[nodes.Node]] = {}
        waiting: list[nodes.Node] = [self.tree] if self.tree else []
        while waiting:
            node = waiting.pop()
            found.setdefault(type(node), []).append(node)
            waiting += node.iter_child_nodes()
        return found

    def all(self, *kinds: type[N]) -> list[N]:
        """Its nodes of these kinds."""
        return [node for kind in kinds for node in self._by_kind.get(kind, ())]  # type: ignore[misc]


class Subject:
    """Raises `ThemeInvalid` when the manifest cannot be used: whatever else was said, without its
    parent and settings, would be wrong.
    """

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.own: Folder = chain.folders[0]
        self.readings: list[Finding] = []
        self.theme = load_theme(chain)
        self.environment = ThemeEnvironment(
            chain, strict=True, functions=FUNCTIONS, filters=FILTERS
        )
        self._templates: dict[str, Template | None] = {}
        self._read()

    # Files

    def files(self, folder: str = "", suffix: str = "") -> list[str]:
        """Paths of the theme's own files; none of hidden folders."""
        found = self.own.names(folder, suffix)
        return [path for path in found if not any(part[0] == "." for part in path.split("/"))]

    def text(self, path: str) -> str:
        """An own file's text; empty for one that cannot be read, which is told elsewhere."""
        try:
            return self.own.read(path) or ""
        except ThemeInvalid:
            return ""

    def template(self, name: str) -> Template | None:
        """A template by its whole name; None when there is none."""
        if name not in self._templates:
            self._templates[name] = self._parsed(name)
        return self._templates[name]

    def at(self, path: str) -> Template | None:
        """The template in force at this path."""
        return self.template(self.environment.whole_name(path))

    def referred(self, name: str, template: Template) -> Template | None:
        """What a template names: `snippets/card.html`, `parent:sections/hero.html`."""
        try:
            return self.template(self.environment.join_path(name, template.name))
        except ThemeInvalid:
            return None

    @cached_property
    def templates(self) -> list[Template]:
        """The theme's own."""
        names = [f"{self.own.name}:{path}" for path in self._paths(self.files)]
        return [one for one in map(self.template, names) if one is not None]

    @cached_property
    def paths(self) -> list[str]:
        """Paths of all templates, of the theme and of what it inherits."""
        found = self._paths(self.chain.names)
        return [path for path in found if not any(part[0] == "." for part in path.split("/"))]

    def fault(
        self, path: str, line: int, message: str, suggestion: str = "", column: int = 0
    ) -> Finding:
        """A finding in an own file; the rule that yields it is put in by the check."""
        return Finding(
            rule="", message=message, file=path, theme=self.own.name, line=line, column=column,
            suggestion=suggestion,
        )  # fmt: skip

    def read(self, rule: str) -> Iterator[Finding]:
        """What reading the theme's own files has told of this rule."""
        for finding in self.readings:
            if finding.rule == rule and finding.theme in ("", self.own.name):
                yield finding

    def schemas(self) -> Iterator[tuple[str, str, Schema]]:
        """Sections and blocks of the chain: folder, name, schema."""
        for kind, folder in FOLDERS.items():
            for name in schema_names(self.chain, kind):
                schema = self.theme.schema(kind, name)
                if schema is not None:
                    yield folder, name, schema

    def owns(self, path: str) -> bool:
        """Whether the theme itself has the file."""
        try:
            return self.own.find(path) is not None
        except ThemeInvalid:
            return False

    def _read(self) -> None:
        """Let the engine's readers read everything; what they say are findings."""
        for path in self.files():
            if path.endswith(".css" if path.startswith("assets/") else _READ):
                self._tried(self.own.read, path)
        for kind in FOLDERS:
            for name in schema_names(self.chain, kind):
                self._tried(self.theme.schema, kind, name)
        self._tried(lambda: self.theme.locales)
        self.readings += read_texts(self.chain, editor=True)[1]
        for name in self._pages():
            self._tried(self.theme.page, name, Overlay())
        for path in self.files("presets", ".json"):
            self._tried(self._preset, path)
        self.readings += self.theme.findings

    def _tried(self, read: Callable[..., object], *arguments: object) -> None:
        try:
            read(*arguments)
        except ThemeInvalid as invalid:
            self.readings += invalid.findings
        except PageMissing:
            pass

    def _pages(self) -> Iterator[str]:
        for path in self.chain.names("templates", ".json"):
            yield path.removeprefix("templates/").removesuffix(".json")
        for path in self.chain.names(f"sections/{GROUPS}", ".json"):
            yield path.removeprefix("sections/").removesuffix(".json")

    def _preset(self, path: str) -> None:
        preset = self.theme.preset(path.removeprefix("presets/").removesuffix(".json"))
        for finding in check_overlay(self.theme, preset):
            told = f"{finding.message}"
            self.readings.append(
                Finding(rule=finding.rule, message=told, file=path, theme=self.own.name, line=1)
            )

    def _paths(self, names: Callable[[str, str], list[str]]) -> Iterator[str]:
        for suffix in TEMPLATES:
            for path in names("", suffix):
                if not path.startswith(_NOT_TEMPLATES):
                    yield path

    def _parsed(self, name: str) -> Template | None:
        theme, _, path = name.rpartition(":")
        folder = self.chain.folder(theme)
        try:
            text = folder.read(path) if folder else None
        except ThemeInvalid as invalid:
            self.readings += invalid.findings
            return None
        if text is None:
            return None
        return _parsed(theme, path, text)


@lru_cache(maxsize=1024)
def _parsed(theme: str, path: str, text: str) -> Template:
    """Kept, since parents stay as they are while a theme is checked again and again."""
    try:
        return Template(theme, path, text, _PARSER.parse(text, name=f"{theme}:{path}"), None)
    except TemplateSyntaxError as error:
        return Template(theme, path, text, None, error)
    except RecursionError:
        deep = TemplateSyntaxError("it is nested too deep to be read", 1)
        return Template(theme, path, text, None, deep)


def manifest_line(subject: Subject, key: str) -> int:
    """The line of theme.toml that begins with `key`; 1 when none does."""
    for number, line in enumerate(subject.text(MANIFEST).splitlines(), 1):
        if line.strip().startswith(key):
            return number
    return 1
