"""`Theme`: a theme as it is in force, with all that it inherits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.findings import Finding, ThemeInvalid, did_you_mean, nearest
from shopwright_storefront.themes.icons import icon_names
from shopwright_storefront.themes.locales import Texts, read_texts, texts_for
from shopwright_storefront.themes.manifest import MANIFEST, Manifest
from shopwright_storefront.themes.overlay import Overlay, PageFile, PresetFile, lay_over
from shopwright_storefront.themes.pages import PageTree, build_page
from shopwright_storefront.themes.parsing import Source, merged, read_json, read_toml, validated
from shopwright_storefront.themes.schema import Kind, Schema, read_schema, schema_names
from shopwright_storefront.themes.setting_rules import check_settings
from shopwright_storefront.themes.setting_values import values_of
from shopwright_storefront.themes.settings import Known

GROUPS = "groups"


class PageMissing(LookupError):
    """No theme of the chain has a file for this page."""


@dataclass(kw_only=True)
class Theme:
    """One theme version. What its files say is read when it is needed, and kept.

    `findings` grow while files are read; they belong to the files, never to a merchant's overlay.
    """

    chain: Chain
    manifest: Manifest
    findings: list[Finding] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its own, not that of a parent."""
        return self.manifest.theme.name

    @cached_property
    def known(self) -> Known:
        """What settings of sections and blocks can refer to."""
        schemes = [s.id for s in self.manifest.settings if s.type == "color_scheme"]
        return Known(schemes=schemes, fonts=list(self.manifest.fonts), icons=icon_names(self.chain))

    @cached_property
    def _texts(self) -> Mapping[str, Texts]:
        texts, found = read_texts(self.chain)
        self.findings += found
        return texts

    @property
    def locales(self) -> list[str]:
        """The languages that it has texts in."""
        return sorted(self._texts)

    def texts(self, locale: str) -> Texts:
        """Its texts in a language, or in the nearest that it has."""
        return texts_for(self._texts, locale)

    @cached_property
    def _schemas(self) -> dict[tuple[Kind, str], Schema | None]:
        return {}

    def schema(self, kind: Kind, name: str) -> Schema | None:
        """The schema of a section or block; None when there is none."""
        key = (kind, name)
        if key not in self._schemas:
            self._schemas[key] = read_schema(self.chain, kind, name, self.known, self.findings)
        return self._schemas[key]

    def types(self, kind: Kind) -> Sequence[str]:
        """The sections or blocks that there are."""
        return schema_names(self.chain, kind)

    def settings(self, overlay: Overlay) -> dict[str, Any]:
        """The theme's own settings: defaults, and what the merchant says."""
        nowhere = Source(folder=self.chain.folders[0], path=MANIFEST, data={})
        known = Known(fonts=self.known.fonts, icons=self.known.icons, defines=True)
        values, _ = values_of(
            self.manifest.settings, overlay.settings, known, nowhere, (), "InvalidSettingDefault"
        )
        return values

    @cached_property
    def _made_of_sections(self) -> dict[str, bool]:
        return {}

    def has_page(self, name: str) -> bool:
        """Whether the page is made of sections: `templates/NAME.json` is not beyond `NAME.html`."""
        known = self._made_of_sections.get(name)
        if known is None:
            known = self._made_of_sections[name] = self._is_made_of_sections(name)
        return known

    def _is_made_of_sections(self, name: str) -> bool:
        json = self.chain.owner(f"templates/{name}.json")
        html = self.chain.owner(f"templates/{name}.html")
        folders = self.chain.folders
        return json is not None and (html is None or folders.index(json) <= folders.index(html))

    def page(self, name: str, overlay: Overlay) -> tuple[PageTree, tuple[str, ...]]:
        """The page `product`, `product.gift`, or the group `groups/header`, as the merchant has it.

        Also what of the overlay is not shown, as sentences. Raises `PageMissing`, `ThemeInvalid`.
        """
        page, source, own = self._page(name)
        laid = lay_over(page, overlay.pages.get(name))
        tree, found = build_page(laid.page, name, self, source)
        gone = [f"{'.'.join(map(str, path))} is not in the theme any more" for path in laid.lost]
        return tree, (*gone, *(one.message for one in found if one not in own))

    def files(self, name: str, overlay: Overlay) -> tuple[PageFile, PageFile]:
        """The page as its file has it, and with the merchant's changes. Raises as `page` does."""
        own = self._page(name)[0]
        return own, lay_over(own, overlay.pages.get(name)).page

    def page_names(self) -> list[str]:
        """The pages that are made of sections, and the groups: `groups/header`."""
        pages = [path.removeprefix("templates/") for path in self.chain.names("templates", ".json")]
        folder = f"sections/{GROUPS}"
        groups = [path.removeprefix("sections/") for path in self.chain.names(folder, ".json")]
        names = [name.removesuffix(".json") for name in (*pages, *groups)]
        return [name for name in names if name.startswith(f"{GROUPS}/") or self.has_page(name)]

    @cached_property
    def _pages(self) -> dict[str, tuple[PageFile, Source, list[Finding]]]:
        return {}

    def _page(self, name: str) -> tuple[PageFile, Source, list[Finding]]:
        """The page as the theme has it, and what is wrong with it."""
        if name not in self._pages:
            source = self._page_source(name)
            page = validated(PageFile, source, "PageTemplateSchema", self.findings)
            if page is None:
                raise ThemeInvalid([f for f in self.findings if f.file == source.path])
            _, found = build_page(page, name, self, source)
            self.findings += found
            self._pages[name] = page, source, found
        return self._pages[name]

    def _page_source(self, name: str) -> Source:
        is_group = name.startswith(f"{GROUPS}/")
        path = f"sections/{name}.json" if is_group else f"templates/{name}.json"
        owner = self.chain.owner(path)
        if owner is None:
            known = [
                one.removeprefix("templates/") for one in self.chain.names("templates", ".json")
            ]
            raise PageMissing(f"there is no '{path}'{did_you_mean(f'{name}.json', known)}")
        found: list[Finding] = []
        source = read_json(owner, path, "PageTemplateSchema", found)
        self.findings += found
        if source is None:
            raise ThemeInvalid(found)
        return source

    def preset(self, name: str) -> PresetFile:
        """A whole look, to be used as an overlay. Raises `ThemeInvalid`."""
        path = f"presets/{name}.json"
        known = [one.removeprefix("presets/")[:-5] for one in self.chain.names("presets", ".json")]
        owner = self.chain.owner(path)
        found: list[Finding] = []
        source = read_json(owner, path, "PageTemplateSchema", found) if owner else None
        preset = validated(PresetFile, source, "PageTemplateSchema", found) if source else None
        if preset is None:
            message = f"there is no preset '{name}'{did_you_mean(name, known)}"
            missing = Finding(
                rule="PageTemplateSchema",
                message=message,
                file=path,
                suggestion=nearest(name, known),
            )
            raise ThemeInvalid(found or [missing])
        return preset

    def presets(self) -> list[str]:
        """The names of its presets."""
        return [path[len("presets/") : -5] for path in self.chain.names("presets", ".json")]


