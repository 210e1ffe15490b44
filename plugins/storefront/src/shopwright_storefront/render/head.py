"""`page_head()` and `page_end()`: what browsers, search engines and plugins need of every page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from shopwright_storefront.render.current import Render, current_render
from shopwright_storefront.render.markup import attributes, markup
from shopwright_storefront.render.slots import ANCHORS, missing_slots
from shopwright_storefront.render.structured import absolute, page_structured_data
from shopwright_storefront.render.styling import tokens
from shopwright_storefront.themes.assets import BUNDLE, CHECKOUT_SCRIPT, SCRIPT

_HEAD_END = re.compile(r"</head\s*>", re.IGNORECASE)
_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)


def page_head() -> Markup:
    """What belongs into `<head>`: title, meta, canonical, JSON-LD, preloads, styles, and more.

    It is written last, when everything on the page has said what it needs.
    """
    return markup(f"<!--{current_render().mark}-->")


def page_end() -> Markup:
    """What belongs before `</body>`: scripts, and what plugins show there."""
    render = current_render()
    render.effects.slots.add("page_end")
    return Markup("\n").join((_thanks(render), missing_slots("page_end"), *_scripts(render)))


def with_end(html: str, render: Render) -> str:
    """The page with what belongs before `</body>`; for a layout that has forgotten `page_end()`."""
    if "page_end" not in render.effects.slots and _BODY_END.search(html):
        end = page_end()
        return _BODY_END.sub(lambda found: f"{end}{found.group()}", html, count=1)
    return html


def with_head(html: str, render: Render) -> str:
    """The page with its head in place; also where a layout has forgotten `page_head()`."""
    head = "\n".join(part for part in _parts(render) if part)
    mark = f"<!--{render.mark}-->"
    if mark in html:
        return html.replace(mark, head, 1)
    return _HEAD_END.sub(lambda found: f"{head}{found.group()}", html, count=1)


def with_anchored_slots(html: str, path: str, render: Render) -> str:
    """Slots of mails and prints that the theme has left out, at their end."""
    anchor = path.partition("/")[0]
    if anchor not in ANCHORS or not path.endswith(".html"):
        return html
    missing = str(missing_slots(anchor, **render.objects))
    before, found, after = html.rpartition("</body")
    return f"{before}{missing}{found}{after}" if found else html + missing


def _parts(render: Render) -> Iterator[str]:
    meta, shop = render.everywhere["meta"], render.everywhere["shop"]
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield str(Markup("<title>{}</title>").format(meta["title"]))
    yield from (_meta("name", name, meta[name]) for name in ("description", "robots"))
    yield _link("canonical", meta["canonical"])
    for alternate in meta["alternates"]:
        yield _link("alternate", alternate["url"], hreflang=alternate["locale"])
    if feed := meta["feed"]:
        yield _link("alternate", feed["url"], type="application/atom+xml", title=feed["title"])
    yield _link("prev", meta["previous"])
    yield _link("next", meta["next"])
    yield from render.effects.preloads[:3]
    yield from _fonts(render)
    yield str(tokens(render))
    yield from _styles(render)
    yield from _social(meta, shop, render)
    yield str(page_structured_data(render))
    yield str(missing_slots("page_head"))


def _fonts(render: Render) -> Iterator[str]:
    assert render.theme is not None
    assert render.services is not None
    for font in render.theme.manifest.fonts.values():
        if font.preload and render.services.assets.has(font.file):
            url = render.services.assets.url(font.file)
            more = {"as": "font", "type": "font/woff2", "crossorigin": True}
            yield f"<link{attributes({'rel': 'preload', 'href': url, **more})}>"


def _styles(render: Render) -> Iterator[str]:
    assert render.services is not None
    yield _link("stylesheet", render.services.assets.url(BUNDLE))
    for url in render.effects.styles:
        yield _link("stylesheet", url)


def _social(meta: Mapping[str, Any], shop: Mapping[str, Any], render: Render) -> Iterator[str]:
    image = meta["image"]
    values = {
        "og:type": meta["type"],
        "og:title": meta["title"],
        "og:description": meta["description"],
        "og:url": meta["canonical"],
        "og:site_name": shop["name"],
        "og:image": image and absolute(image["url"], render),
        "og:image:alt": image and image["alt"],
    }
    yield from (_meta("property", name, value) for name, value in values.items())
    yield _meta("name", "twitter:card", "summary_large_image" if image else "summary")


def _scripts(render: Render) -> Iterator[Markup]:
    assert render.services is not None
    template = render.view.template if render.view else ""
    script = CHECKOUT_SCRIPT if template == "checkout" else SCRIPT
    if template != "offline" and render.services.assets.has(script):
        yield _script(render.services.assets.url(script))
    for url in render.effects.scripts:
        yield _script(url)


def _thanks(render: Render) -> Markup:
    """The page of thanks has no form that its slots could end up in."""
    if render.view is None or render.view.template != "checkout_thanks":
        return Markup("")
    return missing_slots("checkout_thanks", order=render.objects.get("order"))


def _script(url: str) -> Markup:
    return markup(f"<script{attributes({'type': 'module', 'src': url})}></script>")


def _meta(kind: str, name: str, content: Any) -> str:
    return f"<meta{attributes({kind: name, 'content': content})}>" if content else ""


def _link(rel: str, href: str | None, **more: Any) -> str:
    return f"<link{attributes({'rel': rel, 'href': href, **more})}>" if href else ""


FUNCTIONS: dict[str, Callable[..., Any]] = {"page_head": page_head, "page_end": page_end}
