"""What search engines read: sitemaps and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Response, abort
from shopwright.commerce.catalog import address_parts, product_addresses

from shopwright_storefront.cache.tags import CATALOG, PAGES, depends_on
from shopwright_storefront.content.queries import pages
from shopwright_storefront.views.data import every_collection, whole_tree
from shopwright_storefront.views.links import absolute, in_language
from shopwright_storefront.views.state import remembered
from shopwright_storefront.views.visit import visit
from shopwright_storefront.views.xml import Xml, sent

_PART = 1_000
_NAMES = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_IN_LANGUAGES = {**_NAMES, "xmlns:xhtml": "http://www.w3.org/1999/xhtml"}
_CLOSED = ("/cart/", "/checkout", "/account", "/orders", "/search")


def robots() -> Response:
    """Everything may be read but what is personal; the cart's page is, as it is for a newcomer.

    The feed of what is new is a sitemap, too: of what has changed lately.
    """
    prefixes = ("", *(f"/{code}" for code in visit().ctx.shop.locales[1:]))
    closed = ("/api/", *(f"{prefix}{path}" for prefix in prefixes for path in _CLOSED))
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    lines += [f"Sitemap: {absolute(path)}" for path in ("/sitemap.xml", "/products.atom")]
    response = Response("\n".join(lines) + "\n", mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def sitemap() -> Response:
    """The index: one file for the lists and pages, and one for every so many products."""
    here = visit()
    depends_on(CATALOG)
    firsts = remembered(
        ("sitemap", here.market), lambda: address_parts(here.market, _PART), CATALOG
    )
    xml = Xml()
    with xml.inside("sitemapindex", _NAMES):
        for part in ("/sitemap-pages.xml", *(f"/sitemap-products-{first}.xml" for first in firsts)):
            with xml.inside("sitemap"):
                xml.element("loc", absolute(part))
    return sent(xml)


def sitemap_pages() -> Response:
    """Home, categories, collections and pages."""
    depends_on(PAGES)
    paths = ["/", "/products", "/collections", "/contact"]
    here = visit()
    paths += [f"/categories/{view.handle}" for view in whole_tree(here)]
    paths += [f"/collections/{one['handle']}" for one in every_collection(here)]
    paths += [f"/pages/{view.handle}" for view in pages(published=True)]
    return _urls((path, "") for path in paths)


def sitemap_products(first: UUID) -> Response:
    """The products from this one on."""
    depends_on(CATALOG)
    found = product_addresses(visit().market, first, _PART)
    if not found:
        abort(404)
    return _urls((f"/products/{one.handle}", one.published_at.date().isoformat()) for one in found)


def _urls(paths: Iterable[tuple[str, str]]) -> Response:
    """Each in every language, with the others beside it."""
    xml = Xml()
    with xml.inside("urlset", _IN_LANGUAGES):
        for path, at in paths:
            _url(xml, path, at)
    return sent(xml)


def _url(xml: Xml, path: str, at: str) -> None:
    urls = {code: absolute(in_language(path, code)) for code in visit().ctx.shop.locales}
    for url in urls.values():
        with xml.inside("url"):
            xml.element("loc", url)
            if at:
                xml.element("lastmod", at)
            for code, other in urls.items() if len(urls) > 1 else ():
                told = {"rel": "alternate", "hreflang": code, "href": other}
                xml.element("xhtml:link", "", told)
