"""Schemas of sections and blocks: `sections/featured.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field

from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest
from shopwright_storefront.themes.parsing import Described, Source, read_toml, validated
from shopwright_storefront.themes.positions import Path
from shopwright_storefront.themes.setting_rules import check_settings
from shopwright_storefront.themes.setting_values import values_of
from shopwright_storefront.themes.settings import Known, Setting

Kind = Literal["section", "block"]
FOLDERS: Mapping[Kind, str] = {"section": "sections", "block": "blocks"}
PLUGIN_BLOCKS = "@plugin"

SourceName = Literal["collection_products", "products", "collections", "related", "page", "menu"]
ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "collection_products": ("collection", "sort"),
    "products": ("products",),
    "collections": ("collections",),
    "related": ("product",),
    "page": ("page",),
    "menu": ("menu",),
}


class Data(Described):
    """`data.NAME`: what is fetched before the section is rendered, and then called NAME in it.

    Arguments are texts, in which `{settings.NAME}` stands for a setting's value.
    """

    source: SourceName
    limit: int = Field(default=12, ge=1, le=50)
    collection: str = ""
    products: str = ""
    collections: str = ""
    product: str = ""
    page: str = ""
    menu: str = ""
    sort: str = ""

    def arguments(self) -> dict[str, str]:
        """Those that its source knows."""
        return {name: getattr(self, name) for name in ARGUMENTS[self.source]}


class Cache(Described):
    """`cache`: for how many seconds the section's HTML may be kept; `tags` end that sooner."""

    ttl: int = Field(default=300, ge=0, le=86_400)
    tags: tuple[str, ...] = ()


class PresetBlock(Described):
    """A block that a preset begins with."""

    type: str
    settings: dict[str, Any] = {}
    blocks: tuple[PresetBlock, ...] = ()


class Preset(Described):
    """What the editor offers to add."""

    name: str
    settings: dict[str, Any] = {}
    blocks: tuple[PresetBlock, ...] = ()


class Schema(Described):
    """What can be set of a section or a block, and which blocks it may hold.

    `main`: the page makes no sense without it; when it fails, `base` takes its place. `allowed_in`
    names templates and groups (`groups/header`); empty: all.
    """

    name: str
    allowed_in: tuple[str, ...] = ()
    max_per_page: int = Field(default=0, ge=0, le=50)
    blocks: tuple[str, ...] = ()
    cache: Cache | None = None
    settings: tuple[Setting, ...] = ()
    presets: tuple[Preset, ...] = ()
    data: dict[str, Data] = {}
    main: bool = False

    def setting(self, name: str) -> Setting | None:
        """The setting of this id."""
        return next((one for one in self.settings if one.id == name), None)


def read_schema(
    chain: Chain, kind: Kind, name: str, known: Known, findings: list[Finding]
) -> Schema | None:
    """The schema of one section or block; None when there is none, or it cannot be used."""
    path = f"{FOLDERS[kind]}/{name}.toml"
    owner = chain.owner(path)
    if owner is None:
        return None
    source = read_toml(owner, path, "ManifestSchema", findings)
    if source is None:
        return None
    schema = validated(Schema, source, "ManifestSchema", findings)
    if schema is not None:
        findings.extend(check_settings(schema.settings, source, ("settings",), known))
        findings.extend(_check_data(schema, source))
        findings.extend(_check_blocks(schema, chain, source))
        findings.extend(_check_presets(schema, source, known))
    return schema


def schema_names(chain: Chain, kind: Kind) -> list[str]:
    """The types of sections or blocks that there are."""
    folder = FOLDERS[kind]
    paths = chain.names(folder, ".toml")
    return [path.removeprefix(f"{folder}/").removesuffix(".toml") for path in paths]


def _check_data(schema: Schema, source: Source) -> Iterable[Finding]:
    ids = [setting.id for setting in schema.settings]
    for name, data in schema.data.items():
        for argument in (
            "collection",
            "products",
            "collections",
            "product",
            "page",
            "menu",
            "sort",
        ):
            value, at = getattr(data, argument), ("data", name, argument)
            if value and argument not in ARGUMENTS[data.source]:
                message = f"'{argument}' is not known to the source '{data.source}'"
                yield source.finding("ManifestSchema", message, at)
            used = setting_used(value)
            if used and used not in ids:
                message = f"there is no setting '{used}'{did_you_mean(used, ids)}"
                yield source.finding("UnknownSetting", message, at, suggestion=nearest(used, ids))


def _check_blocks(schema: Schema, chain: Chain, source: Source) -> Iterable[Finding]:
    known = schema_names(chain, "block")
    for index, name in enumerate(schema.blocks):
        if name != PLUGIN_BLOCKS and name not in known:
            message = f"there is no block 'blocks/{name}.toml'{did_you_mean(name, known)}"
            at = ("blocks", index)
            yield source.finding("MissingTemplate", message, at, suggestion=nearest(name, known))


def _check_presets(schema: Schema, source: Source, known: Known) -> Iterable[Finding]:
    """Their values are those that a merchant begins with. Blocks are checked when they are added."""
    for index, preset in enumerate(schema.presets):
        at: Path = ("presets", index, "settings")
        rule = "InvalidSettingDefault"
        yield from values_of(schema.settings, preset.settings, known, source, at, rule)[1]
        for number, block in enumerate(preset.blocks):
            if block.type not in schema.blocks and PLUGIN_BLOCKS not in schema.blocks:
                where = ("presets", index, "blocks", number, "type")
                message = f"a block '{block.type}' is not allowed here"
                message += did_you_mean(block.type, schema.blocks)
                near = nearest(block.type, schema.blocks)
                yield source.finding("PageTemplateSchema", message, where, suggestion=near)


def setting_used(text: str) -> str:
    """`{settings.collection}` -> collection; empty for a text that names no setting."""
    start, end = "{settings.", "}"
    _, found, after = text.partition(start)
    return after.partition(end)[0] if found else ""


def filled(text: str, settings: Mapping[str, Any]) -> Any:
    """The text with its setting's value; where it is nothing but that, the value as it is."""
    name = setting_used(text)
    if not name:
        return text
    whole, value = f"{{settings.{name}}}", settings.get(name)
    return value if text == whole else text.replace(whole, str(value or ""))
