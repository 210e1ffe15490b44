"""Pages that the merchant wrote."""

from __future__ import annotations

from flask import Response
from markupsafe import Markup
from shopwright.commerce.catalog import plain_text

from shopwright_storefront.cache.tags import PAGES, depends_on
from shopwright_storefront.content.errors import PageNotFound
from shopwright_storefront.content.queries import page as read_page
from shopwright_storefront.content.types import PageView
from shopwright_storefront.theme_api.v1 import ContentPage, Seo
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.visit import Visit, visit


def page(handle: str) -> Response:
    """One of them; 404 for one that is not published."""
    shown = content_page(handle, visit())
    if shown is None:
        raise PageNotFound(handle)
    about = About(title=shown["seo"]["title"], description=shown["seo"]["description"])
    return show("page", {"page": shown}, about)


def content_page(handle: str, here: Visit) -> ContentPage | None:
    """As templates get it; None for one that is not there."""
    depends_on(PAGES)
    try:
        found = read_page(handle)
    except PageNotFound:
        return None
    return of_page(found, here) if found.published else None


def of_page(found: PageView, here: Visit) -> ContentPage:
    """In the shopper's language, if it was translated."""
    text = found.translations.get(here.locale, found.text)
    plain = plain_text(text.body_html)
    return ContentPage(
        id=str(found.id),
        handle=found.handle,
        title=text.title,
        body_html=Markup(text.body_html),  # noqa: S704 - cleaned when it was saved
        url=here.language.url_for("page", found.handle),
        updated_at=found.updated_at.isoformat(),
        seo=Seo(
            title=text.seo_title or text.title, description=text.seo_description or plain[:300]
        ),
    )
