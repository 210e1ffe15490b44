"""What is for sale as a file, for Google Merchant Center and Meta's catalogs: RSS 2.0."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from io import BytesIO
from uuid import UUID

from flask import Response, abort, request
from shopwright.commerce.catalog import Market, product_pages

from shopwright_storefront.cache.feeds import Feed
from shopwright_storefront.cache.front import PUBLIC
from shopwright_storefront.cache.tags import CATALOG, CHANNELS
from shopwright_storefront.present.offers import GOOGLE, META, items
from shopwright_storefront.views.links import absolute
from shopwright_storefront.views.state import state
from shopwright_storefront.views.visit import Visit, visit
from shopwright_storefront.views.xml import Xml

_READERS: Mapping[str, Mapping[str, str]] = {"google": GOOGLE, "meta": META}
_NAMES = {"version": "2.0", "xmlns:g": "http://base.google.com/ns/1.0"}
_PART = 200
_PIECE = 64 * 1024


def offers(reader: str) -> Response:
    """All variants on sale, in the language of the address; 404 for a reader that nobody knows."""
    if reader not in _READERS:
        abort(404)
    here = visit()
    if here.ctx.shop.development or not here.ctx.shop.cache_seconds:
        return _sent(_made(reader, here))
    key = (reader, here.market, here.locale)
    return _sent(state().feeds.get(key, lambda: _made(reader, here), CATALOG, CHANNELS))


def _made(reader: str, here: Visit) -> Feed:
    """One statement for each part of the catalog; of which one at a time is in memory."""
    xml, packed, digest = Xml(), BytesIO(), blake2b(digest_size=12)
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6, mtime=0) as out:
        for piece in _pieces(xml, reader, here):
            digest.update(piece)
            out.write(piece)
    return Feed(packed=packed.getvalue(), etag=digest.hexdigest())


def _pieces(xml: Xml, reader: str, here: Visit) -> Iterator[bytes]:
    shop, stock = here.ctx.shop, _READERS[reader]
    with xml.inside("rss", _NAMES), xml.inside("channel"):
        xml.element("title", shop.name)
        xml.element("link", absolute(here.language.path("/")))
        xml.element("description", here.settings.description or shop.name)
        for part in _parts(here.market):
            for document in part.values():
                for item in items(document, here.language, shop.public_url, stock):
                    with xml.inside("item"):
                        for name, text in item:
                            xml.element(name, text)
            yield xml.taken()
    yield xml.taken()


def _parts(market: Market) -> Iterator[Mapping[UUID, bytes]]:
    part = product_pages(market, limit=_PART)
    while part:
        yield part
        last = next(reversed(part))
        part = product_pages(market, after=last, limit=_PART) if len(part) == _PART else {}


def _sent(feed: Feed) -> Response:
    """In gzip to whom that is right; others get it piece by piece."""
    is_packed = bool(request.accept_encodings["gzip"])
    response = Response(feed.packed if is_packed else _unpacked(feed), mimetype="application/xml")
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = PUBLIC
    response.headers["X-Robots-Tag"] = "noindex"
    response.set_etag(f"{feed.etag}-gzip" if is_packed else feed.etag)
    response.make_conditional(request)
    return response


def _unpacked(feed: Feed) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=BytesIO(feed.packed)) as file:
        while piece := file.read(_PIECE):
            yield piece
