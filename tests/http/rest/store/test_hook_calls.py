"""Which hooks a request calls: reading the catalog none, cart and checkout those that somebody has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from shopwright import Context, Plugin, Problem, hooks
from shopwright.commerce.cart import Adjustment, CartDraft, CartLineChange
from shopwright.commerce.checkout import CheckoutDraft, complete
from shopwright.commerce.orders import OrderDraft, OrderPlaced
from shopwright.testing.opening import open_shop
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import trading_plugin
from shopwright.testing.shop import Shop

PLUGINS = 50
CALLS: Counter[str] = Counter()


class Idle(Plugin):
    """Counts, and does nothing else."""

    @hooks.cart_line_validate
    def check_line(self, draft: CartLineChange, ctx: Context) -> Iterable[Problem]:
        """No problem."""
        CALLS["cart_line_validate"] += 1
        return ()

    @hooks.cart_adjustments
    def adjust(self, draft: CartDraft, ctx: Context) -> list[Adjustment]:
        """No adjustment."""
        CALLS["cart_adjustments"] += 1
        return []

    @hooks.checkout_validate
    def check_checkout(self, draft: CheckoutDraft, ctx: Context) -> Iterable[Problem]:
        """No problem."""
        CALLS["checkout_validate"] += 1
        return ()

    @hooks.order_placing
    def join(self, draft: OrderDraft, ctx: Context) -> None:
        """No row."""
        CALLS["order_placing"] += 1

    @hooks.order_placed
    def hear(self, event: OrderPlaced, ctx: Context) -> None:
        """No matter."""
        CALLS["order_placed"] += 1


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[Shop]:
    """A shop with fifty of them."""
    kinds = [type(f"Idle{number:02}", (Idle,), {}) for number in range(PLUGINS)]
    with open_shop(tmp_path, trading_plugin(ScriptedProvider()), *kinds) as shop:
        yield shop


def per_plugin() -> dict[str, float]:
    """Calls since this was asked last, by hook, for each plugin."""
    found = {name: count / PLUGINS for name, count in CALLS.items()}
    CALLS.clear()
    return found


def test_reading_the_catalog_calls_no_hook(crowded: Shop) -> None:
    crowded.product("Mug")
    client = crowded.client()
    per_plugin()

    for path in ("/api/v1/products", "/api/v1/products/mug", "/api/v1/search?q=mug"):
        assert client.get(path).status_code == 200

    assert per_plugin() == {}


def test_cart_and_checkout_call_who_implements_a_hook_and_nobody_else(crowded: Shop) -> None:
    variant = crowded.product("Mug")
    client = crowded.client()
    made = client.post("/api/v1/carts", json={}).get_json()
    cart, token = f"/api/v1/carts/{made['cart']['id']}", {"X-Cart-Token": made["token"]}
    per_plugin()

    line = {"variant_id": str(variant), "quantity": 1}
    client.post(f"{cart}/lines", json=line, headers=token)
    adding = per_plugin()

    cart_id = crowded.cart({variant: 1})
    per_plugin()
    complete(cart_id, expected_total=None, return_url="https://shop.example/")
    completing = per_plugin()
    crowded.deliver()

    assert adding == {"cart_line_validate": 1, "cart_adjustments": 1}
    assert completing == {"cart_adjustments": 1, "checkout_validate": 1, "order_placing": 1}
    assert per_plugin() == {"order_placed": 1}
