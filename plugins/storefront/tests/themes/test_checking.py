"""What of a merchant's changes does not fit."""

from __future__ import annotations

from collections.abc import Callable

from shopwright_storefront.themes.checking import check_overlay
from shopwright_storefront.themes.overlay import Overlay
from shopwright_storefront.themes.theme import Theme

MakeTheme = Callable[..., Theme]

MANIFEST = """
[theme]
name = "shop"
title = "Shop"
version = "1.0.0"
api = "1"
[[settings]]
id = "calm"
type = "color_scheme"
[[settings]]
id = "radius"
type = "range"
min = 0
max = 9
"""
LIGHT = {
    "bg": "#ffffff", "surface": "#f4f4f4", "ink": "#111111", "muted": "#555555",
    "line": "#eeeeee", "field": "#767676", "accent": "#2f4a3c", "on_accent": "#ffffff",
}  # fmt: skip


def told(theme: Theme, **overlay: object) -> list[str]:
    found = check_overlay(theme, Overlay.model_validate(overlay))
    return [f"{finding.rule}: {finding.message}" for finding in found]


def test_what_fits_is_not_spoken_of(make_theme: MakeTheme) -> None:
    theme = make_theme({"theme.toml": MANIFEST})
    settings = {"radius": 4, "calm": {"light": LIGHT}}
    pages = {"index": {"sections": {"hero": {"settings": {"size": 4}}}}}
    assert told(theme, settings=settings, pages=pages) == []


def test_values_colors_and_pages_that_do_not_fit_are_told(make_theme: MakeTheme) -> None:
    theme = make_theme({"theme.toml": MANIFEST})
    pale = {"light": {**LIGHT, "muted": "#bbbbbb"}}
    settings = {"radius": 40, "calm": pale, "raduis": 1}
    pages = {
        "index": {"sections": {"hero": {"settings": {"size": 40}}, "gone": {"settings": {}}}},
        "indx": {},
    }
    radius, unknown, color, *rest = told(theme, settings=settings, pages=pages)
    assert radius == "InvalidSettingDefault: radius: 40 is not within 0 to 9"
    assert unknown == "UnknownSetting: there is no setting 'raduis'; did you mean 'radius'?"
    assert color.startswith("ContrastBelowAA: calm, light: muted #bbbbbb on surface #f4f4f4")
    assert rest == [
        "PageTemplateSchema: index: sections.gone is not in the theme any more",
        "PageTemplateSchema: index: size: 40 is not within 1 to 5",
        "PageTemplateSchema: indx: there is no 'templates/indx.json'; did you mean 'index.json'?",
    ]


def test_a_fault_of_the_theme_itself_is_not_the_merchants(make_theme: MakeTheme) -> None:
    page = '{"order": ["a"], "sections": {"a": {"type": "hero", "settings": {"sise": 1}}}}'
    theme = make_theme({"templates/index.json": page})
    pages = {"index": {"sections": {"a": {"settings": {"size": 2}}}}}
    assert told(theme, pages=pages) == []
    assert len(theme.findings) == 1
