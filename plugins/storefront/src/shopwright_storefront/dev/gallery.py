"""`/_theme/`: every section, snippet and mail of a theme by itself, and the objects' reference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from shopwright_storefront.dev.inspector import reference
from shopwright_storefront.dev.overlay import overlay
from shopwright_storefront.dev.site import PATHS, TOKEN, Scene, scene, view_of
from shopwright_storefront.dev.toolbar import STATIC
from shopwright_storefront.dev.workshop import with_tools
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.failures import failure_of
from shopwright_storefront.render.mails import draw_mail
from shopwright_storefront.render.view import View
from shopwright_storefront.theme_api.samples import sample
from shopwright_storefront.theme_api.v1 import (
    EMAILS,
    Letter,
    LetterButton,
    LetterFact,
    LetterItem,
    LetterTotal,
    Problem,
    Removed,
)
from shopwright_storefront.themes.assets import BUNDLE
from shopwright_storefront.themes.overlay import Change, Overlay, PageChange
from shopwright_storefront.themes.theme import Theme

_ID = "gallery"
_MACRO = re.compile(r"{%-?\s*macro\s+(\w+)\(([^)]*)\)")


def index(theme: Theme) -> str:
    """All that there is, each drawn in a frame of its own."""
    groups = {
        "Sections": [f"sections/{name}" for name in theme.types("section")],
        "Snippets": [path.removesuffix(".html") for path in theme.chain.names("snippets", ".html")],
        "Mails": [f"emails/{name}" for name in EMAILS if _has(theme, f"emails/{name}.html")],
    }
    return _document(
        f"{theme.manifest.theme.title}: gallery",
        Markup('<p><a href="/">The shop</a> · <a href="/_theme/objects">Objects</a></p>')
        + Markup("").join(_group(title, names) for title, names in groups.items()),
    )


def objects() -> str:
    """What templates get."""
    return _document("Objects", reference())


def mails(theme: Theme) -> str:
    """The mails alone."""
    names = [f"emails/{name}" for name in EMAILS if _has(theme, f"emails/{name}.html")]
    return _document(f"{theme.manifest.theme.title}: mails", _group("Mails", names))


def part(engine: Engine, here: Scene, name: str) -> str | None:
    """`sections/hero`, `snippets/card` or `emails/order_placed` by itself; None for another one."""
    folder, _, rest = name.partition("/")
    if not here.buying.lines():  # Parts are looked at with something in them.
        here = scene(engine.theme, "default", here.goods.language.locale)
    if folder == "sections" and rest in engine.theme.types("section"):
        return _framed(engine, _section(engine, here, rest))
    if folder == "snippets" and _has(engine.theme, f"{name}.html"):
        return _framed(engine, _snippet(engine, here, name))
    if folder == "emails" and rest in EMAILS:
        return _mail(engine, here, rest)
    return None


def _section(engine: Engine, here: Scene, name: str) -> tuple[str, Markup]:
    """On a page that it belongs to, where it may be already."""
    page = _page_of(engine.theme, name)
    files = engine.theme.files(page, Overlay())[0] if not page.startswith("groups/") else None
    known = next((k for k, n in files.sections.items() if n.type == name), None) if files else None
    change = PageChange(sections={_ID: Change(type=name)})
    changed = Overlay() if known else Overlay(pages={page: change})
    template = page if files else "index"
    if files is None:
        own = engine.theme.files(page, Overlay())[0]
        known, changed = next(iter(own.sections)), Overlay()
    view = replace(view_of(PATHS.get(template, "/"), here, engine.theme, template), overlay=changed)
    chosen = known or _ID
    try:
        html = engine.sections(view, [chosen]).get(chosen, "")
    except Exception as error:
        return "", overlay([failure_of(error, engine.theme.chain, what=name)])
    return html, Markup("")


def _page_of(theme: Theme, section: str) -> str:
    """A page that has the section; else one where it may be put."""
    for page in theme.page_names():
        nodes = theme.files(page, Overlay())[0].sections.values()
        if any(node.type == section for node in nodes):
            return page
    schema = theme.schema("section", section)
    allowed = [one for one in (schema.allowed_in if schema else ()) if one in theme.page_names()]
    return allowed[0] if allowed else "index"


def _snippet(engine: Engine, here: Scene, name: str) -> tuple[str, Markup]:
    """Its macros, each with what its arguments are called by; without macros, as it is included."""
    view = view_of(PATHS["product"], here, engine.theme, "product")
    known = _known(view, here)
    if name == "snippets/field":  # A function is called like that everywhere else.
        known["field"] = known["form"]["fields"]["email"]
    view = replace(view, objects=known, csrf_token=TOKEN)
    text = engine.theme.chain.find(f"{name}.html")
    macros = list(_macros(engine.environment, text[1].read_text("utf-8"), known)) if text else []
    source = "\n".join(
        f'{{% from "{name}.html" import {macro} %}}<div>{{{{ {macro}({arguments}) }}}}</div>'
        for macro, arguments in macros
    )
    try:
        return engine.part(view, source or f'{{% include "{name}.html" %}}'), Markup("")
    except Exception as error:
        return "", overlay([failure_of(error, engine.theme.chain, what=name)])


def _known(view: View, here: Scene) -> dict[str, Any]:
    """By the names that snippets and macros call their arguments."""
    product: Any = view.objects["product"]
    lines = here.buying.lines()
    form = here.buying.forms()["login"]
    problem = sample(Problem, code="invalid", message="Say where we can reach you.", field="email")
    return {
        **view.objects, **here.goods.listing("/products"), "image": product["image"],
        "picture": product["image"], "img": product["image"], "images": product["images"],
        "line": lines[0], "lines": lines, "cart": here.buying.cart(), "totals": here.buying.totals(lines),
        "order": here.buying.order(), "orders": [here.buying.order()], "shown": None, "count": 3,
        "customer": here.buying.customer(), "letter": _letter(here), "kind": "cart", "action": "/",
        "label": "Back", "form": {**form, "problems": [problem]},
        "id": "f-email", "attributes": "", "first": True, "group": "facets",
        "facet": here.goods.listing("/products")["facets"][0], "collections": here.goods.collections(),
        "query": "mug",
        "removed": sample(Removed, id="p1", variant_id="p1-v0", title="Linen shirt", quantity=1),
    }  # fmt: skip


def _macros(environment: Any, text: str, known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, listed in _MACRO.findall(text):
        names = [one.partition("=")[0].strip() for one in listed.split(",") if one.strip()]
        needed = [one.strip() for one in listed.split(",") if one.strip() and "=" not in one]
        if all(one in known for one in needed):
            yield name, ", ".join(f"{one}={one}" for one in names if one in needed)


def _mail(engine: Engine, here: Scene, kind: str) -> str | None:
    view = replace(
        view_of("/", here, engine.theme),
        template=f"emails/{kind}",
        objects={"letter": _letter(here)},
    )
    made = draw_mail(engine, kind, view)
    if made is None:
        return None
    return f"{made.html}{overlay(made.failures)}"


def _letter(here: Scene) -> dict[str, Any]:
    amount = here.goods.money(4800)["formatted"]
    items = [
        sample(LetterItem, quantity=1, title=one["title"], detail="Indigo / 38", amount=amount)
        for one in here.goods.cards[:3]
    ]
    return sample(
        Letter,
        subject="Your order 1042", title="Thank you, Ada", greeting="Hello Ada,",
        paragraphs=["We have your order, and pack it within two days."],
        facts=[sample(LetterFact, label="Order", value="1042")], items=items,
        sums=[sample(LetterFact, label="Delivery", value=here.goods.money(490)["formatted"])],
        total=sample(LetterTotal, label="Total", value=amount, note="VAT included"),
        button=sample(LetterButton, label="See your order", url="http://localhost/orders/1"),
        after="Was it not you? Write to us.",
    )  # fmt: skip


def _framed(engine: Engine, drawn: tuple[str, Markup]) -> str:
    html, failed = drawn
    sheet = engine.services.assets.url(BUNDLE)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>Part</title>'
        f'<link rel="stylesheet" href="{sheet}"><link rel="stylesheet" href="{STATIC}dev.css">'
        f"</head><body>{html}{failed}</body></html>"
    )


def _group(title: str, names: list[str]) -> Markup:
    frames = Markup("").join(
        Markup(
            '<figure><figcaption><a href="/_theme/part/{0}">{0}</a></figcaption>'
            '<iframe src="/_theme/part/{0}" title="{0}" loading="lazy"></iframe></figure>'
        ).format(name)
        for name in names
    )
    return Markup("<h2>{}</h2>{}").format(title, frames)


def _document(title: str, body: Markup) -> str:
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f'<link rel="stylesheet" href="{STATIC}gallery.css"></head>'
        f"<body><h1>{title}</h1>{body}</body></html>"
    )
    return with_tools(page, Markup(""))


def _has(theme: Theme, path: str) -> bool:
    return theme.chain.owner(path) is not None
