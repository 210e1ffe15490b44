"""The page for whom the network is away: the service worker keeps it, and shows it in place of others."""

from __future__ import annotations

from flask import Response

from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.visit import visit


def offline() -> Response:
    """It is the same for everybody, and asks for nothing but the theme's files."""
    return show("offline", {}, About(title=visit().language.say("offline.title"), hidden=True))