def load_theme(chain: Chain) -> Theme:
    """The theme of a chain of folders. Raises `ThemeInvalid` when its manifest cannot be used."""
    findings: list[Finding] = []
    own, data = _manifests(chain, findings)
    manifest = validated(Manifest, Source(folder=own.folder, path=own.path, data=data, lines=own.lines),
                         "ManifestSchema", findings) if own else None  # fmt: skip
    if manifest is None or own is None:
        raise ThemeInvalid(findings or [_no_manifest(chain)])
    theme = Theme(chain=chain, manifest=manifest, findings=findings)
    known = Known(fonts=list(manifest.fonts), icons=theme.known.icons, defines=True)
    theme.findings += check_settings(manifest.settings, own, ("settings",), known)
    theme.findings += _unnamed(manifest, chain, own)
    return theme


def _manifests(chain: Chain, findings: list[Finding]) -> tuple[Source | None, dict[str, Any]]:
    """The theme's own manifest, and what comes of it and those of its parents."""
    own: Source | None = None
    data: dict[str, Any] = {}
    for folder in reversed(chain.folders):
        own = read_toml(folder, MANIFEST, "ManifestSchema", findings)
        if own is not None:
            inherited: dict[str, Any] = {
                key: data[key] for key in ("images", "menus", "fonts", "slots") if key in data
            }
            settings = _merged_settings(own.data.get("settings", []), data.get("settings", []))
            data = merged(inherited, own.data) | ({"settings": settings} if settings else {})
    return own, data


def _merged_settings(own: Any, inherited: Any) -> Any:
    """By id, the theme's own first, so that indexes into its file stay right."""
    if not isinstance(own, list) or not all(isinstance(one, dict) for one in own):
        return own
    by_id = {one.get("id"): one for one in inherited if one.get("id")}
    mine = [merged(by_id.get(one.get("id"), {}), one) for one in own]
    ids = {one.get("id") for one in own}
    return [*mine, *(one for one in inherited if one.get("id") not in ids)]


def _unnamed(manifest: Manifest, chain: Chain, own: Source) -> list[Finding]:
    """A theme is found by its folder's or entry point's name, which has to be its own."""
    expected = chain.folders[0].name
    if manifest.theme.name == expected:
        return []
    message = f"it is installed as '{expected}', and calls itself '{manifest.theme.name}'"
    return [own.finding("ManifestSchema", message, ("theme", "name"))]


def _no_manifest(chain: Chain) -> Finding:
    message = "there is no theme.toml; every theme has one at its top"
    return Finding(
        rule="ManifestSchema", message=message, file=MANIFEST, theme=chain.folders[0].name
    )
