"""Which address is whose. Every page is there in each language: `/cart`, `/de/cart`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from shopwright import KeptPage, MadePage, StorefrontRoutes, Unavailable, plugin_context

from shopwright_storefront.cache.front import front
from shopwright_storefront.views import (
    account,
    assets,
    atom,
    brand,
    cart,
    checkout,
    contact,
    customer,
    home,
    languages,
    listing,
    live,
    machines,
    offers,
    offline,
    orders,
    pages,
    payment,
    preview,
    prints,
    product,
    suggest,
    worker,
)
from shopwright_storefront.views.errors import error_page
from shopwright_storefront.views.state import state
from shopwright_storefront.views.visit import speak, warm

View = Callable[..., Any]
_GET, _POST, _BOTH = ("GET",), ("POST",), ("GET", "POST")

PAGES: tuple[tuple[str, View, tuple[str, ...]], ...] = (
    ("/", home.home, _GET),
    ("/products", listing.products, _GET),
    ("/products/<handle>", product.product, _GET),
    ("/collections", listing.collections, _GET),
    ("/collections/<handle>", listing.collection, _GET),
    ("/categories/<handle>", listing.category, _GET),
    ("/brands/<path:name>", brand.brand, _GET),
    ("/products.atom", atom.products, _GET),
    ("/collections/<handle>.atom", atom.collection, _GET),
    ("/categories/<handle>.atom", atom.category, _GET),
    ("/feeds/<reader>.xml", offers.offers, _GET),
    ("/search", listing.search, _GET),
    ("/search/suggest", suggest.suggest, _GET),
    ("/pages/<handle>", pages.page, _GET),
    ("/contact", contact.contact, _BOTH),
    ("/offline", offline.offline, _GET),
    ("/locale", languages.choose, _POST),
    ("/live", live.live, _GET),
    ("/cart", cart.cart, _GET),
    ("/cart/drawer", cart.drawer, _GET),
    ("/cart/add", cart.add, _POST),
    ("/cart/update", cart.update, _POST),
    ("/cart/coupon", cart.coupon, _POST),
    ("/checkout", checkout.checkout, _GET),
    ("/checkout", checkout.place, _POST),
    ("/checkout/pay", payment.pay, _GET),
    ("/checkout/return", payment.back, _GET),
    ("/checkout/thanks", payment.thanks, _GET),
    ("/orders/<order_id>", orders.status, _GET),
    ("/orders/<order_id>/invoice", prints.guest_invoice, _GET),
    ("/preview/<token>", preview.enter, _GET),
    ("/preview/leave", preview.leave, _POST),
    ("/account", customer.index, _GET),
    ("/account/login", account.login, _BOTH),
    ("/account/logout", account.logout, _POST),
    ("/account/register", account.register, _BOTH),
    ("/account/verify", account.verify, _BOTH),
    ("/account/confirm-email", account.confirm_email, _BOTH),
    ("/account/reset", account.reset, _BOTH),
    ("/account/orders", customer.history, _GET),
    ("/account/orders/<order_id>", customer.order, _GET),
    ("/account/orders/<order_id>/invoice", prints.own_invoice, _GET),
    ("/account/addresses", customer.addresses, _BOTH),
    ("/account/profile", customer.profile, _BOTH),
    ("/account/privacy", customer.privacy, _BOTH),
)
FILES: tuple[tuple[str, View], ...] = (
    ("/assets/theme/<fingerprint>/<path:path>", assets.theme_asset),
    ("/assets/plugins/<plugin>/<path:path>", assets.plugin_asset),
    ("/robots.txt", machines.robots),
    ("/sitemap.xml", machines.sitemap),
    ("/sitemap-pages.xml", machines.sitemap_pages),
    ("/sitemap-products-<uuid:first>.xml", machines.sitemap_products),
    ("/sw.js", worker.worker),
    ("/manifest.webmanifest", worker.manifest),
)


def storefront() -> StorefrontRoutes:
    """All of it."""
    blueprint = Blueprint("storefront", __name__)
    blueprint.before_request(_language)
    blueprint.before_request(_closed)
    for rule, view, methods in PAGES:
        name = f"{view.__module__.rpartition('.')[2]}_{view.__name__}"
        for address in (rule, f"/<lang>{rule}"):
            blueprint.add_url_rule(address, name, view, methods=methods, strict_slashes=False)
    for rule, view in FILES:
        blueprint.add_url_rule(rule, view.__name__, view)
    return StorefrontRoutes(blueprint=blueprint, error_page=error_page, front=_front, warm=warm)


def _front(environ: dict[str, Any], go_on: Callable[[], MadePage]) -> KeptPage | None:
    """The guests' pages of this shop and process."""
    return front(state().pages, environ, go_on)


def _language() -> None:
    """That in front of the path; views are not told."""
    speak((request.view_args or {}).pop("lang", None))


def _closed() -> None:
    """Everything but files, while the merchant works on the shop."""
    if plugin_context().settings.maintenance and not request.path.startswith("/assets/"):
        raise Unavailable("The shop is closed for a moment.", retry_after=600)
