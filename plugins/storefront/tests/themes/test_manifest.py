"""Manifests and schemas: every fault is told with its file, its line, and what was meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shopwright_storefront.themes.files import Chain, Folder
from shopwright_storefront.themes.findings import Finding, ThemeInvalid
from shopwright_storefront.themes.overlay import Overlay
from shopwright_storefront.themes.theme import Theme, load_theme

MakeTheme = Callable[..., Theme]

ABOUT = """[theme]
name = "shop"
title = "Shop"
version = "1.0.0"
api = "1"
"""


def manifest_findings(make_chain: Callable[..., Chain], text: str) -> list[Finding]:
    try:
        return load_theme(make_chain({"theme.toml": text})).findings
    except ThemeInvalid as error:
        return list(error.findings)


@pytest.mark.parametrize(
    ("text", "line", "rule", "message", "suggestion"),
    [
        (ABOUT + "titel = 'x'\n", 6, "ManifestSchema", "'titel' is unknown here", "title"),
        (ABOUT + "\n[feature]\ndark = true\n", 7, "ManifestSchema", "did you mean 'features'?", "features"),
        (ABOUT + "[features]\n\ndrak = true\n", 8, "ManifestSchema", "'drak' is unknown", "dark"),
        (ABOUT + "[features]\ndark = 'perhaps'\n", 7, "ManifestSchema", "features.dark", ""),
        (ABOUT.replace('"1"', '"2"'), 5, "ManifestSchema", "theme.api", ""),
        (ABOUT.replace('"Shop"', ""), 3, "ManifestSchema", "cannot be read", ""),
        (ABOUT.replace('"shop"', '"other"'), 2, "ManifestSchema", "installed as 'shop'", ""),
        (ABOUT + "[[settings]]\nid = 'a'\ntype = 'colr'\n", 8, "ManifestSchema", "did you mean 'color'", "color"),
        (
            "settings = [ { id = 'a', type = 'text' },\n  { id = 'b', type = 'text', lable = 'x' } ]\n" + ABOUT,
            2, "ManifestSchema", "'lable' is unknown here", "label",
        ),
    ],
)  # fmt: skip
def test_a_fault_of_the_manifest_is_told_with_its_line(
    make_chain: Callable[..., Chain], text: str, line: int, rule: str, message: str, suggestion: str
) -> None:
    (found,) = manifest_findings(make_chain, text)
    assert (found.rule, found.line, found.file, found.theme) == (rule, line, "theme.toml", "shop")
    assert message in found.message
    assert found.suggestion == suggestion


SCHEMA = 'name = "n"\nsettings = [\n  { id = "first", type = "text" },\n  %s\n]\n'


@pytest.mark.parametrize(
    ("setting", "rule", "message"),
    [
        ('{ id = "first", type = "text" }', "DuplicateSettingId", "the id 'first' is there twice"),
        ('{ type = "text" }', "ManifestSchema", "needs an id"),
        ('{ id = "a", type = "text", min = 1 }', "ManifestSchema", "'min' is for number and range"),
        ('{ id = "a", type = "range", min = 1 }', "ManifestSchema", "a range needs 'min' and 'max'"),
        ('{ id = "a", type = "select" }', "ManifestSchema", "needs 'options'"),
        ('{ id = "a", type = "text", options = ["x"] }', "ManifestSchema", "has no 'options'"),
        ('{ id = "a", type = "checkbox", translatable = true }', "ManifestSchema", "is for texts"),
        ('{ id = "a", type = "range", min = 1, max = 5, default = 9 }', "InvalidSettingDefault", "9 is not within 1 to 5"),
        ('{ id = "a", type = "checkbox", default = "yes" }', "InvalidSettingDefault", "true or false is expected"),
        ('{ id = "a", type = "select", options = ["left", "right"], default = "rigth" }', "InvalidSettingDefault", "did you mean 'right'?"),
        ('{ id = "a", type = "color", default = "red" }', "InvalidSettingDefault", "#rrggbb"),
        ('{ id = "a", type = "color_scheme", default = "dark" }', "InvalidSettingDefault", "is none of: none yet"),
        ('{ id = "a", type = "url", default = "javascript:x()" }', "InvalidSettingDefault", "begin it with /"),
        ('{ id = "a", type = "text", visible_if = "settings.frist == 1" }', "InvalidVisibleIf", "did you mean 'first'?"),
        ('{ id = "a", type = "text", visible_if = "open()" }', "InvalidVisibleIf", "not known in conditions"),
    ],
)  # fmt: skip
def test_a_fault_of_a_setting_is_told_with_its_line(
    make_theme: MakeTheme, setting: str, rule: str, message: str
) -> None:
    theme = make_theme({"sections/new.toml": SCHEMA % setting})
    theme.schema("section", "new")
    (found,) = theme.findings
    assert (found.rule, found.file, found.line) == (rule, "sections/new.toml", 4)
    assert message in found.message


def test_a_schema_that_asks_for_what_is_not_there_is_told(make_theme: MakeTheme) -> None:
    source = """name = "n"
