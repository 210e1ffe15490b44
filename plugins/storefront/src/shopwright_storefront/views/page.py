"""`show`: from a page's objects to the answer that browsers get."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from shopwright import PlacedContent, current_stamps, form_token, plugins_stamp, slot_contents

from shopwright_storefront.cache.front import MADE, PUBLIC, Made
from shopwright_storefront.cache.tags import (
    CHANNELS,
    depends_on,
    plugin_tag,
    read_so_far,
    stamps_of,
)
from shopwright_storefront.render.view import Rendered, View
from shopwright_storefront.theme_api.v1 import Alternate, Customer, Feed, Image, Message, Meta
from shopwright_storefront.views.everywhere import everywhere
from shopwright_storefront.views.links import absolute, in_language
from shopwright_storefront.views.preview import banner, with_banner
from shopwright_storefront.views.visit import Visit, visit

_BARE = frozenset({"checkout", "checkout_pay"})
_MOST_SECTIONS = 20
SEEN = "shopwright_storefront.seen"
"""In `environ`: what the page was drawn of, and what came of it; for designers' tools."""
_POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "img-src": "'self' data: https:",
    "media-src": "'self'",
    "font-src": "'self'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}
_CHECKOUT_POLICY: Mapping[str, str] = {
    **_POLICY,
    "img-src": "'self' data:",
    "worker-src": "'none'",
    "frame-ancestors": "'none'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What search engines and friends are told of a page.

    `canonical` is a path; empty: the page's own, without its query. `kept` is the part of the
    query that makes another page of it, such as its number. `hidden`: it is not for search engines.
    `feed` is what is new on it, as a path; empty: what is new in the shop.
    """

    title: str
    description: str = ""
    canonical: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    image: Image | None = None
    feed: str = ""
    type: str = "website"
    previous: str | None = None
    next: str | None = None


def show(
    template: str,
    objects: Mapping[str, Any],
    about: About,
    *,
    forms: Mapping[str, Any] | None = None,
    personal: bool = False,
    customer: Customer | None = None,
    status: int = 200,
    messages: Sequence[tuple[str, str]] = (),
) -> Response:
    """The page. One that is `personal` is for this shopper alone: it may have forms with a token,
    says what just happened, and is never kept. All others are the same for everybody.

    `messages` are said on this page beside: kinds and texts.

    With `?sections=main,related` it answers those sections alone, as JSON by their ids: for scripts
    that put them into a page that is open already.
    """
    here = visit()
    personal = personal or here.preview is not None
    meta = _meta(about, here)
    given = everywhere(here, template, meta, customer, personal=personal)
    given["request"]["messages"] += [Message(kind=kind, text=text) for kind, text in messages]  # type: ignore[typeddict-item]
    slots = slot_contents()
    view = View(
        template=template,
        everywhere=given,
        objects=objects,
        forms=forms or {},
        csrf_token=form_token() if personal else "",
        slots=slots,
        overlay=here.overlay,
        vary=(here.revision, str(here.market.price_list_id), *_stamps(slots)),
        preview=here.preview is not None,
    )
    wanted = request.args.get("sections")
    if wanted is not None:
        parts = here.engine.sections(view, wanted.split(",")[:_MOST_SECTIONS])
        return _kept(Response(json.dumps(parts), status, mimetype="application/json"), personal)
    rendered = here.engine.page(view)
    request.environ[SEEN] = view, rendered
    _report(rendered, here)
    if not personal:
        tags = frozenset((*read_so_far(), *stamps_of(rendered.tags)))
        request.environ[MADE] = Made(tags=tags, whole=not rendered.failures)
    response = Response(rendered.html, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = policy(template, rendered.csp)
    if here.preview is not None:
        told = banner(here.preview, rendered.failures, form_token(), here.language)
        response = with_banner(response, told)
    return _kept(response, personal)


def policy(template: str, hashes: Mapping[str, tuple[str, ...]]) -> str:
    """The Content-Security-Policy; checkout's lets nothing in that is not its own."""
    directives = _CHECKOUT_POLICY if template in _BARE else _POLICY
    return "; ".join(
        " ".join((name, value, *hashes.get(name, ()))) for name, value in directives.items()
    )


def _kept(response: Response, personal: bool) -> Response:
    """Marked for who may keep it."""
    if personal or response.status_code != 200 or request.method not in ("GET", "HEAD"):
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = PUBLIC
    response.set_etag(blake2b(response.get_data(), digest_size=12).hexdigest())
    response.make_conditional(request)
    return response


def _stamps(slots: Mapping[str, Sequence[PlacedContent]]) -> tuple[str, ...]:
    """What kept parts of pages depend on, since plugins may show something in each of them."""
    tags = sorted({plugin_tag(one.plugin) for placed in slots.values() for one in placed})
    depends_on(*tags)
    return (plugins_stamp(), *current_stamps((CHANNELS, *tags)))


def _meta(about: About, here: Visit) -> Meta:
    path = about.canonical or request.path
    query = f"?{urlencode(about.kept)}" if about.kept else ""
    name = here.ctx.shop.name
    title = about.title if about.title == name else f"{about.title} – {name}"  # noqa: RUF001
    return Meta(
        title=title,
        description=about.description or here.settings.description,
        canonical="" if about.hidden else absolute(path + query),
        robots="noindex" if about.hidden or here.preview else "",
        alternates=[] if about.hidden else _alternates(path, query, here),
        image=about.image,
        type=about.type,  # type: ignore[typeddict-item]
        previous=about.previous,
        next=about.next,
        feed=None if about.hidden else _feed(about, title, here),
    )


def _feed(about: About, title: str, here: Visit) -> Feed:
    if about.feed:
        return Feed(title=title, url=about.feed)
    return Feed(title=here.ctx.shop.name, url=here.language.path("/products.atom"))


def _alternates(path: str, query: str, here: Visit) -> list[Alternate]:
    """The page in each language; nothing for a shop that speaks one."""
    shop = here.ctx.shop
    if len(shop.locales) < 2:
        return []
    pages = {code: absolute(in_language(path, code) + query) for code in shop.locales}
    return [
        *(Alternate(locale=code, url=url) for code, url in pages.items()),
        Alternate(locale="x-default", url=pages[shop.locale]),
    ]


def _report(rendered: Rendered, here: Visit) -> None:
    for failure in rendered.failures:
        here.ctx.log.error("a part of a page was left out", what=failure.what, reason=str(failure))
