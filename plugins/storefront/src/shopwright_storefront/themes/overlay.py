"""What a merchant has changed, laid over a theme's defaults, by ids.

It holds only what differs. Ids that a new version of the theme no longer has are kept in the
overlay, listed, and not rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from shopwright_storefront.themes.parsing import Described
from shopwright_storefront.themes.positions import Path


class Node(Described):
    """A section or block, as a page's file has it."""

    type: str
    settings: dict[str, Any] = {}
    blocks: dict[str, Node] = {}
    block_order: tuple[str, ...] = ()
    disabled: bool = False


class PageFile(Described):
    """`templates/index.json`, or a group: `sections/groups/header.json`."""

    layout: str = Field(default="base", pattern=r"^[a-z][a-z0-9_]*$")
    order: tuple[str, ...]
    sections: dict[str, Node]


class Change(Described):
    """What differs of one section or block. One with a `type` was added by the merchant."""

    type: str = ""
    settings: dict[str, Any] = {}
    blocks: dict[str, Change] = {}
    block_order: tuple[str, ...] | None = None
    removed: tuple[str, ...] = ()
    """Blocks of the theme's."""
    disabled: bool | None = None


class PageChange(Described):
    """What differs of one page."""

    sections: dict[str, Change] = {}
    order: tuple[str, ...] | None = None
    removed: tuple[str, ...] = ()


class SlotChange(Described):
    """How a slot's contents are arranged: plugins in order, and those that are switched off."""

    order: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


class Overlay(Described):
    """All that differs from a theme's defaults. `pages` also has groups: `groups/header`."""

    settings: dict[str, Any] = {}
    pages: dict[str, PageChange] = {}
    slots: dict[str, SlotChange] = {}


class PresetFile(Overlay):
    """`presets/NAME.json`: a whole look, which is an overlay with a name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A page with its changes, and the paths of those that found nothing to change."""

    page: PageFile
    lost: tuple[Path, ...] = ()


def lay_over(page: PageFile, change: PageChange | None) -> Laid:
    """The effective page."""
    if change is None:
        return Laid(page=page)
    lost: list[Path] = []
    sections = _nodes(page.sections, change.sections, ("sections",), lost)
    sections = {key: node for key, node in sections.items() if key not in change.removed}
    order = _order(page.order, change.order, sections)
    return Laid(
        page=page.model_copy(update={"sections": sections, "order": order}), lost=tuple(lost)
    )


def _nodes(
    nodes: Mapping[str, Node], changes: Mapping[str, Change], at: Path, lost: list[Path]
) -> dict[str, Node]:
    result = dict(nodes)
    for key, change in changes.items():
        if key in nodes:
            result[key] = _changed(nodes[key], change, (*at, key), lost)
        elif change.type:
            result[key] = _added(change)
        else:
            lost.append((*at, key))
    return result


def _changed(node: Node, change: Change, at: Path, lost: list[Path]) -> Node:
    blocks = _nodes(node.blocks, change.blocks, (*at, "blocks"), lost)
    blocks = {key: block for key, block in blocks.items() if key not in change.removed}
    disabled = node.disabled if change.disabled is None else change.disabled
    return node.model_copy(
        update={
            "settings": node.settings | change.settings,
            "blocks": blocks,
            "block_order": _order(
                node.block_order or tuple(node.blocks), change.block_order, blocks
            ),
            "disabled": disabled,
        }
    )


def _added(change: Change) -> Node:
    blocks = {key: _added(block) for key, block in change.blocks.items() if block.type}
    return Node(
        type=change.type,
        settings=change.settings,
        blocks=blocks,
        block_order=_order((), change.block_order, blocks),
        disabled=bool(change.disabled),
    )


def _order(
    default: tuple[str, ...], wanted: tuple[str, ...] | None, known: Iterable[str]
) -> tuple[str, ...]:
    """The wanted order; what it does not name (a new version's section) follows its predecessor."""
    keys = list(known)
    order = [key for key in dict.fromkeys(default if wanted is None else wanted) if key in keys]
    for index, key in enumerate(default):
        if key in keys and key not in order:
            before = [one for one in default[:index] if one in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, key)
    return (*order, *(key for key in keys if key not in order))
