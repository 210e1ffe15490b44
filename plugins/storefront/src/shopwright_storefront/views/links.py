"""Addresses of the shop's pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shopwright_storefront.present.language import Language
from shopwright_storefront.theme_api.v1 import Routes
from shopwright_storefront.views.visit import unprefixed, visit

_PAGES: Mapping[str, str] = {
    "home": "/",
    "products": "/products",
    "collections": "/collections",
    "search": "/search",
    "suggest": "/search/suggest",
    "cart": "/cart",
    "cart_drawer": "/cart/drawer",
    "cart_add": "/cart/add",
    "cart_update": "/cart/update",
    "coupon": "/cart/coupon",
    "checkout": "/checkout",
    "account": "/account",
    "login": "/account/login",
    "logout": "/account/logout",
    "register": "/account/register",
    "verify": "/account/verify",
    "reset": "/account/reset",
    "orders": "/account/orders",
    "order_status": "/orders",
    "addresses": "/account/addresses",
    "profile": "/account/profile",
    "privacy": "/account/privacy",
    "contact": "/contact",
    "locale": "/locale",
    "live": "/live",
}
_API: Mapping[str, str] = {"stock": "/api/v1/stock"}
_NONE: Mapping[str, str] = {"worker": "", "manifest": ""}


def routes(language: Language) -> Routes:
    """All of them, in the shopper's language; see `worker.offline_routes` for the last two."""
    found: Any = {name: language.path(path) for name, path in _PAGES.items()} | {**_API, **_NONE}
    known: Routes = found
    return known


def route(name: str) -> str:
    """One of them."""
    return visit().language.path(_PAGES[name])


def absolute(path: str) -> str:
    """With the shop's own address in front."""
    return path if "://" in path else f"{visit().ctx.shop.public_url}{path}"


def in_language(path: str, locale: str) -> str:
    """The same page in another language."""
    plain = unprefixed(path)
    return plain if locale == visit().ctx.shop.locale else f"/{locale}{plain}"


class ShopLinks:
    """What the functions `url_for` and `localized` answer."""

    def url_for(self, kind: str, handle: str, query: Mapping[str, str]) -> str:
        """Raises `KeyError` for an unknown kind."""
        return visit().language.url_for(kind, handle, query)

    def localized(self, url: str, locale: str) -> str:
        """The same page in another language."""
        return in_language(url, locale)

    def plugin_asset(self, plugin: str, path: str) -> str:
        """A file that a plugin's slot needs."""
        return f"/assets/plugins/{plugin}/{path}"
