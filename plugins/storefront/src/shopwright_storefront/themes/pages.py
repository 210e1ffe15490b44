"""From a page's file to the tree of sections and blocks that is rendered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest
from shopwright_storefront.themes.overlay import Node, PageFile
from shopwright_storefront.themes.parsing import Source
from shopwright_storefront.themes.positions import Path
from shopwright_storefront.themes.schema import Kind, Schema
from shopwright_storefront.themes.setting_values import values_of
from shopwright_storefront.themes.settings import Known

MAX_SECTIONS = 50
MAX_BLOCKS = 100
MAX_BLOCK_DEPTH = 6
RULE = "PageTemplateSchema"
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockTree:
    """A block with its values, and those in it."""

    id: str
    type: str
    settings: Mapping[str, Any]
    schema: Schema
    blocks: tuple[BlockTree, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTree:
    """A section with its values and blocks. `index` counts from 1."""

    id: str
    type: str
    settings: Mapping[str, Any]
    schema: Schema
    blocks: tuple[BlockTree, ...] = ()
    index: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTree:
    """A page, ready to be rendered."""

    name: str
    layout: str
    sections: tuple[SectionTree, ...]


class Schemas(Protocol):
    """Which sections and blocks there are."""

    @property
    def known(self) -> Known:
        """What their settings can refer to."""

    def schema(self, kind: Kind, name: str) -> Schema | None:
        """The schema of one; None when there is none."""

    def types(self, kind: Kind) -> Sequence[str]:
        """All that there are."""


def build_page(
    page: PageFile, name: str, schemas: Schemas, source: Source
) -> tuple[PageTree, list[Finding]]:
    """The tree of what is valid, and findings about the rest, which is left out."""
    builder = _Builder(name, schemas, source)
    return builder.page(page), builder.findings


class _Builder:
    def __init__(self, name: str, schemas: Schemas, source: Source) -> None:
        self._name = name
        self._schemas = schemas
        self._source = source
        self.findings: list[Finding] = []

    def page(self, page: PageFile) -> PageTree:
        self._check_order(page.order, page.sections, ("order",))
        if len(page.sections) > MAX_SECTIONS:
            self._say(
                "TemplateLimits",
                f"{len(page.sections)} sections are too many; a page may have {MAX_SECTIONS}",
                ("sections",),
            )
        sections: list[SectionTree] = []
        for key in page.order[:MAX_SECTIONS]:
            node = page.sections.get(key)
            if node is not None and not node.disabled:
                built = self._section(key, node, len(sections) + 1)
                sections += [built] if built else []
        self._check_counts(sections)
        return PageTree(name=self._name, layout=page.layout, sections=tuple(sections))

    def _section(self, key: str, node: Node, index: int) -> SectionTree | None:
        at: Path = ("sections", key)
        schema = self._schema("section", node.type, (*at, "type"))
        if schema is None or not self._is_named(key, at):
            return None
        if schema.allowed_in and not self._is_allowed(schema):
            places = ", ".join(schema.allowed_in)
            message = f"the section '{node.type}' belongs to {places}, not to {self._name}"
            self._say(RULE, message, (*at, "type"))
            return None
        left = [MAX_BLOCKS]
        blocks = tuple(self._blocks(node, schema, at, 1, left))
        if left[0] < 0:
            message = f"more than {MAX_BLOCKS} blocks are too many for a section"
            self._say("TemplateLimits", message, (*at, "blocks"))
        return SectionTree(
            id=key,
            type=node.type,
            settings=self._values(schema, node, at),
            schema=schema,
            blocks=blocks,
            index=index,
        )

    def _blocks(
        self, node: Node, schema: Schema, at: Path, depth: int, left: list[int]
    ) -> Iterator[BlockTree]:
        if depth > MAX_BLOCK_DEPTH and node.blocks:
            message = f"blocks may be nested {MAX_BLOCK_DEPTH} deep"
            self._say("TemplateLimits", message, (*at, "blocks"))
            return
        order = node.block_order or tuple(node.blocks)
        self._check_order(order, node.blocks, (*at, "block_order"))
        for key in order:
            child = node.blocks.get(key)
            if child is None or child.disabled:
                continue
            left[0] -= 1
            if left[0] >= 0:
                built = self._block(key, child, schema, (*at, "blocks", key), depth, left)
                if built is not None:
                    yield built

    def _block(
        self, key: str, node: Node, parent: Schema, at: Path, depth: int, left: list[int]
    ) -> BlockTree | None:
        if node.type not in parent.blocks:
            message = f"a block '{node.type}' is not allowed here"
            self._say(RULE, message + did_you_mean(node.type, parent.blocks), (*at, "type"))
            return None
        schema = self._schema("block", node.type, (*at, "type"))
        if schema is None or not self._is_named(key, at):
            return None
        return BlockTree(
            id=key,
            type=node.type,
            settings=self._values(schema, node, at),
            schema=schema,
            blocks=tuple(self._blocks(node, schema, at, depth + 1, left)),
        )

    def _values(self, schema: Schema, node: Node, at: Path) -> Mapping[str, Any]:
        here = (*at, "settings")
        values, found = values_of(
            schema.settings, node.settings, self._schemas.known, self._source, here, RULE
        )
        self.findings += found
        return values

    def _schema(self, kind: Kind, name: str, at: Path) -> Schema | None:
        schema = self._schemas.schema(kind, name)
        if schema is None:
            known = self._schemas.types(kind)
            message = f"there is no {kind} '{name}'{did_you_mean(name, known)}"
            if name in known:
                message = f"the schema of the {kind} '{name}' cannot be used as it is"
            self._say(RULE, message, at, "" if name in known else nearest(name, known))
        return schema

    def _is_allowed(self, schema: Schema) -> bool:
        plain = self._name.partition(".")[0]
        return any(place in (self._name, plain) for place in schema.allowed_in)

    def _is_named(self, key: str, at: Path) -> bool:
        if _ID.fullmatch(key):
            return True
        self._say(RULE, f"'{key}' is no id; use small letters, digits, '-' and '_'", at)
        return False

    def _check_order(self, order: Sequence[str], nodes: Mapping[str, Node], at: Path) -> None:
        for key, count in Counter(order).items():
            if key not in nodes:
                message = f"'{key}' is ordered, but there is none{did_you_mean(key, nodes)}"
                self._say(RULE, message, at, nearest(key, nodes))
            elif count > 1:
                self._say(RULE, f"'{key}' is ordered twice", at)
        for key in nodes:
            if key not in order:
                self._say(RULE, f"'{key}' is not in the order, so it would not be shown", at)

    def _check_counts(self, sections: Sequence[SectionTree]) -> None:
        for name, count in Counter(section.type for section in sections).items():
            most = next(s.schema.max_per_page for s in sections if s.type == name)
            if most and count > most:
                message = f"{count} sections '{name}'; at most {most} are allowed on a page"
                self._say("TemplateLimits", message, ("sections",))

    def _say(self, rule: str, message: str, at: Path, suggestion: str = "") -> None:
        self.findings.append(self._source.finding(rule, message, at, suggestion=suggestion))
