"""What nobody uses, and what costs time for nothing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from jinja2 import nodes

from shopwright_storefront.check.calls import literal_names
from shopwright_storefront.check.kinds import Record
from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.subject import Subject
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.assets import Assets
from shopwright_storefront.themes.conditions import Condition, ConditionInvalid
from shopwright_storefront.themes.findings import Finding
from shopwright_storefront.themes.manifest import MANIFEST
from shopwright_storefront.themes.schema import Schema, setting_used
from shopwright_storefront.themes.settings import Setting

_BY_THEMSELVES = ("color", "font", "color_scheme")
"""Types that the engine makes CSS of."""


@rule(
    "OrphanSnippet",
    severity="warning",
    bad={"snippets/left_over.html": "<p>{{ shop.name }}</p>\n"},
    good={
        "snippets/left_over.html": "<p>{{ shop.name }}</p>\n",
        "sections/example.html": '{% include "snippets/left_over.html" %}\n',
    },
)
def orphan_snippet(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """No template includes or imports a snippet, or a style sheet belongs to no layer.

    Remove it, or use it. Where names of snippets are computed, nothing is said. The style sheet is
    made of `assets/css/LAYER.css` and `assets/css/LAYER/*.css`; a theme's own layer is `theme`.
    """
    yield from _stray_styles(theme, walk)
    if any(_computed(node) for one in theme.templates for node in one.all(nodes.Include)):
        return
    for template in theme.templates:
        reached = template.name in walk.reached or template.error is not None
        if template.path.startswith("snippets/") and not reached:
            yield theme.fault(template.path, 1, f"nothing uses '{template.path}'; remove it")


@rule(
    "UnusedSetting",
    severity="warning",
    bad={
        "sections/example.toml": 'name = "Example"\nsettings = [ { id = "heading", type = "text" } ]\n',
        "sections/example.html": "<p>{{ shop.name }}</p>\n",
    },
    good={
        "sections/example.toml": 'name = "Example"\nsettings = [ { id = "heading", type = "text" } ]\n',
        "sections/example.html": "<p>{{ section.settings.heading }}</p>\n",
    },
)
def unused_setting(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A setting has no effect: the merchant changes it, and nothing happens.

    Colors and fonts of theme.toml, and color schemes, become CSS by themselves.
    """
    for folder, name, schema in theme.schemas():
        path = f"{folder}/{name}"
        template = theme.at(f"{path}.html")
        if theme.owns(f"{path}.toml") and template is not None and template.error is None:
            part = walk.parts.get(f"{path}.html", {}).get(folder.removesuffix("s"))
            record = part.fields.get("settings") if isinstance(part, Record) else None
            used = _used(walk, record) | _in_schema(schema)
            for setting in _unused(schema.settings, used, ("color_scheme",)):
                line = _line(theme.text(f"{path}.toml"), setting.id)
                yield theme.fault(f"{path}.toml", line, _said(setting))
    record = walk.everywhere["settings"]
    text = theme.text(MANIFEST)
    for setting in _unused(theme.theme.manifest.settings, _used(walk, record), _BY_THEMSELVES):
        if f'"{setting.id}"' in text:
            yield theme.fault(MANIFEST, _line(text, setting.id), _said(setting))


@rule(
    "MacroImportInLoop",
    severity="warning",
    bad='{% for item in menus.main %}\n{% from "snippets/price.html" import price %}\n'
    "{{ item.title }}\n{% endfor %}\n",
    good='{% from "snippets/price.html" import price %}\n{% for item in menus.main %}\n'
    "{{ item.title }}\n{% endfor %}\n",
)
def macro_import_in_loop(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """Macros are imported again in each turn of a loop.

    A listing takes a fifth longer that way. Import them once, at the top of the template.
    """
    for template in theme.templates:
        for loop in template.all(nodes.For):
            for node in loop.find_all((nodes.Import, nodes.FromImport)):
                message = "import macros at the top of the template, not in the loop"
                yield theme.fault(template.path, node.lineno, message)


def _stray_styles(theme: Subject, walk: Walk) -> Iterator[Finding]:
    assets = Assets(chain=theme.chain)
    asked = {call.argument for call in walk.calls if call.function in ("asset_url", "inline_asset")}
    for path in theme.files("assets/css", ".css"):
        name = path.removeprefix("assets/")
        if name not in assets.layered | asked:
            instead = f"assets/css/theme/{posixpath.basename(name)}"
            message = (
                f"'{path}' is in no layer, so it is not in the style sheet; call it '{instead}'"
            )
            yield theme.fault(path, 1, message, instead)


def _said(setting: Setting) -> str:
    return f"nothing uses the setting '{setting.id}'; use it in the template, or remove it"


def _computed(node: nodes.Node) -> bool:
    return not literal_names(getattr(node, "template", None))


def _used(walk: Walk, record: Record | None) -> set[str]:
    return {name for owner, name in walk.used if owner is record}


def _in_schema(schema: Schema) -> set[str]:
    """Settings that data and tags of the cache are chosen by."""
    texts = [text for data in schema.data.values() for text in data.arguments().values()]
    return {setting_used(text) for text in (*texts, *(schema.cache.tags if schema.cache else ()))}


def _unused(
    settings: Iterable[Setting], used: set[str], without: tuple[str, ...]
) -> Iterator[Setting]:
    looked_at = {name for one in settings for name in _looked_at(one)}
    if "*" in used:
        return
    for setting in settings:
        silent = not setting.id or setting.is_display or setting.type in without
        if not silent and setting.id not in used | looked_at:
            yield setting


def _looked_at(setting: Setting) -> set[str]:
    try:
        return Condition(setting.visible_if).names if setting.visible_if else set()
    except ConditionInvalid:
        return set()


def _line(text: str, name: str) -> int:
    found = re.search(rf"\bid\s*=\s*[\"']{re.escape(name)}[\"']", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
