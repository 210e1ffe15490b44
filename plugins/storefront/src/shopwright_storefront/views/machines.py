"""What machines read: sitemaps, robots.txt, a feed of what is new."""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from flask import Response, abort
from markupsafe import escape
from shopwright.commerce.catalog import Filter, address_parts, list_cards, product_addresses

from shopwright_storefront.content.queries import pages
from shopwright_storefront.present.cards import cards
from shopwright_storefront.theme_api.v1 import ProductCard
from shopwright_storefront.views.data import every_collection, whole_tree
from shopwright_storefront.views.links import absolute, in_language
from shopwright_storefront.views.state import remembered
from shopwright_storefront.views.visit import visit

_PART = 1_000
_NEW = 30
_CACHE = "public, max-age=3600"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_CLOSED = ("/cart/", "/checkout", "/account", "/orders", "/search")


def robots() -> Response:
    """Everything may be read but what is personal; the cart's page is, as it is for a newcomer."""
    prefixes = ("", *(f"/{code}" for code in visit().ctx.shop.locales[1:]))
    closed = ("/api/", *(f"{prefix}{path}" for prefix in prefixes for path in _CLOSED))
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    lines.append(f"Sitemap: {absolute('/sitemap.xml')}")
    return _answer("\n".join(lines) + "\n", "text/plain")


def sitemap() -> Response:
    """The index: one file for the lists and pages, and one for every so many products."""
    here = visit()
    firsts = remembered(("sitemap", here.market), lambda: address_parts(here.market, _PART))
    parts = ["/sitemap-pages.xml", *(f"/sitemap-products-{first}.xml" for first in firsts)]
    entries = "".join(f"<sitemap><loc>{escape(absolute(part))}</loc></sitemap>" for part in parts)
    return _answer(f'{_XML}<sitemapindex xmlns="{_SITEMAP}">{entries}</sitemapindex>')


def sitemap_pages() -> Response:
    """Home, categories, collections and pages."""
    paths = ["/", "/products", "/collections"]
    here = visit()
    paths += [f"/categories/{view.handle}" for view in whole_tree(here)]
    paths += [f"/collections/{one['handle']}" for one in every_collection(here)]
    paths += [f"/pages/{view.handle}" for view in pages(published=True)]
    return _urls((path, "") for path in paths)


def sitemap_products(first: UUID) -> Response:
    """The products from this one on."""
    found = product_addresses(visit().market, first, _PART)
    if not found:
        abort(404)
    return _urls((f"/products/{one.handle}", one.published_at.date().isoformat()) for one in found)


def feed() -> Response:
    """What is new, as Atom."""
    here = visit()
    found = list_cards(here.market, Filter(), sort="newest", limit=_NEW)
    dates = [json.loads(document)["published_at"] for document in found.items]
    shown = cards(found.items, here.language)
    entries = "".join(_entry(one, at) for one, at in zip(shown, dates, strict=True))
    shop = here.ctx.shop
    head = (
        f"<title>{escape(shop.name)}</title><id>{escape(absolute('/feed.xml'))}</id>"
        f"<updated>{dates[0] if dates else here.ctx.now().isoformat()}</updated>"
        f'<link href="{escape(absolute("/"))}"/><link rel="self" href="{escape(absolute("/feed.xml"))}"/>'
        f"<author><name>{escape(shop.name)}</name></author>"
    )
    text = f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'
    return _answer(text, "application/atom+xml")


def _entry(product: ProductCard, at: str) -> str:
    url = escape(absolute(product["url"]))
    return (
        f'<entry><title>{escape(product["title"])}</title><id>{url}</id><link href="{url}"/>'
        f"<updated>{at}</updated><summary>{escape(product['price']['formatted'])}</summary></entry>"
    )


def _urls(paths: Iterable[tuple[str, str]]) -> Response:
    """Each in every language, with the others beside it."""
    entries = "".join(_url(path, at) for path, at in paths)
    spaces = f'xmlns="{_SITEMAP}" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return _answer(f"{_XML}<urlset {spaces}>{entries}</urlset>")


def _url(path: str, at: str) -> str:
    locales = visit().ctx.shop.locales
    urls = {code: escape(absolute(in_language(path, code))) for code in locales}
    others = ""
    if len(urls) > 1:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{url}"/>'
            for code, url in urls.items()
        )
    changed = f"<lastmod>{at}</lastmod>" if at else ""
    return "".join(f"<url><loc>{url}</loc>{changed}{others}</url>" for url in urls.values())


def _answer(text: str, media_type: str = "application/xml") -> Response:
    response = Response(text, mimetype=media_type)
    response.headers["Cache-Control"] = _CACHE
    return response
