"""Completing a cart: one order, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from shopwright.commerce.cart import add_line, cart_view, change_line
from shopwright.commerce.cart.errors import CartClosed, PaymentUnderWay
from shopwright.commerce.cart.models import Cart
from shopwright.commerce.catalog import set_status
from shopwright.commerce.catalog.models import Variant
from shopwright.commerce.checkout import cancel_payment, complete, settle_order
from shopwright.commerce.checkout.errors import CheckoutIncomplete, TotalChanged
from shopwright.commerce.inventory.errors import OutOfStock
from shopwright.commerce.inventory.models import StockLevel
from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments.errors import PaymentDeclined
from shopwright.commerce.payments.sweepers import complete_payments, reap_payments
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxEvent
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.shop import Shop
from sqlalchemy import func, select, update

Later = Callable[..., AbstractContextManager[object]]
URL = "https://shop.example/"


def _levels() -> list[tuple[int, int]]:
    with read() as db:
        return [(row.on_hand, row.held) for row in db.scalars(select(StockLevel))]


def test_a_paid_cart_becomes_one_open_order_with_allocated_stock(
    shop: Shop, provider: ScriptedProvider
) -> None:
    mug = shop.product(price=2200, stock=10)
    done = complete(shop.cart({mug: 3}), expected_total=None, return_url=URL)

    assert (done.state, done.payment_state) == ("open", "paid")
    assert done.total.amount == 3 * 2200 + 490
    assert done.number is not None
    assert _levels() == [(10, 3)]
    assert provider.charged() == done.total.amount


def test_completing_again_gives_the_same_answer_and_charges_once(
    shop: Shop, provider: ScriptedProvider
) -> None:
    cart_id = shop.cart({shop.product(): 1})
    first = complete(cart_id, expected_total=None, return_url=URL)
    assert complete(cart_id, expected_total=None, return_url=URL) == first
    assert len(provider.accounts) == 1


def test_everything_that_is_missing_is_named_at_once(shop: Shop) -> None:
    from shopwright.commerce.cart import create_cart
    from shopwright.commerce.channels import install_defaults

    cart_id = create_cart(channel_id=install_defaults().id).cart_id
    with pytest.raises(CheckoutIncomplete) as refused:
        complete(cart_id, expected_total=None, return_url=URL)
    assert {problem.field for problem in refused.value.problems} == {
        "lines",
        "email",
        "billing_address",
    }


def test_a_total_the_shopper_did_not_see_is_refused_with_both(shop: Shop) -> None:
    cart_id = shop.cart({shop.product(price=1000): 1})
    with pytest.raises(TotalChanged) as refused:
        complete(cart_id, expected_total=1000, return_url=URL)
    assert refused.value.extra == {"expected": 1000, "total": 1490, "currency": "EUR"}


def test_stock_that_is_gone_is_a_typed_error_that_says_what_is_left(shop: Shop) -> None:
    mug = shop.product(stock=3)
    first, second = shop.cart({mug: 2}), shop.cart({mug: 2})
    complete(first, expected_total=None, return_url=URL)
    with pytest.raises(OutOfStock) as refused:
        complete(second, expected_total=None, return_url=URL)
    assert refused.value.problems[0].meta["available"] == 1
    assert _levels() == [(3, 2)]


def test_a_declined_payment_leaves_the_cart_usable_and_no_number_burnt(
    shop: Shop, provider: ScriptedProvider
) -> None:
    cart_id = shop.cart({shop.product(): 1})
    provider.outcome = "declined"
    with pytest.raises(PaymentDeclined):
        complete(cart_id, expected_total=None, return_url=URL)
    provider.outcome = "paid"
    done = complete(cart_id, expected_total=None, return_url=URL)
    assert (done.state, done.number) == ("open", 1001)
    assert provider.charged() == done.total.amount


def test_a_lost_answer_is_unknown_not_failed_and_the_completer_finishes_it(
    shop: Shop, provider: ScriptedProvider, time_machine_later: object
) -> None:
    cart_id = shop.cart({shop.product(): 1})
    provider.fault = "drop_answer"
    done = complete(cart_id, expected_total=None, return_url=URL)
    assert (done.state, done.checking_payment) == ("pending", True)

    provider.fault = "none"
    with time_machine_later(minutes=3):  # type: ignore[operator]
        assert complete_payments() == 1
    detail = order_detail(done.order_id)
    assert (detail.order.state, detail.order.payment_state) == ("open", "paid")
    assert provider.charged() == done.total.amount


def test_a_cart_that_is_being_paid_cannot_change_until_the_payment_is_canceled(
    shop: Shop, provider: ScriptedProvider
) -> None:
    mug = shop.product()
    cart_id = shop.cart({mug: 1})
    provider.outcome = "open"
    done = complete(cart_id, expected_total=None, return_url=URL)
    assert done.next_action is not None
    with pytest.raises(PaymentUnderWay):
        add_line(cart_id, mug, 1)

    cancel_payment(cart_id)
    add_line(cart_id, mug, 1)
    provider.outcome = "paid"
    again = complete(cart_id, expected_total=None, return_url=URL)
    assert again.order_id == done.order_id
    assert again.total.amount == 2 * 2200 + 490
    assert _levels() == [(10, 2)]
    with pytest.raises(CartClosed):
        add_line(cart_id, mug, 1)


def test_an_own_hold_never_blocks_its_owner(shop: Shop, provider: ScriptedProvider) -> None:
    mug = shop.product(stock=2)
    cart_id = shop.cart({mug: 2})
    provider.outcome = "declined"
    with pytest.raises(PaymentDeclined):
        complete(cart_id, expected_total=None, return_url=URL)
    line = cart_view(cart_id).draft.lines[0]
    assert line.available == 2
    change_line(cart_id, line.id, 1)
    provider.outcome = "paid"
    complete(cart_id, expected_total=None, return_url=URL)
    assert _levels() == [(2, 1)]


def test_an_order_of_nothing_to_pay_opens_without_a_provider(
    shop: Shop, provider: ScriptedProvider
) -> None:
    sticker = shop.product("Sticker", price=0, requires_shipping=False)
    done = complete(
        shop.cart({sticker: 1}, method=None, shipping=None), expected_total=0, return_url=URL
    )
    assert (done.state, done.payment_state) == ("completed", "paid")
    assert provider.calls == []


def test_backorders_are_promised_beyond_what_exists(shop: Shop) -> None:
    vase = shop.product("Vase", stock=1, policy="backorder")
    complete(shop.cart({vase: 3}), expected_total=None, return_url=URL)
    assert _levels() == [(1, 1)]


def test_events_are_written_with_the_order_and_delivered_once(shop: Shop) -> None:
    shop.place_order()
    shop.deliver()
    with read() as db:
        from shopwright.platform.events.models import OutboxEvent

        names = list(db.scalars(select(OutboxEvent.name)))
    assert names.count("order_placed") == 1
    assert names.count("order_paid") == 1


def test_no_order_is_left_when_prepare_fails(shop: Shop) -> None:
    mug = shop.product(stock=1)
    late = shop.cart({mug: 1})
    complete(shop.cart({mug: 1}), expected_total=None, return_url=URL)
    with pytest.raises(OutOfStock):
        complete(late, expected_total=None, return_url=URL)
    with read() as db:
        assert db.scalar(select(func.count()).select_from(Order)) == 1
    with transaction():
        pass


def test_what_is_not_sold_any_more_is_named_with_its_place(shop: Shop) -> None:
    mug, vase = shop.product("Mug"), shop.product("Vase")
    cart_id = shop.cart({mug: 1, vase: 1})
    with read() as db:
        product_id = db.scalar(select(Variant.product_id).where(Variant.id == vase))
    set_status([product_id], "archived")
    with pytest.raises(CheckoutIncomplete) as caught:
        complete(cart_id, expected_total=None, return_url=URL)
    [problem] = caught.value.problems
    assert (problem.code, problem.meta["title"]) == ("not_for_sale", "Vase")
    assert problem.field in ("lines.0", "lines.1")


def test_the_order_keeps_the_shipping_that_was_agreed(
    shop: Shop, provider: ScriptedProvider
) -> None:
    cart_id = shop.cart({shop.product(): 1})
    agreed = cart_view(cart_id).totals
    detail = order_detail(complete(cart_id, expected_total=None, return_url=URL).order_id)
    assert detail.shipping is not None
    assert agreed.shipping_option is not None
    assert detail.shipping.option == agreed.shipping_option.id
    assert detail.shipping.label == agreed.shipping_option.rate.label
    assert detail.shipping.amount == agreed.shipping.amount == detail.order.shipping_total > 0


def test_a_free_order_is_told_as_paid_when_it_was_placed(shop: Shop) -> None:
    sticker = shop.product("Sticker", price=0, requires_shipping=False)
    complete(shop.cart({sticker: 1}, method=None, shipping=None), expected_total=0, return_url=URL)
    with read() as db:
        paid = db.scalars(select(OutboxEvent).where(OutboxEvent.name == "order_paid")).one()
    assert paid.payload["at_once"] is True


def test_an_order_that_nobody_paid_in_time_can_be_begun_again_and_one_that_staff_canceled_cannot(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Later
) -> None:
    provider.outcome = "open"
    carts = [shop.cart({shop.product(name): 1}) for name in ("Mug", "Vase")]
    late, refused = (complete(cart, expected_total=None, return_url=URL) for cart in carts)
    cancel(refused.order_id, reason="a doubt", override=True)
    with time_machine_later(minutes=31):
        reap_payments()
    with time_machine_later(hours=25):
        reap_payments()
        provider.outcome = "paid"
        again = complete(carts[0], expected_total=None, return_url=URL)
        assert (again.order_id, again.state) == (late.order_id, "open")
        same = complete(carts[1], expected_total=None, return_url=URL)
    assert (same.order_id, same.state) == (refused.order_id, "canceled")
    assert provider.charged() == again.total.amount


def test_who_comes_back_to_an_order_that_is_paid_reads_that_nothing_is_checked_any_more(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = complete(shop.cart({shop.product(): 1}), expected_total=None, return_url=URL)
    back = settle_order(done.order_id)
    assert (back.state, back.payment_state, back.checking_payment) == ("open", "paid", False)


def test_who_empties_the_cart_lets_its_stock_go_at_once(
    shop: Shop, provider: ScriptedProvider
) -> None:
    mug = shop.product(stock=3)
    cart_id = shop.cart({mug: 2})
    provider.outcome = "open"
    complete(cart_id, expected_total=None, return_url=URL)
    cancel_payment(cart_id)
    assert _levels() == [(3, 2)], "held for some more minutes"
    [line] = cart_view(cart_id).draft.lines
    change_line(cart_id, line.id, 0)
    assert _levels() == [(3, 0)]


def test_a_way_of_shipping_that_is_gone_is_named_once(shop: Shop) -> None:
    cart_id = shop.cart({shop.product(): 1})
    with transaction() as db:
        db.execute(update(Cart).where(Cart.id == cart_id).values(shipping_option="gone:away"))
    with pytest.raises(CheckoutIncomplete) as caught:
        complete(cart_id, expected_total=None, return_url=URL)
    assert [(item.field, item.code) for item in caught.value.problems] == [
        ("shipping_option", "shipping_unavailable")
    ]
