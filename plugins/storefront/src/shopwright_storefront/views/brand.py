"""The products of one vendor. Its name, as products have it, is its address."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, abort, request
from markupsafe import Markup
from shopwright.commerce.catalog import Filter

from shopwright_storefront.present.collections import home
from shopwright_storefront.present.listings import active_filters
from shopwright_storefront.present.narrowing import Narrowing
from shopwright_storefront.theme_api.v1 import Brand, Crumb
from shopwright_storefront.views.listing import SORTS, first_picture, listed
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.visit import visit

_VENDOR = "vendor"


def brand(name: str) -> Response:
    """Two statements; 404 for a vendor of nothing that is on sale."""
    here = visit()
    asked = Narrowing.read(request.path, request.args.items(multi=True))
    others = tuple(pair for pair in asked.chosen if pair[0] != _VENDOR)
    asked = replace(asked, chosen=others)
    objects, count = listed(asked, Filter(vendors=(name,)), SORTS, here)
    if not count and not others:
        abort(404)
    url = here.language.url_for("brand", name)
    shown = Brand(
        handle=name, title=name, description_html=Markup(""), image=None, url=url, count=count
    )
    objects["facets"] = [one for one in objects["facets"] if one["key"] != _VENDOR]
    objects["active_filters"] = active_filters(objects["facets"], asked, here.language)
    objects |= {"brand": shown, "breadcrumbs": [home(here.language), Crumb(title=name, url=url)]}
    page = objects["page"]
    about = About(
        title=name,
        canonical=url,
        image=first_picture(objects),
        kept={"page": str(page["number"])} if page["number"] > 1 else {},
        previous=page["previous"],
        next=page["next"],
    )
    return show("brand", objects, about)
