"""An order is the cart as it was agreed: every discount, fee and tax stands in it, and adds up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pytest
from shopwright import hooks
from shopwright.commerce.cart import Adjustment, CartDraft, cart_view, change_line
from shopwright.commerce.checkout import complete, edit_cart
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.orders.types import OrderDetail
from shopwright.commerce.pricing import Money
from shopwright.commerce.tax import TaxLine, TaxProvider, TaxRequest
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.hooks import Context
from shopwright.platform.plugins.plugin import Plugin
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import registry_of, trading_plugin
from shopwright.testing.shop import Shop
from sqlalchemy import select

URL = "https://shop.example/"


class Extras(Plugin):
    """10 % off the first line, 3.00 off the order, a fee of 1.50, and a tenth of tax on everything."""

    name = "tenth"

    @hooks.cart_adjustments
    def adjustments(self, draft: CartDraft, ctx: Context) -> list[Adjustment]:
        first = draft.lines[0]
        assert first.subtotal is not None

        def euros(amount: int) -> Money:
            return Money(amount, draft.currency)

        return [
            Adjustment(
                kind="discount",
                code="TENTH",
                label="A tenth off",
                target="line",
                line_id=first.id,
                lane="lines",
                amount=euros(first.subtotal.amount // 10),
            ),
            Adjustment(kind="discount", code="THREE", label="Three off", amount=euros(300)),
            Adjustment(kind="fee", code="wrap", label="Wrapping", amount=euros(150)),
        ]

    @hooks.tax_providers
    def taxes(self, ctx: Context) -> Iterable[TaxProvider]:
        return [self]

    def tax_lines(self, request: TaxRequest) -> Sequence[TaxLine]:
        rate = Decimal("0.1")
        return [
            TaxLine(
                target=item.target,
                id=item.id,
                label="Tenth",
                rate=rate,
                base=item.amount,
                amount=item.amount * rate,
            )
            for item in request.items
        ]


@pytest.fixture
def registry(provider: ScriptedProvider) -> Registry:
    return registry_of(trading_plugin(provider), Extras)


def test_every_discount_fee_and_tax_of_the_cart_stands_in_its_order(shop: Shop) -> None:
    cart_id = shop.cart({shop.product("Mug", price=2200): 2, shop.product("Vase", price=1000): 1})
    totals = cart_view(cart_id).totals
    detail = order_detail(complete(cart_id, expected_total=None, return_url=URL).order_id)

    assert _discounts(detail) == {"A tenth off": 440, "Three off": 300}
    assert {item.line_id for item in detail.discounts} <= {line.id for line in detail.lines}
    assert [(fee.label, fee.amount) for fee in detail.fees] == [("Wrapping", 150)]
    assert sorted(tax.target for tax in detail.taxes) == ["fee", "line", "line", "shipping"]
    assert {tax.target_id for tax in detail.taxes if tax.target == "line"} == {
        line.id for line in detail.lines
    }
    assert {(tax.label, tax.rate, tax.included) for tax in detail.taxes} == {
        ("Tenth", "0.1", totals.tax_included)
    }
    order = detail.order
    assert sum(item.amount for item in detail.discounts) == order.discount_total == 740
    assert sum(tax.amount for tax in detail.taxes) == order.tax_total == totals.tax.amount > 0
    assert sum(line.discount for line in detail.lines) == order.discount_total
    assert order.total == totals.total.amount


def test_a_cart_that_changed_since_it_was_begun_leaves_nothing_of_before(
    shop: Shop, provider: ScriptedProvider
) -> None:
    provider.outcome = "open"
    cart_id = shop.cart({shop.product("Mug", price=2200): 2})
    begun = complete(cart_id, expected_total=None, return_url=URL)
    [line] = cart_view(cart_id).draft.lines
    edit_cart(cart_id, lambda: change_line(cart_id, line.id, 1))
    detail = order_detail(complete(cart_id, expected_total=None, return_url=URL).order_id)
    assert detail.order.id == begun.order_id
    assert [line.quantity for line in detail.lines] == [1]
    assert _discounts(detail) == {"A tenth off": 220, "Three off": 300}
    assert len(detail.fees) == 1
    assert len(detail.taxes) == 3


def test_a_checkout_is_told_once_however_often_it_is_begun(
    shop: Shop, provider: ScriptedProvider
) -> None:
    provider.outcome = "open"
    cart_id = shop.cart({shop.product(): 1})
    done = complete(cart_id, expected_total=None, return_url=URL)
    complete(cart_id, expected_total=None, return_url=URL)
    with read() as db:
        started = select(OutboxEvent).where(OutboxEvent.name == "checkout_started")
        event = db.scalars(started).one()
    assert event.payload["order_id"] == str(done.order_id)
    assert event.payload["cart_id"] == str(cart_id)


def _discounts(detail: OrderDetail) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in detail.discounts:
        found[item.label] = found.get(item.label, 0) + item.amount
    return found
