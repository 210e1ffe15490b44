"""Names in templates: objects, attributes, settings, filters, functions."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import nodes

from shopwright_storefront.check.rule import rule, walked
from shopwright_storefront.check.subject import Subject
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest

_INSTEAD = {
    "safe": "texts with markup end in '_html' and need no filter",
    "format": "join texts with '~', or use t('key', name=...)",
    "attr": "write object.name",
    "batch": "let CSS arrange columns",
    "slice": "let CSS arrange columns",
    "tojson": "it is called 'json'",
    "xmlattr": "write the attributes out",
    "filesizeformat": "use 'number'",
    "urlize": "texts of merchants have links where they want them",
    "img_url": "use image_url(img, width)",
}  # fmt: skip


@rule("UnknownFilter", bad="{{ shop.name|uper }}\n", good="{{ shop.name|upper }}\n")
def unknown_filter(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A filter, or a test after `is`, is not there.

    Some of Jinja's are left out on purpose, `safe` above all: what has markup in it is marked so
    by the engine, and is printed as it is.
    """
    for template in theme.templates:
        for node in template.all(nodes.Filter, nodes.Test):
            is_filter = isinstance(node, nodes.Filter)
            known = theme.environment.filters if is_filter else theme.environment.tests
            name: str = node.name
            if name not in known:
                remedy = f"; {_INSTEAD[name]}" if is_filter and name in _INSTEAD else ""
                message = f"there is no {'filter' if is_filter else 'test'} '{name}'"
                message += remedy or did_you_mean(name, known)
                near = "" if remedy else nearest(name, known)
                yield theme.fault(template.path, node.lineno, message, near)


@rule(
    "UnknownFunction",
    bad='{{ urlfor("product", "mug") }}\n',
    good='{{ url_for("product", "mug") }}\n',
)
def unknown_function(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A function or macro is called that is not there.

    The engine's functions are everywhere; macros have to be imported at the top of the template.
    """
    return walked(walk, "UnknownFunction")


@rule(
    "UndefinedObject",
    bad={
        "sections/example.toml": 'name = "Example"\nallowed_in = ["product"]\n',
        "sections/example.html": "<p>{{ prodcut.title }}</p>\n",
    },
    good={
        "sections/example.toml": 'name = "Example"\nallowed_in = ["product"]\n',
        "sections/example.html": "<p>{{ product.title }}</p>\n",
    },
)
def undefined_object(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A name is used that stands for nothing here.

    What a section gets depends on the pages that it is allowed in, and on its `data`. A name that
    is there on some pages only is asked for first: `{% if product is defined %}`.
    """
    return walked(walk, "UndefinedObject")


@rule(
    "UndefinedAttribute",
    bad={
        "sections/example.toml": 'name = "Example"\ndata.products = { source = "products" }\n',
        "sections/example.html": "{% for item in products %}\n{{ item.titel }}\n{% endfor %}\n",
    },
    good={
        "sections/example.toml": 'name = "Example"\ndata.products = { source = "products" }\n',
        "sections/example.html": "{% for item in products %}\n{{ item.title }}\n{% endfor %}\n",
    },
)
def undefined_attribute(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """An object has no such attribute.

    The check knows the objects of the contract and follows them through loops, `set`, includes,
    lists, and the arguments of macros. A list in a product's place has no attributes: loop over it.
    """
    return walked(walk, "UndefinedAttribute")


@rule("FilterType", bad="{{ shop.name|money }}\n", good="{{ shop.name|upper }}\n")
def filter_type(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A filter is given what it cannot work on, or an object is printed, or looped over.

    `money` takes a price such as `product.price`, `date` a moment such as `order.placed_at`.
    """
    return walked(walk, "FilterType")


@rule(
    "UnknownSetting",
    bad={
        "sections/example.toml": 'name = "Example"\nsettings = [ { id = "heading", type = "text" } ]\n',
        "sections/example.html": "<h2>{{ section.settings.headline }}</h2>\n",
    },
    good={
        "sections/example.toml": 'name = "Example"\nsettings = [ { id = "heading", type = "text" } ]\n',
        "sections/example.html": "<h2>{{ section.settings.heading }}</h2>\n",
    },
)
def unknown_setting(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A setting is used that no schema declares.

    `settings` are those of theme.toml, `section.settings` and `block.settings` those of the TOML
    file beside the template. The same holds for values in pages and presets.
    """
    yield from theme.read("UnknownSetting")
    yield from walked(walk, "UnknownSetting")
