"""Atom feeds: what is new in the shop, in a category, in a collection. Each is at its list's address."""

from __future__ import annotations

import json

from flask import Response
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from shopwright.commerce.catalog import Filter, Moved, list_cards

from shopwright_storefront.cache.tags import CATALOG, depends_on
from shopwright_storefront.present.cards import card
from shopwright_storefront.theme_api.v1 import ProductCard
from shopwright_storefront.views.links import absolute
from shopwright_storefront.views.listing import category_named, collection_named
from shopwright_storefront.views.moved import moved
from shopwright_storefront.views.visit import Visit, visit
from shopwright_storefront.views.xml import Xml, sent

ENDING = ".atom"
TYPE = "application/atom+xml"
_NEW = 30
_PICTURE = Markup('<p><a href="{}"><img src="{}" alt="{}" width="{}"></a></p>')
_LONG_AGO = "1970-01-01T00:00:00Z"


def products() -> Response:
    """Everything."""
    here = visit()
    return _feed("", here.language.path("/products"), Filter(), here)


def category(handle: str) -> ResponseReturnValue:
    """A category and those below it."""
    here = visit()
    try:
        found, _ = category_named(handle, here)
    except Moved as error:
        return moved(error, ENDING)
    url = here.language.url_for("category", handle)
    return _feed(found.title, url, Filter(category=handle), here)


def collection(handle: str) -> ResponseReturnValue:
    """A collection."""
    here = visit()
    try:
        found = collection_named(handle, here)
    except Moved as error:
        return moved(error, ENDING)
    url = here.language.url_for("collection", handle)
    return _feed(found.title, url, Filter(collection=handle), here)


def _feed(title: str, page: str, filters: Filter, here: Visit) -> Response:
    """One statement."""
    depends_on(CATALOG)
    found = list_cards(here.market, filters, sort="newest", limit=_NEW).items
    entries = [(card(one, here.language), json.loads(one)["published_at"]) for one in found]
    shop, own = here.ctx.shop, absolute(f"{page}{ENDING}")
    xml = Xml()
    with xml.inside("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": here.locale}):
        xml.element("id", own)
        xml.element("title", f"{title} – {shop.name}" if title else shop.name)  # noqa: RUF001
        xml.element("updated", max((at for _, at in entries), default=_LONG_AGO))
        xml.element("link", "", {"rel": "self", "type": TYPE, "href": own})
        xml.element("link", "", {"rel": "alternate", "type": "text/html", "href": absolute(page)})
        with xml.inside("author"):
            xml.element("name", shop.name)
        for product, at in entries:
            _entry(xml, product, at)
    return sent(xml, TYPE)


def _entry(xml: Xml, product: ProductCard, at: str) -> None:
    """`id` is the product's own: it stays when its address changes."""
    url = absolute(product["url"])
    with xml.inside("entry"):
        xml.element("id", f"urn:uuid:{product['id']}")
        xml.element("title", product["title"])
        xml.element("link", "", {"rel": "alternate", "type": "text/html", "href": url})
        xml.element("published", at)
        xml.element("updated", at)
        xml.element("content", str(_told(product, url)), {"type": "html"})


def _told(product: ProductCard, url: str) -> Markup:
    """Its picture and its price, as people see them who read feeds."""
    image, shown = product["image"], Markup("")
    if image is not None:
        shown = _PICTURE.format(url, absolute(image["url"]), image["alt"], image["width"])
    told = [product["vendor"], product["price"]["formatted"]]
    return shown + Markup("<p>{}</p>").format(" · ".join(filter(None, told)))
