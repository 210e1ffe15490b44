"""What is measured, each as a call with a number that makes it differ from the one before."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from meter import Server

WORDS = ("amber", "birch", "linen", "walnut", "ochre", "felt", "slate", "opal")
_ADDRESS = {
    "country": "DE",
    "first_name": "Ada",
    "last_name": "Byron",
    "address1": "Lindenstraße 4",
    "city": "Berlin",
    "postal_code": "10969",
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """`aim` is in multiples of the bare JSON route, server and database together."""

    name: str
    aim: float
    call: Callable[[int], object]
    times: int


@dataclass(slots=True)
class Shopper:
    """A guest of the measured server."""

    server: Server
    variants: list[UUID]
    option: str = "flat_rate:standard"
    _carts: list[tuple[str, str]] = field(default_factory=list)

    def new_cart(self) -> tuple[str, dict[str, str]]:
        """The cart's address and the headers that open it."""
        made = json.loads(self.server.send("POST", "/api/v1/carts", {}))
        return f"/api/v1/carts/{made['cart']['id']}", {"X-Cart-Token": made["token"]}

    def add(self, cart: str, headers: dict[str, str], number: int) -> None:
        """One line."""
        variant = self.variants[number * 7919 % len(self.variants)]
        body = {"variant_id": str(variant), "quantity": 1}
        self.server.send("POST", f"{cart}/lines", body, headers)

    def add_to_one_of_many_carts(self) -> Callable[[int], None]:
        """Adding to carts that exist; each gets three lines at most."""
        carts = [self.new_cart() for _ in range(200)]

        def call(number: int) -> None:
            cart, headers = carts[number % len(carts)]
            self.add(cart, headers, number)

        return call

    def checkout(self, number: int) -> None:
        """Cart, line, address, shipping, payment, complete: six requests."""
        cart, headers = self.new_cart()
        self.add(cart, headers, number)
        contact = {"email": "ada@example.com", "shipping_address": _ADDRESS}
        self.server.send("PUT", f"{cart}/contact", contact, headers)
        self.server.send("PUT", f"{cart}/shipping-option", {"id": self.option}, headers)
        method = {"id": "manual:bank_transfer"}
        self.server.send("PUT", f"{cart}/payment-method", method, headers)
        self.server.send("POST", f"{cart}/complete", {}, headers)

    def find_option(self) -> None:
        """Which way of shipping there is."""
        cart, headers = self.new_cart()
        self.add(cart, headers, 0)
        self.server.send("PUT", f"{cart}/contact", {"shipping_address": _ADDRESS}, headers)
        answer = self.server.send("GET", f"{cart}/shipping-options", headers=headers)
        self.option = json.loads(answer)["items"][0]["id"]


def reading(server: Server, *, aim: float, label: str, times: int) -> list[Scenario]:
    """A list and a product."""

    def list_page(number: int) -> object:
        return server.send("GET", f"/api/v1/products?category=category-{number % 50:02}")

    def product(number: int) -> object:
        return server.send("GET", f"/api/v1/products/product-{number % 250}")

    return [
        Scenario(f"list of 24, {label}", aim, list_page, times),
        Scenario(f"product, {label}", aim, product, times),
    ]


def pages(server: Server, *, aim: float, label: str, times: int) -> list[Scenario]:
    """The same as a guest sees them, drawn by the theme that shops begin with."""
    accepted = {"Accept-Encoding": "gzip, br", "Accept": "text/html"}

    def category(number: int) -> object:
        return server.send("GET", f"/categories/category-{number % 50:02}", headers=accepted)

    def product(number: int) -> object:
        return server.send("GET", f"/products/product-{number % 50}", headers=accepted)

    return [
        Scenario(f"a guest's category page, {label}", aim, category, times),
        Scenario(f"a guest's product page, {label}", aim, product, times),
    ]


def search(server: Server, times: int) -> Scenario:
    """Two words, ranked."""

    def call(number: int) -> object:
        words = f"{WORDS[number % 8]}+{WORDS[number // 8 % 8]}"
        return server.send("GET", f"/api/v1/search?q={words}")

    return Scenario("search", 30, call, times)
