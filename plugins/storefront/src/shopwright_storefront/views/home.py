"""The first page."""

from __future__ import annotations

from flask import Response

from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.visit import visit


def home() -> Response:
    """All of it is the theme's, and the merchant's."""
    here = visit()
    return show("index", {}, About(title=here.ctx.shop.name))
