"""Writes docs/themes/reference.md from the code: python docs/themes/reference.py

A test fails when the two differ.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from shopwright_storefront.render import filters
from shopwright_storefront.render.engine import FILTERS, FUNCTIONS
from shopwright_storefront.render.forms import KINDS
from shopwright_storefront.render.slots import ANCHORS, REPEATED, SLOTS
from shopwright_storefront.render.tags import OPENER
from shopwright_storefront.theme_api import v1
from shopwright_storefront.themes import settings
from shopwright_storefront.themes.schema import ARGUMENTS

PAGE = Path(__file__).with_suffix(".md")
_HEAD = """\
# What themes can use

*This page is written by `docs/themes/reference.py` from the code: `make api-lock`.*

Everything here belongs to version 1 of the contract between Shopwright and themes (`api = "1"` in `theme.toml`). Within it, objects only
grow. Every key of an object is always there; what may be missing is none.

[Templates](#templates) · [Objects](#objects) · [Functions](#functions) · [Filters](#filters) · [Forms](#forms) · [Slots](#slots) ·
[Types of settings](#types-of-settings) · [Data of sections](#data-of-sections)
"""
_TYPES = {
    "text": "a line; with `translatable` one for each language",
    "textarea": "several lines",
    "richtext": "formatted text, cleaned when it is saved; arrives as markup",
    "number": "a number, between `min` and `max`",
    "range": "a slider between `min` and `max`, by `step`",
    "checkbox": "true or false",
    "select": "one of `options`, in a list",
    "radio": "one of `options`, all of them in sight",
    "segmented": "one of `options`, side by side",
    "color": "a color: `#rrggbb`",
    "color_scheme": "in `theme.toml`: eight colors for light and eight for dark; in sections: the name of one",
    "font": "one of the theme's `[fonts]`",
    "image": "a picture: an Image, or none",
    "icon": "the name of one of `assets/icons.svg`",
    "url": "an address",
    "menu": "one of the merchant's menus: a list of MenuItem",
    "product": "a ProductCard, or none",
    "products": "a list of ProductCard",
    "collection": "a Collection, or none",
    "collections": "a list of Collection",
    "page": "a ContentPage, or none",
    "align": "`start`, `center` or `end`",
    "header": "a heading in the form; it has no value",
    "paragraph": "a text in the form; it has no value",
}


def page() -> str:
    """The page's text."""
    parts = [
        _HEAD,
        "\n## Templates\n\n" + "".join(_templates()),
        "\n## Objects\n" + "".join(_object(kind) for kind in v1.OBJECTS),
        "\n## Functions\n" + "".join(_functions()),
        "\n## Filters\n\n" + "".join(_filters()),
        "\n## Forms\n\n" + "".join(_forms()),
        "\n## Slots\n\n" + "".join(_slots()),
        "\n## Types of settings\n\n" + "".join(_settings()),
        "\n## Data of sections\n\n" + "".join(_data()),
    ]
    return "".join(parts)


def _templates() -> Iterator[str]:
    yield f"Every template has what is everywhere: {_fields(v1.Everywhere)}.\n\n"
    yield "| template | beside that |\n|---|---|\n"
    for folder, group in (("templates", v1.TEMPLATES), ("print", v1.PRINTS), ("emails", v1.EMAILS)):
        for name, kind in group.items():
            yield f"| `{folder}/{name}` | {_fields(kind) or 'nothing'} |\n"


def _fields(kind: type) -> str:
    return ", ".join(f"`{name}` {_linked(told)}" for name, told, _ in _members(kind))


def _object(kind: type) -> str:
    parents = [one.__name__ for one in getattr(kind, "__orig_bases__", ()) if one in v1.OBJECTS]
    also = f" It has all of {_linked(parents[0])}, and:" if parents else ""
    rows = "".join(
        f"| `{name}` | {_linked(told)} | {doc} |\n" for name, told, doc in _members(kind)
    )
    about = inspect.cleandoc(kind.__doc__ or "")
    return f"\n### {kind.__name__}\n\n{about}{also}\n\n| key | | |\n|---|---|---|\n{rows}"


def _members(kind: type) -> Iterator[tuple[str, str, str]]:
    """Name, type as it is written, and the text below it, of an object's own keys."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef)
    for node, after in zip(body.body, [*body.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign):
            has_text = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            doc = inspect.cleandoc(str(after.value.value)) if has_text else ""  # type: ignore[union-attr]
            yield ast.unparse(node.target), ast.unparse(node.annotation), _line(doc)


_WORDS = {
    "str": "text", "int": "number", "float": "number", "bool": "true or false", "None": "none",
    "StockState": " or ".join(f"`{one}`" for one in get_args(v1.StockState)),
    "Mapping[str, Any]": "object", "dict[str, bool]": "object", "Markup": "markup",
    "dict[str, str]": "object of texts", "dict[str, list[MenuItem]]": "lists of MenuItem, by name",
}  # fmt: skip


def _linked(told: str) -> str:
    """A type in words, objects as links."""
    return " or ".join(_one(part.strip()) for part in _alternatives(told))


def _alternatives(told: str) -> list[str]:
    return told.split(" | ") if "Literal" not in told else [told]


def _one(told: str) -> str:
    if told in _WORDS:
        return _with_links(_WORDS[told])
    if told.startswith("list["):
        return f"list of {_one(told[5:-1])}"
    if told.startswith("Literal["):
        return " or ".join(f"`{one.strip(chr(39))}`" for one in told[8:-1].split(", "))
    return _with_links(told)


def _with_links(told: str) -> str:
    names = {kind.__name__ for kind in v1.OBJECTS}
    return " ".join(f"[{one}](#{one.lower()})" if one in names else one for one in told.split(" "))


def _functions() -> Iterator[str]:
    for name, function in sorted(FUNCTIONS.items()):
        if name != OPENER:
            about = inspect.cleandoc(function.__doc__ or "")
            yield f"\n### {name}\n\n`{name}{_signature(function)}`\n\n{about}\n"


def _signature(function: Callable[..., Any]) -> str:
    """Names and defaults, without types, which say little to designers."""
    parameters = []
    for one in inspect.signature(function).parameters.values():
        if one.name != "caller":
            sign = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
            default = "" if one.default is one.empty else f"={_value(one.default)}"
            parameters.append(f"{sign}{one.name}{default}")
    return f"({', '.join(parameters)})"


def _value(default: Any) -> str:
    return "[]" if default == () else f'"{default}"' if isinstance(default, str) else repr(default)


def _filters() -> Iterator[str]:
    yield "| filter | |\n|---|---|\n"
    for name, function in sorted(FILTERS.items()):
        given = _signature(function).removeprefix("(").removesuffix(")").split(", ")[1:]
        call = f"{name}({', '.join(given)})" if given else name
        yield f"| `{call}` | {_line(inspect.cleandoc(function.__doc__ or ''))} |\n"
    plain = ", ".join(f"`{name}`" for name in sorted(filters.PLAIN_FILTERS))
    yield "\nAs in Jinja, with limits to what they make: " + plain + ".\n"
    methods = ", ".join(f"`{name}`" for name in filters.TEXT_METHODS)
    yield f"\nMethods of texts: {methods}. Tests: those of Jinja.\n"


def _forms() -> Iterator[str]:
    yield (
        "`{% form 'contact' %}...{% endform %}` is a form with its address, its protection and what went\n"
        "wrong; `{{ field(form.email) }}` a control with its label, its hint and its problem.\n\n"
        "| form | |\n|---|---|\n"
    )
    for name, kind in KINDS.items():
        facts = ["on pages that are not cached only"] if kind.token else []
        facts += ["asks, and changes nothing"] if kind.method == "get" else []
        anchor = "product" if name == "cart_add" else name
        facts += [f"shows the slots `{anchor}.*` in any case"] if anchor in ANCHORS else []
        yield f"| `{name}` | {'; '.join(facts)} |\n"


def _slots() -> Iterator[str]:
    guaranteed = {name for names in ANCHORS.values() for name in names}
    yield (
        "Places for what plugins show: `{{ slot('product.after_price', product=product) }}`. Those that are\n"
        "guaranteed are shown even where a theme leaves them out; the check requires the others.\n\n"
        "| slot | guaranteed | |\n|---|---|---|\n"
    )
    for name in SLOTS:
        once = f"asked once for all, by the {REPEATED[name]}'s id" if name in REPEATED else ""
        yield f"| `{name}` | {'yes' if name in guaranteed else ''} | {once} |\n"


def _settings() -> Iterator[str]:
    attributes = [name for name in settings.Setting.model_fields if name not in ("id", "type")]
    yield f"A setting has `id` and `type`, and may have {_listed(attributes)}.\n\n"
    yield "| type | what templates get |\n|---|---|\n"
    for name in get_args(settings.SettingType):
        yield f"| `{name}` | {_TYPES[name]} |\n"


def _data() -> Iterator[str]:
    yield (
        '`data.products = { source = "collection_products", limit = 12 }` in a section\'s schema: it is\n'
        "fetched before the page is drawn, and called `products` in the template.\n\n"
    )
    yield "| source | arguments |\n|---|---|\n"
    for name, arguments in ARGUMENTS.items():
        yield f"| `{name}` | {_listed(arguments)} |\n"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
