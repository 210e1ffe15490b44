"""A shop that can take orders, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from shopwright.commerce.channels import install_defaults
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import registry_of, trading_plugin
from shopwright.testing.shop import Shop

ADDRESS = {
    "country": "DE",
    "first_name": "Ada",
    "last_name": "Byron",
    "address1": "Lindenstraße 4",
    "city": "Berlin",
    "postal_code": "10969",
}


@pytest.fixture
def provider() -> ScriptedProvider:
    """Pays at once unless told otherwise."""
    return ScriptedProvider()


@pytest.fixture
def registry(provider: ScriptedProvider) -> Registry:
    """The enabled plugins."""
    return registry_of(trading_plugin(provider))


class Browser:
    """A guest with one cart."""

    def __init__(self, shop: Shop) -> None:
        self.client = shop.client()
        made = self.send("POST", "/api/v1/carts", {})
        self.token: str = made["token"]
        self.cart = f"/api/v1/carts/{made['cart']['id']}"

    def send(self, method: str, path: str, body: Any = None, *, status: int = 0) -> Any:
        """Send JSON with the cart's token; the answer must be `status`, or any success."""
        headers = {"X-Cart-Token": self.token} if hasattr(self, "token") else {}
        answer = self.client.open(path, method=method, json=body, headers=headers)
        good = answer.status_code == status if status else answer.status_code < 300
        assert good, f"{method} {path}: {answer.status_code} {answer.get_data(as_text=True)}"
        return answer.get_json()

    def add(self, variant_id: UUID, quantity: int = 1) -> Any:
        """Put a variant in."""
        body = {"variant_id": str(variant_id), "quantity": quantity}
        return self.send("POST", f"{self.cart}/lines", body)

    def fill_in(self) -> Any:
        """Everything that checkout needs beside the lines."""
        contact = {"email": "ada@example.com", "shipping_address": ADDRESS}
        self.send("PUT", f"{self.cart}/contact", contact)
        self.send("PUT", f"{self.cart}/shipping-option", {"id": "test_post:letter"})
        return self.send("PUT", f"{self.cart}/payment-method", {"id": "scripted:card"})


@pytest.fixture
def browse(shop: Shop) -> Callable[[], Browser]:
    """Makes a guest with an empty cart."""
    install_defaults()
    return lambda: Browser(shop)
