"""Whether a merchant's changes fit a theme: asked before they are saved or published."""

from __future__ import annotations

from collections.abc import Iterator

from shopwright_storefront.themes.colors import scheme_problems
from shopwright_storefront.themes.findings import Finding, ThemeInvalid
from shopwright_storefront.themes.overlay import Overlay
from shopwright_storefront.themes.parsing import Source
from shopwright_storefront.themes.setting_values import values_of
from shopwright_storefront.themes.settings import Known
from shopwright_storefront.themes.theme import PageMissing, Theme

PLACE = "overlay"


def check_overlay(theme: Theme, overlay: Overlay) -> list[Finding]:
    """What of it the theme does not know, or refuses; also colors that cannot be read.

    Nothing of this keeps a page from being rendered: what does not fit is left out there.
    """
    return [*_settings(theme, overlay), *_pages(theme, overlay)]


def _settings(theme: Theme, overlay: Overlay) -> Iterator[Finding]:
    source = Source(folder=theme.chain.folders[0], path=PLACE, data={})
    known = Known(fonts=theme.known.fonts, icons=theme.known.icons, defines=True)
    described = theme.manifest.settings
    rule = "InvalidSettingDefault"
    values, found = values_of(described, overlay.settings, known, source, ("settings",), rule)
    yield from found
    for setting in described:
        if setting.type == "color_scheme" and setting.id in overlay.settings:
            for look, scheme in (values[setting.id] or {}).items():
                for problem in scheme_problems(scheme):
                    yield source.finding("ContrastBelowAA", f"{setting.id}, {look}: {problem}")


def _pages(theme: Theme, overlay: Overlay) -> Iterator[Finding]:
    source = Source(folder=theme.chain.folders[0], path=PLACE, data={})
    for name in overlay.pages:
        try:
            _, lost = theme.page(name, overlay)
        except (PageMissing, ThemeInvalid) as error:
            yield source.finding("PageTemplateSchema", f"{name}: {error}")
            continue
        for told in lost:
            yield source.finding("PageTemplateSchema", f"{name}: {told}")
