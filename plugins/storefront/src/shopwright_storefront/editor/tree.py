"""A page as the editor shows it: sections and blocks with their values, and what can be set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shopwright import OutModel

from shopwright_storefront.editor.errors import PageUnknown
from shopwright_storefront.themes.locales import Texts
from shopwright_storefront.themes.overlay import Node, Overlay
from shopwright_storefront.themes.schema import Kind, Schema
from shopwright_storefront.themes.setting_values import default_value
from shopwright_storefront.themes.settings import Setting
from shopwright_storefront.themes.theme import GROUPS, Theme


class OptionOut(OutModel):
    """A choice."""

    value: str
    label: str


class SettingOut(OutModel):
    """A control of the form. `header` and `paragraph` are there to be read, and have no id."""

    id: str
    type: str
    label: str
    info: str
    group: str
    default: Any
    min: float | None
    max: float | None
    step: float | None
    unit: str
    options: list[OptionOut]
    visible_if: str
    translatable: bool


class PresetOut(OutModel):
    """What can be added in one go; `name` is what a change calls it."""

    name: str
    label: str


class SchemaOut(OutModel):
    """What can be set of a section or block of this type, and what it may hold."""

    type: str
    label: str
    main: bool
    max_per_page: int
    blocks: list[str]
    settings: list[SettingOut]
    presets: list[PresetOut]


class NodeOut(OutModel):
    """A section or block. `settings` are its values, `changed` those that are the merchant's own;
    `added`: it is not the theme's.
    """

    id: str
    type: str
    shown: bool
    added: bool
    settings: dict[str, Any]
    changed: list[str]
    blocks: list[NodeOut]


class TreeOut(OutModel):
    """A page of the draft. `lost` is what of the merchant's changes finds nothing to change.

    `schemas` are by kind and type: `section:hero`. `addable` are sections that may be put here.
    """

    theme: str
    version: str
    page: str
    layout: str
    sections: list[NodeOut]
    schemas: dict[str, SchemaOut]
    addable: list[str]
    lost: list[str]


def tree(theme: Theme, overlay: Overlay, page: str, texts: Texts) -> TreeOut:
    """Raises `PageUnknown`."""
    if page not in theme.page_names():
        raise PageUnknown(page, theme.page_names())
    own, now = theme.files(page, overlay)
    sections = _nodes(now.order, now.sections, own.sections, "section", theme)
    addable = [name for name in theme.types("section") if _is_addable(theme, name, page)]
    known: dict[tuple[Kind, str], Schema] = {}
    _gather(theme, "section", [*(node.type for node in now.sections.values()), *addable], known)
    return TreeOut(
        theme=theme.name,
        version=theme.manifest.theme.version,
        page=page,
        layout="" if page.startswith(f"{GROUPS}/") else now.layout,
        sections=sections,
        schemas={
            f"{kind}:{name}": _schema(name, schema, texts)
            for (kind, name), schema in sorted(known.items())
        },
        addable=addable,
        lost=list(theme.page(page, overlay)[1]),
    )


def settings_of(theme: Theme, texts: Texts) -> list[SettingOut]:
    """The theme's own."""
    return [_setting(one, texts) for one in theme.manifest.settings]


def labeled(key: str, texts: Texts) -> str:
    """The editor's text of a key such as `sections.hero.name`; without one, what it is called."""
    words = key.removesuffix(".name").rpartition(".")[2]
    return texts.find(key) or words.replace("_", " ").replace("-", " ").capitalize()


def _nodes(
    order: Sequence[str],
    nodes: Mapping[str, Node],
    own: Mapping[str, Node],
    kind: Kind,
    theme: Theme,
) -> list[NodeOut]:
    return [_node(key, nodes[key], own.get(key), kind, theme) for key in order if key in nodes]


def _node(key: str, node: Node, own: Node | None, kind: Kind, theme: Theme) -> NodeOut:
    schema = theme.schema(kind, node.type)
    settings = [one for one in schema.settings if not one.is_display] if schema else []
    before = own.settings if own else {}
    defaults = {one.id: default_value(one, theme.known) for one in settings}
    return NodeOut(
        id=key,
        type=node.type,
        shown=not node.disabled,
        added=own is None,
        settings=defaults | node.settings,
        changed=[name for name, value in node.settings.items() if before.get(name) != value],
        blocks=_nodes(
            node.block_order or tuple(node.blocks),
            node.blocks,
            own.blocks if own else {},
            "block",
            theme,
        ),
    )


def _gather(
    theme: Theme, kind: Kind, names: Iterable[str], known: dict[tuple[Kind, str], Schema]
) -> None:
    """The schemas of these, and of the blocks that may lie in them."""
    for name in names:
        schema = theme.schema(kind, name)
        if schema is not None and (kind, name) not in known:
            known[kind, name] = schema
            _gather(theme, "block", schema.blocks, known)


def _is_addable(theme: Theme, name: str, page: str) -> bool:
    schema = theme.schema("section", name)
    if schema is None or schema.main or not schema.presets:
        return False
    plain = page.partition(".")[0]
    return not schema.allowed_in or any(one in (page, plain) for one in schema.allowed_in)


def _schema(name: str, schema: Schema, texts: Texts) -> SchemaOut:
    return SchemaOut(
        type=name,
        label=labeled(schema.name, texts),
        main=schema.main,
        max_per_page=schema.max_per_page,
        blocks=list(schema.blocks),
        settings=[_setting(one, texts) for one in schema.settings],
        presets=[
            PresetOut(name=one.name, label=labeled(one.name, texts)) for one in schema.presets
        ],
    )


def _setting(setting: Setting, texts: Texts) -> SettingOut:
    return SettingOut(
        id=setting.id,
        type=setting.type,
        label=labeled(setting.label or setting.id, texts),
        info=texts.find(setting.info) or setting.info,
        group=setting.group,
        default=setting.default,
        min=setting.min,
        max=setting.max,
        step=setting.step,
        unit=setting.unit,
        options=[
            OptionOut(value=one.value, label=labeled(one.label or one.value, texts))
            for one in setting.options
        ],
        visible_if=setting.visible_if,
        translatable=setting.translatable,
    )
