"""Every page of a shop, in every state that looks different, and whose eyes it takes to see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import expect

from tests.browser.served import Served
from tests.browser.visitor import Visitor

# Who looks. Each has cookies of their own, made once: see `acquainted`.
STRANGER, SHOPPER, DISAPPOINTED, BUYER, CUSTOMER, PACKER = (
    "stranger",
    "shopper",
    "disappointed",
    "buyer",
    "customer",
    "packer",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A page in a state. `{name}` in `path` is what is known of the shop, or of who looks.

    `then` is what they do there before they look. `closed`: while the shop is.
    """

    name: str
    path: str
    who: str = STRANGER
    then: Callable[[Visitor], None] = lambda visitor: None
    closed: bool = False


def send_nothing(visitor: Visitor) -> None:
    """Press Pay with an empty form: every problem at once."""
    form = visitor.form("checkout")
    form.evaluate("form => { form.noValidate = true }")
    visitor.pay_button().click()
    visitor.page.wait_for_load_state()
    visitor.page.locator(".problem").first.wait_for()


def add(visitor: Visitor) -> None:
    """Put it into the cart, and stay where that leads: the drawer, or the cart."""
    visitor.form("cart_add").locator("button[type=submit]").first.click()
    visitor.see_cart()


def set_off_to_pay(visitor: Visitor) -> None:
    """Up to the page that leads to the provider's; payments that have begun do not wait for us."""
    add(visitor)
    visitor.fill_in_checkout("grace@example.com")
    visitor.pay_button().click()
    visitor.page.wait_for_url("**/checkout/pay")
    expect(visitor.page.locator('main a.button[href*="/c/pay/"]')).to_be_visible()


STATIONS = tuple(
    Station(**values)
    for values in (
        {"name": "home", "path": "/"},
        {"name": "collection", "path": "/collections/best-sellers"},
        {"name": "collection-filtered", "path": "/products?category=kitchen&in_stock=1"},
        {"name": "collections", "path": "/collections"},
        {"name": "brand", "path": "/brands/Norrland"},
        {"name": "search", "path": "/search"},
        {"name": "search-results", "path": "/search?q=linen"},
        {"name": "search-none", "path": "/search?q=zeppelin"},
        {"name": "product", "path": "/products/stoneware-mug-350-ml"},
        {"name": "product-sold-out", "path": "/products/amber-glass-bottle"},
        {"name": "product-many-variants", "path": "/products/watercolor"},
        {"name": "product-long-title", "path": "/products/{long}"},
        {"name": "cart", "path": "/cart", "who": SHOPPER},
        {"name": "cart-drawer", "path": "/products/olive-oil-soap", "then": add},
        {"name": "cart-empty", "path": "/cart"},
        {"name": "cart-problem", "path": "/cart", "who": DISAPPOINTED},
        {"name": "checkout", "path": "/checkout", "who": SHOPPER},
        {"name": "checkout-problems", "path": "/checkout", "who": SHOPPER, "then": send_nothing},
        {"name": "pay", "path": "/products/olive-oil-soap", "then": set_off_to_pay},
        {"name": "thanks", "path": "/checkout/thanks", "who": BUYER},
        {"name": "order", "path": "{order}", "who": BUYER},
        {"name": "invoice", "path": "{invoice}", "who": BUYER},
        {"name": "packing-slip", "path": "{packing_slip}", "who": PACKER},
        {"name": "login", "path": "/account/login"},
        {"name": "register", "path": "/account/register"},
        {"name": "verify", "path": "/account/verify?token=x"},
        {"name": "reset", "path": "/account/reset"},
        {"name": "reset-choose", "path": "/account/reset?token=x"},
        {"name": "account", "path": "/account", "who": CUSTOMER},
        {"name": "account-orders", "path": "/account/orders", "who": CUSTOMER},
        {"name": "account-order", "path": "{own_order}", "who": CUSTOMER},
        {"name": "account-addresses", "path": "/account/addresses", "who": CUSTOMER},
        {"name": "account-profile", "path": "/account/profile", "who": CUSTOMER},
        {"name": "account-privacy", "path": "/account/privacy", "who": CUSTOMER},
        {"name": "page", "path": "/pages/about"},
        {"name": "contact", "path": "/contact"},
        {"name": "offline", "path": "/offline"},
        {"name": "404", "path": "/nothing-here"},
        {"name": "500", "path": "/x/mishap/"},
        {"name": "maintenance", "path": "/", "closed": True},
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintances:
    """The cookies of each who looks, and what is known of them, for `Station.path`."""

    cookies: dict[str, Any]
    known: dict[str, str]


def acquainted(visitor: Visitor, shop: Served) -> Acquaintances:
    """Make everybody, in one window: each goes on from where the one before has come to."""
    page, context = visitor.page, visitor.page.context
    cookies: dict[str, Any] = {STRANGER: None}
    known = dict(shop.known)
    soap, mug, email = "olive-oil-soap", "stoneware-mug-350-ml", "ada@example.com"

    shop.count_teapots(1)
    shop.until(lambda: visitor.can_buy("the-last-teapot"))
    visitor.add()
    cookies[DISAPPOINTED] = context.storage_state()
    shop.count_teapots(0)
    context.clear_cookies()

    for product in (soap, mug, "heavyweight-linen-shirt"):
        visitor.go(f"/products/{product}")
        visitor.add()
    cookies[SHOPPER] = context.storage_state()
    context.clear_cookies()

    visitor.go(f"/products/{soap}")
    visitor.add()
    visitor.check_out(email)
    visitor.pay()
    visitor.see_thanks()
    cookies[BUYER] = context.storage_state()
    visitor.see_order()
    known["order"] = page.url.removeprefix(shop.url)
    invoice = page.locator('main a[href*="/invoice"]').first.get_attribute("href")
    known["invoice"] = str(invoice)
    context.clear_cookies()

    visitor.sign_in(known["email"], known["password"])
    visitor.buy(known["email"], mug)
    visitor.go("/account/orders")
    page.locator('main a[href*="/account/orders/"]').first.click()
    page.wait_for_url("**/account/orders/*")
    known["own_order"] = page.url.removeprefix(shop.url)
    cookies[CUSTOMER] = context.storage_state()
    context.clear_cookies()

    order_id = known["own_order"].rpartition("/")[2]
    parcel = {"carrier": "DHL", "tracking_number": "00340434161094027318"}
    shop.api("POST", f"/admin/orders/{order_id}/fulfillments", parcel)
    known["packing_slip"] = f"/admin/x/storefront/orders/{order_id}/packing-slips/1"
    signed_in = {"email": known["staff"], "password": known["password"]}
    assert page.request.post("/api/v1/admin/session", data=signed_in).ok
    cookies[PACKER] = context.storage_state()
    return Acquaintances(cookies=cookies, known=known)