blocks = ["txet"]
settings = [ { id = "from", type = "collection" } ]
[data.products]
source = "collection_products"
collection = "{settings.form}"
menu = "x"
[data.more]
source = "everything"
"""
    theme = make_theme(
        {"sections/new.toml": source.replace('[data.more]\nsource = "everything"\n', "")}
    )
    theme.schema("section", "new")
    told = {(found.rule, found.line, found.suggestion) for found in theme.findings}
    assert told == {
        ("MissingTemplate", 2, "text"),
        ("UnknownSetting", 6, "from"),
        ("ManifestSchema", 7, ""),
    }
    broken = make_theme({"sections/new.toml": source})
    assert broken.schema("section", "new") is None
    assert (broken.findings[0].line, broken.findings[0].rule) == (9, "ManifestSchema")


def test_a_color_scheme_that_cannot_be_read_is_told_with_the_nearest_shade(
    make_theme: MakeTheme,
) -> None:
    roles = {
        "bg": "#ffffff", "surface": "#f4f4f4", "ink": "#111111", "muted": "#aaaaaa",
        "line": "#eeeeee", "field": "#767676", "accent": "#2f4a3c", "on_accent": "#ffffff",
    }  # fmt: skip
    light = ", ".join(f'{name} = "{color}"' for name, color in roles.items())
    setting = f'[[settings]]\nid = "calm"\ntype = "color_scheme"\ndefault.light = {{ {light} }}\n'
    (found,) = make_theme({"theme.toml": ABOUT + setting}).findings
    assert (found.rule, found.line) == ("ContrastBelowAA", 9)
    assert (
        "muted #aaaaaa on surface #f4f4f4 has a contrast of 2.1; 4.5 is needed; #" in found.message
    )


def test_settings_are_inherited_and_changed_one_by_one(make_theme: MakeTheme) -> None:
    base = """[theme]
name = "base"
title = "Base"
version = "1.0.0"
api = "1"
parent = ""
[menus]
main = "Main menu"
[[settings]]
id = "radius"
type = "range"
min = 0
max = 20
default = 2
[[settings]]
id = "slogan"
type = "text"
"""
    own = ABOUT + "[[settings]]\nid = 'radius'\ntype = 'range'\ndefault = 12\n"
    theme = make_theme({"theme.toml": own}, base={"theme.toml": base})
    assert theme.findings == []
    assert theme.settings(Overlay()) == {"radius": 12, "slogan": ""}
    assert theme.settings(Overlay(settings={"radius": 4, "gone": 1})) == {"radius": 4, "slogan": ""}
    assert theme.manifest.menus == {"main": "Main menu"}
    assert theme.manifest.theme.title == "Shop"


def test_without_a_manifest_there_is_no_theme(tmp_path: Any) -> None:
    with pytest.raises(ThemeInvalid, match=r"there is no theme\.toml"):
        load_theme(Chain(folders=(Folder(name="x", root=tmp_path),)))


def test_a_schema_is_the_nearest_themes(make_theme: MakeTheme) -> None:
    own = 'name = "mine"\nsettings = [ { id = "heading", type = "text", default = "Mine" } ]\n'
    theme = make_theme({"sections/hero.toml": own})
    schema = theme.schema("section", "hero")
    assert schema is not None
    assert [setting.id for setting in schema.settings] == ["heading"]
    assert "hero" in theme.types("section")
