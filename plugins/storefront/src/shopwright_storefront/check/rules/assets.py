"""Files that the browser loads, and addresses."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from shopwright_storefront.check.markup import PRINTED, Tag, css_lines
from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.subject import Subject, manifest_line
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.assets import Assets
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest
from shopwright_storefront.themes.icons import SPRITE
from shopwright_storefront.themes.manifest import MANIFEST

_URL = re.compile(r"url\(\s*([\"']?)([^\"')]+)\1\s*\)")
_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_IMPORT = re.compile(r"@import\s+(?:url\()?\s*[\"']?((?:https?:)?//[^\"')\s]+)")
_MODULE = re.compile(r"\b(?:import|from)\s*\(?\s*[\"'](https?://[^\"']+)")
_LOADED = {
    "script": ("src",), "img": ("src", "srcset"), "source": ("src", "srcset"), "video": ("src", "poster"),
    "audio": ("src",), "iframe": ("src",), "link": ("href",), "use": ("href",),
}  # fmt: skip
_LINKS = ("stylesheet", "preload", "modulepreload", "icon", "preconnect", "dns-prefetch")
_PLACES = {
    "/": "home", "/products": "products", "/collections": "collections", "/search": "search",
    "/cart": "cart", "/checkout": "checkout", "/account": "account", "/account/login": "login",
    "/account/register": "register", "/account/orders": "orders", "/contact": "contact",
}  # fmt: skip


def _routed(line: str) -> str:
    """Addresses that are routes, as routes."""

    def routed(match: re.Match[str]) -> str:
        name = _PLACES.get(match.group(1).rstrip("/") or "/")
        return f'href="{{{{ routes.{name} }}}}"' if name else match.group()

    return re.sub(r"\bhref=\"(/[a-z/]*)\"", routed, line)


@rule(
    "MissingAsset",
    bad='{{ asset_url("img/sael.svg") }}\n',
    good={
        "assets/img/seal.svg": "<svg/>",
        "sections/example.html": '{{ asset_url("img/seal.svg") }}\n',
    },
)
def missing_asset(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A file below `assets/`, an icon or a font is named that is not there.

    Paths begin below `assets/`; in style sheets they begin at the style sheet. Icons are the
    symbols of `assets/icons.svg`, fonts those of theme.toml. The parents' count.
    """
    assets = Assets(chain=theme.chain)
    fonts = theme.theme.manifest.fonts
    known = {
        "asset_url": ("file 'assets/{}'", assets.names),
        "inline_asset": ("file 'assets/{}'", assets.names),
        "icon": (f"icon '{{}}' in {SPRITE}", theme.theme.known.icons),
        "font_face": ("[fonts.{}] in theme.toml", fonts),
    }
    for call in walk.calls:
        what, names = known.get(call.function, ("", ()))
        own = call.template.theme == theme.own.name
        if what and own and call.argument and call.argument not in names:
            message = f"there is no {what.format(call.argument)}"
            message += did_you_mean(call.argument, names)
            near = nearest(call.argument, names)
            yield theme.fault(call.template.path, call.line, message, near)
    yield from _in_styles(theme, assets)
    for font in fonts.values():
        if not assets.has(font.file) and font.file in theme.text(MANIFEST):
            line = manifest_line(theme, f'file = "{font.file}"')
            message = (
                f"there is no file 'assets/{font.file}'{did_you_mean(font.file, assets.names)}"
            )
            yield theme.fault(MANIFEST, line, message, nearest(font.file, assets.names))


@rule(
    "RemoteAsset",
    bad='<img src="https://cdn.example/seal.svg" alt="" width="64" height="64">\n',
    good={
        "assets/img/seal.svg": "<svg/>",
        "sections/example.html": """<img src="{{ asset_url('img/seal.svg') }}" alt="" width="64" height="64">\n""",
    },
)
def remote_asset(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """Something is loaded from another site.

    That site would learn of every shopper, and the shop would be as fast and as safe as it is. The
    page's policy forbids most of it. Put the file into `assets/`.
    """
    for template in theme.templates:
        for tag in template.tags:
            for value in _loaded(tag):
                if _REMOTE.match(value):
                    yield theme.fault(template.path, tag.line, _elsewhere(value), "asset_url(...)")
    for path in theme.files("assets", ".css"):
        for number, line in css_lines(theme.text(path)):
            found = [url for _, url in _URL.findall(line) if _REMOTE.match(url)]
            for url in dict.fromkeys([*found, *_IMPORT.findall(line)]):
                yield theme.fault(path, number, _elsewhere(url), "a file of assets/")
    for path in theme.files("assets", ".js"):
        for number, line in enumerate(theme.text(path).splitlines(), 1):
            for url in _MODULE.findall(line):
                yield theme.fault(path, number, _elsewhere(url), "a file of assets/")


@rule(
    "HardcodedUrl",
    severity="warning",
    bad='<a href="/cart">{{ shop.name }}</a>\n',
    good='<a href="{{ routes.cart }}">{{ shop.name }}</a>\n',
    mend=_routed,
)
def hardcoded_url(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """An address of the shop is written out.

    In another language it is another one, and the shop may be elsewhere. `routes` has the pages
    that are always there, `url_for` makes the others, and objects have their own `url`.
    """
    for template in theme.templates:
        for tag in template.tags:
            value = tag.attributes.get("href", "")
            if value.startswith("/") and not value.startswith("//") and tag.name != "link":
                instead = _instead(value)
                message = f"'{value.replace(PRINTED, '.')}' is another address in other languages"
                yield theme.fault(template.path, tag.line, f"{message}; use {instead}", instead)


def _instead(value: str) -> str:
    path = value.partition("?")[0].rstrip("/") or "/"
    if path in _PLACES:
        return f"{{{{ routes.{_PLACES[path]} }}}}"
    first, _, rest = path.lstrip("/").partition("/")
    kinds = {"products": "product", "collections": "collection", "pages": "page", "brands": "brand"}
    if first in kinds and rest and PRINTED not in rest:
        return f'{{{{ url_for("{kinds[first]}", "{rest}") }}}}'
    return "the object's url, routes or url_for()"


def _loaded(tag: Tag) -> Iterator[str]:
    if tag.name == "link" and not set(tag.attributes.get("rel", "").split()) & set(_LINKS):
        return
    for name in _LOADED.get(tag.name, ()):
        if tag.attributes.get(name):
            yield tag.attributes[name].strip()


def _elsewhere(url: str) -> str:
    return f"'{url[:80].replace(PRINTED, '.')}' is on another site; put the file into assets/"


def _in_styles(theme: Subject, assets: Assets) -> Iterator[Finding]:
    for path in theme.files("assets", ".css"):
        folder = posixpath.dirname(path.removeprefix("assets/"))
        for number, line in css_lines(theme.text(path)):
            for _, url in _URL.findall(line):
                if url.startswith(("data:", "#", "/", "http:", "https:")):
                    continue
                target = posixpath.normpath(posixpath.join(folder, url.partition("#")[0]))
                if not assets.has(target):
                    message = (
                        f"there is no file 'assets/{target}'{did_you_mean(target, assets.names)}"
                    )
                    yield theme.fault(path, number, message, nearest(target, assets.names))
