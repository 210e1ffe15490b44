"""What a plugin learns of an order that is being written, and of the orders before it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from shopwright import Context, Plugin, hooks
from shopwright.commerce.cart import Adjustment, CartDraft, cart_draft, change_line
from shopwright.commerce.checkout import complete
from shopwright.commerce.orders import OrderDraft, has_ordered, order_state
from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.orders.errors import OrderNotFound
from shopwright.commerce.payments.errors import PaymentDeclined
from shopwright.commerce.pricing import Money
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import registry_of, trading_plugin
from shopwright.testing.shop import Shop

URL = "https://shop.example/"
PLACING: list[OrderDraft] = []


class TenOff(Plugin):
    """10.00 off, and a look at every order."""

    @hooks.cart_adjustments
    def off(self, draft: CartDraft, ctx: Context) -> list[Adjustment]:
        amount = Money(1000, draft.currency)
        return [Adjustment(kind="discount", code="ten", label="Ten off", amount=amount)]

    @hooks.order_placing
    def look(self, draft: OrderDraft, ctx: Context) -> None:
        PLACING.append(draft)


@pytest.fixture
def registry(provider: ScriptedProvider) -> Registry:
    PLACING.clear()
    return registry_of(trading_plugin(provider), TenOff)


def test_an_order_that_is_written_says_what_was_taken_off_and_by_whom(shop: Shop) -> None:
    cart_id = shop.cart({shop.product(price=2000): 1, shop.product("Vase", price=3000): 1})
    complete(cart_id, expected_total=None, return_url=URL)
    (draft,) = PLACING
    assert draft.customer_id is None
    assert [(x.source, x.code, x.amount.amount) for x in draft.discounts] == [
        ("tenoff", "ten", 400),
        ("tenoff", "ten", 600),
    ]


def test_an_order_that_is_written_again_says_what_is_taken_off_now(
    shop: Shop, provider: ScriptedProvider
) -> None:
    provider.outcome = "declined"
    cart_id = shop.cart({shop.product(price=700): 2})
    with pytest.raises(PaymentDeclined):
        complete(cart_id, expected_total=None, return_url=URL)
    (line,) = cart_draft(cart_id).lines
    change_line(cart_id, line.id, 1)
    with pytest.raises(PaymentDeclined):
        complete(cart_id, expected_total=None, return_url=URL)
    assert len({draft.order_id for draft in PLACING}) == 1
    assert [draft.discounts[0].amount.amount for draft in PLACING] == [1000, 700]


def test_who_has_ordered_is_known_by_account_or_else_by_address(shop: Shop) -> None:
    assert not has_ordered(customer_id=None, email="ada@example.com")
    done = shop.place_order()
    assert has_ordered(customer_id=None, email="ada@example.com")
    assert not has_ordered(customer_id=None, email="grace@example.com")
    assert not has_ordered(customer_id=uuid4(), email="ada@example.com")
    cancel(done.order_id, reason="test")
    assert not has_ordered(customer_id=None, email="ada@example.com")


def test_an_orders_state_can_be_asked_for(shop: Shop) -> None:
    done = shop.place_order()
    assert order_state(done.order_id) == "open"
    cancel(done.order_id, reason="test")
    assert order_state(done.order_id) == "canceled"
    with pytest.raises(OrderNotFound):
        order_state(uuid4())
