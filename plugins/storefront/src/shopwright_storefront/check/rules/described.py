"""What TOML and JSON files say; the engine's own readers find it."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.subject import Subject
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.findings import Finding

_TOML = "sections/example.toml"
_NAME = 'name = "Example"\n'
_PAGE = "templates/index.json"
_SCHEME = """[[settings]]
id = "night"
type = "color_scheme"
[settings.default.light]
bg = "#101010"
surface = "#1c1c1c"
ink = "#f4f4f4"
muted = "{muted}"
line = "#333333"
field = "#8a8a8a"
accent = "#9cc4ea"
on_accent = "#101010"
"""
_SHOP = '[theme]\nname = "shop"\ntitle = "Shop"\nversion = "1.0.0"\napi = "1"\n'


@rule(
    "ManifestSchema",
    bad={_TOML: _NAME + "max_per_pge = 2\n"},
    good={_TOML: _NAME + "max_per_page = 2\n"},
)
def manifest_schema(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A TOML file says something that nobody understands.

    `theme.toml` and the schemas of sections and blocks have a fixed set of keys, each with a type.
    What is not among them would have no effect, so it is an error.
    """
    return theme.read("ManifestSchema")


@rule(
    "DuplicateSettingId",
    bad={
        _TOML: _NAME + 'settings = [\n  { id = "text", type = "text" },\n'
        '  { id = "text", type = "textarea" },\n]\n',
        "sections/example.html": "{{ section.settings.text }}\n",
    },
    good={
        _TOML: _NAME + 'settings = [\n  { id = "text", type = "text" },\n'
        '  { id = "more", type = "textarea" },\n]\n',
        "sections/example.html": "{{ section.settings.text }}{{ section.settings.more }}\n",
    },
)
def duplicate_setting_id(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """Two settings of one schema have the same id.

    What a merchant has entered is kept under the id, so one of the two would be lost.
    """
    return theme.read("DuplicateSettingId")


@rule(
    "InvalidSettingDefault",
    bad={_TOML: _NAME + 'settings = [ { id = "size", type = "range", min = 1, max = 5, default = 9 } ]\n'},
    good={_TOML: _NAME + 'settings = [ { id = "size", type = "range", min = 1, max = 5, default = 3 } ]\n'},
)  # fmt: skip
def invalid_setting_default(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A setting's default is not a value that the setting could have.

    It is as if the merchant had entered it: within its bounds, one of its options, a color.
    """
    return theme.read("InvalidSettingDefault")


@rule(
    "InvalidVisibleIf",
    bad={
        _TOML: _NAME + 'settings = [\n  { id = "columns", type = "number" },\n'
        '  { id = "quick", type = "checkbox", visible_if = "settings.colums <= 4" },\n]\n'
    },
    good={
        _TOML: _NAME + 'settings = [\n  { id = "columns", type = "number" },\n'
        '  { id = "quick", type = "checkbox", visible_if = "settings.columns <= 4" },\n]\n'
    },
)
def invalid_visible_if(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A setting's `visible_if` cannot be understood, or looks at a setting that is not there.

    It knows `settings.NAME`, texts, numbers, true, false, comparisons, `in [...]`, `and`, `or`,
    `not` and parentheses.
    """
    return theme.read("InvalidVisibleIf")


@rule(
    "PageTemplateSchema",
    bad={_PAGE: '{\n  "order": ["top"],\n  "sections": { "top": { "type": "heros" } }\n}\n'},
    good={_PAGE: '{\n  "order": ["top"],\n  "sections": { "top": { "type": "hero" } }\n}\n'},
)
def page_template_schema(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A page's JSON file cannot be used as it is.

    It names its sections by ids and orders them; sections and blocks exist, are allowed where they
    stand, and their settings have values that fit. The same holds for groups and presets.
    """
    return theme.read("PageTemplateSchema")


@rule(
    "ContrastBelowAA",
    bad={"theme.toml": _SHOP + _SCHEME.format(muted="#5a5a5a")},
    good={"theme.toml": _SHOP + _SCHEME.format(muted="#a8a8a8")},
)
def contrast_below_aa(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """Two colors of a scheme are too near to each other to be read by everybody.

    ink, muted and accent on bg and surface, and on_accent on accent, need a contrast of 4.5; field
    needs 3. The nearest shade that would do is named.
    """
    return theme.read("ContrastBelowAA")
