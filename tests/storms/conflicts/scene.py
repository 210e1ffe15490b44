"""Where conflicts are played, and the table of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from shopwright.commerce.cart import (
    add_line,
    create_cart,
    set_contact,
    set_payment_method,
    set_shipping_option,
)
from shopwright.commerce.catalog import (
    ProductInput,
    ProductView,
    VariantInput,
    create_product,
)
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.checkout import complete
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.commerce.inventory import receive
from shopwright.commerce.staff import create_owner
from shopwright.testing.shop import ADDRESS, Shop
from werkzeug.test import TestResponse

API = "/api/v1"
PASSWORD = "correct horse battery"
_COOKIES = ("shopwright_session", "shopwright_staff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A shop, and the browser in which its owner and one of its customers are signed in."""

    shop: Shop
    browser: FlaskClient
    owner_id: UUID
    customer_id: UUID

    @property
    def cookies(self) -> dict[str, str]:
        """What the browser sends to say who is signed in."""
        found = {name: self.browser.get_cookie(name) for name in _COOKIES}
        return {name: cookie.value for name, cookie in found.items() if cookie is not None}

    def ask(self, method: str, path: str, body: Any = None) -> TestResponse:
        """Send JSON; the path begins after `/api/v1`."""
        return self.browser.open(API + path, method=method, json=body)

    def product(self, *, sku: str | None = None) -> ProductView:
        """A product of two sizes without stock; the first size has the SKU."""
        sizes = (
            VariantInput(options={"Size": "S"}, sku=sku),
            VariantInput(options={"Size": "L"}),
        )
        return create_product(ProductInput(title="Shirt", handle=_name(), variants=sizes))

    def stocked_product(self) -> ProductView:
        """A product with a unit of each size in stock."""
        view, place = self.product(), install_defaults().location_ids[0]
        for variant in view.variants:
            receive(variant.id, place, 1)
        return view

    def ready_cart(self) -> tuple[str, str]:
        """The customer's cart, which only has to be completed: its path, and that of a line."""
        cart = create_cart(channel_id=install_defaults().id, customer_id=self.customer_id).cart_id
        add_line(cart, self.shop.product(), 1)
        set_contact(cart, email="ada@example.com", shipping_address=ADDRESS)
        set_shipping_option(cart, "test_post:letter")
        draft = set_payment_method(cart, "scripted:card")
        return f"/carts/{cart}", f"/carts/{cart}/lines/{draft.lines[0].id}"

    def sold_cart(self) -> tuple[str, str]:
        """A cart that became an order: its path, and that of a line."""
        cart, line = self.ready_cart()
        complete(UUID(cart.rpartition("/")[2]), expected_total=None, return_url="https://a.example")
        return cart, line

    def order(self) -> str:
        """The path of a paid order."""
        return f"/admin/orders/{self.shop.place_order().order_id}"

    def promised_unit(self) -> dict[str, str]:
        """The only unit of a variant, sold and not sent: its variant and location."""
        variant_id = self.shop.product(stock=1)
        self.shop.place_order({variant_id: 1})
        location_id = install_defaults().location_ids[0]
        return {"variant_id": str(variant_id), "location_id": str(location_id)}


def open_scene(shop: Shop) -> Scene:
    """Add an owner and a customer to the shop, and sign both in."""
    browser = shop.client()
    owner_id = create_owner("olga@example.com", "Olga", PASSWORD)
    customer_id = create_customer(
        NewCustomer(email="mary@example.com", verified=True, password=PASSWORD)
    )
    for side, email in (("/admin", "olga@example.com"), ("", "mary@example.com")):
        answer = browser.post(f"{API}{side}/session", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 201
    return Scene(shop=shop, browser=browser, owner_id=owner_id, customer_id=customer_id)


Scenario = Callable[[Scene], TestResponse]
CONFLICTS: dict[str, Scenario] = {}
"""By the operation that is refused with 409."""


def conflict(scenario: Scenario) -> Scenario:
    """Add a function that is called like an operation to the table."""
    CONFLICTS[scenario.__name__] = scenario
    return scenario


def _name() -> str:
    return f"a-{uuid4().hex}"
