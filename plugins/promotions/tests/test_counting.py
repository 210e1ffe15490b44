"""Uses: taken with the order, given back with it, never beyond a limit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from shopwright import Context
from shopwright.commerce.cart import (
    add_line,
    cart_view,
    create_cart,
    set_codes,
    set_contact,
    set_payment_method,
    set_shipping_option,
)
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.checkout import Completion, cancel_payment, complete
from shopwright.commerce.customers import NewCustomer, create_customer, erase_customer
from shopwright.commerce.orders import OrderCanceled, order_state
from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.payments.errors import PaymentDeclined
from shopwright.commerce.payments.settling import settle
from shopwright.commerce.payments.sweepers import reap_payments
from shopwright.commerce.pricing import Money
from shopwright.platform.clock import now
from shopwright.testing.opening import tell
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import ADDRESS, Shop
from shopwright_promotions import books, commands, queries
from shopwright_promotions.errors import UsedUp
from shopwright_promotions.models import CODES, PROMOTIONS, USES
from sqlalchemy import select, update

Make = Callable[..., UUID]


@pytest.fixture
def mug(shop: Shop) -> UUID:
    return shop.product(price=2000, stock=100)


def cart(shop: Shop, mug: UUID, *codes: str, email: str = "ada@example.com") -> UUID:
    """Ready to be completed."""
    cart_id = shop.cart({mug: 1})
    set_contact(cart_id, email=email)
    set_codes(cart_id, codes)
    return cart_id


def order(cart_id: UUID) -> Completion:
    return complete(cart_id, expected_total=None, return_url="https://shop.example/")


def used(ctx: Context, promotion_id: UUID) -> int:
    """Its counter; the books have to be right beside it."""
    assert books.differences(ctx) == []
    return queries.promotion(ctx, promotion_id).used


def off(cart_id: UUID) -> int:
    return cart_view(cart_id).totals.discount.amount


def later(**ahead: float) -> AbstractContextManager[object]:
    return time_machine.travel(now() + timedelta(**ahead), tick=True)


def test_an_order_counts_once_however_often_it_is_completed(
    shop: Shop, mug: UUID, make: Make, ctx: Context
) -> None:
    key = make(codes=["TEN"])
    cart_id = cart(shop, mug, "ten")
    for _ in range(3):
        order(cart_id)
    assert used(ctx, key) == 1
    assert queries.codes(ctx, key, limit=5)[0].used == 1
    (use,) = queries.uses(ctx, key, limit=5)
    assert (use.code, use.amount, use.currency, use.state) == ("TEN", 200, "EUR", "counted")


def test_a_promotion_that_brought_nothing_is_not_counted(
    shop: Shop, mug: UUID, make: Make, ctx: Context
) -> None:
    better = make(codes=["TEN"])
    worse = make(codes=["FIVE"], action={"kind": "percent_off", "percent": "5"})
    order(cart(shop, mug, "FIVE", "TEN"))
    assert (used(ctx, better), used(ctx, worse)) == (1, 0)


def test_after_the_last_use_the_code_says_that_it_is_used_up(
    shop: Shop, mug: UUID, make: Make, ctx: Context
) -> None:
    key = make(codes=["TEN"], limit_total=1)
    first, second = cart(shop, mug, "TEN"), cart(shop, mug, "TEN", email="grace@example.com")
    assert (off(first), off(second)) == (200, 200)
    order(first)
    (state,) = cart_view(second).totals.codes
    assert state.refusal is not None
    assert state.refusal.reason == "exhausted"
    assert used(ctx, key) == 1


def test_an_unpaid_order_does_not_block_its_own_cart(
    shop: Shop, mug: UUID, make: Make, ctx: Context, provider: ScriptedProvider
) -> None:
    key = make(codes=["TEN"], limit_total=1, limit_per_customer=1)
    cart_id = cart(shop, mug, "TEN")
    provider.outcome = "declined"
    with pytest.raises(PaymentDeclined):
        order(cart_id)
    assert (used(ctx, key), off(cart_id)) == (1, 200)
    provider.outcome = "paid"
    assert order(cart_id).total.amount == 1800 + 490
    assert used(ctx, key) == 1


def test_a_code_that_was_taken_out_of_the_cart_is_given_back(
    shop: Shop, mug: UUID, make: Make, ctx: Context, provider: ScriptedProvider
) -> None:
    ten = make(codes=["TEN"])
    five = make(codes=["FIVE"], action={"kind": "percent_off", "percent": "5"})
    cart_id = cart(shop, mug, "TEN")
    provider.outcome = "declined"
    with pytest.raises(PaymentDeclined):
        order(cart_id)
    set_codes(cart_id, ("FIVE",))
    provider.outcome = "paid"
    order(cart_id)
    assert (used(ctx, ten), used(ctx, five)) == (0, 1)


def test_a_customer_has_it_so_often_and_others_too(
    shop: Shop, mug: UUID, make: Make, ctx: Context
) -> None:
    key = make(codes=["TEN"], limit_per_customer=1)
    order(cart(shop, mug, "TEN"))
    again = cart(shop, mug, "TEN", email=" ADA@example.com ")
    assert off(again) == 0
    assert off(cart(shop, mug, "TEN", email="grace@example.com")) == 200
    assert used(ctx, key) == 1


def customer_cart(mug: UUID, customer_id: UUID) -> UUID:
    cart_id = create_cart(channel_id=install_defaults().id, customer_id=customer_id).cart_id
    add_line(cart_id, mug, 1)
    set_contact(cart_id, email="ada@example.com", shipping_address=ADDRESS)
    set_shipping_option(cart_id, "test_post:letter")
    set_payment_method(cart_id, "scripted:card")
    set_codes(cart_id, ("TEN",))
    return cart_id


def test_only_who_is_signed_in_is_told_that_they_used_it(shop: Shop, mug: UUID, make: Make) -> None:
    make(codes=["TEN"], limit_per_customer=1)
    ada = create_customer(NewCustomer(email="ada@example.com", first_name="A", last_name="B"))
    order(customer_cart(mug, ada))
    order(cart(shop, mug, "TEN", email="grace@example.com"))
    for cart_id, reason in (
        (customer_cart(mug, ada), "already_used"),
        (cart(shop, mug, "TEN", email="grace@example.com"), "unknown"),
    ):
        (state,) = cart_view(cart_id).totals.codes
        assert state.refusal is not None
        assert state.refusal.reason == reason


def test_a_generated_code_is_good_for_one_order(
    shop: Shop, mug: UUID, make: Make, ctx: Context
) -> None:
    key = make()
    first, second = commands.generate(ctx, key, 2, prefix="HI-")
    order(cart(shop, mug, first))
    assert off(cart(shop, mug, first, email="grace@example.com")) == 0
    assert off(cart(shop, mug, second, email="grace@example.com")) == 200
    assert used(ctx, key) == 1


def test_a_canceled_order_gives_its_use_back_once_however_often_that_is_told(
    shop: Shop, mug: UUID, make: Make, ctx: Context
) -> None:
    key = make(codes=["TEN"], limit_total=2)
    done, kept = order(cart(shop, mug, "TEN")), order(cart(shop, mug, "TEN"))
    cancel(done.order_id, reason="changed their mind")
    shop.deliver()
    assert used(ctx, key) == 1
    for _ in range(3):
        tell(canceled(done.order_id), canceled(kept.order_id))
        shop.deliver()
    assert used(ctx, key) == 1
    assert queries.codes(ctx, key, limit=5)[0].used == 1
    assert {use.state for use in queries.uses(ctx, key, limit=5)} == {"counted", "returned"}


def canceled(order_id: UUID) -> OrderCanceled:
    return OrderCanceled(
        order_id=order_id,
        number=None,
        email="ada@example.com",
        locale="en",
        reason="expired",
        refunding=Money(0, "EUR"),
    )


def test_an_order_that_nobody_paid_gives_its_use_back_when_it_expires(
    shop: Shop, mug: UUID, make: Make, ctx: Context, provider: ScriptedProvider
) -> None:
    key = make(codes=["TEN"], limit_total=1)
    cart_id = cart(shop, mug, "TEN")
    provider.outcome = "open"
    done = order(cart_id)
    cancel_payment(cart_id)
    assert used(ctx, key) == 1
    with later(hours=25):
        reap_payments()
        assert order_state(done.order_id) == "canceled"
        shop.deliver()
        assert used(ctx, key) == 0
        provider.outcome = "paid"
        order(cart_id)
        assert used(ctx, key) == 1


def test_a_late_word_of_an_expiry_takes_nothing_from_an_order_that_was_begun_again(
    shop: Shop, mug: UUID, make: Make, ctx: Context, provider: ScriptedProvider
) -> None:
    key = make(codes=["TEN"], limit_total=1)
    cart_id = cart(shop, mug, "TEN")
    provider.outcome = "open"
    order(cart_id)
    cancel_payment(cart_id)
    with later(hours=25):
        reap_payments()
        provider.outcome = "paid"
        order(cart_id)
        shop.deliver()
    assert used(ctx, key) == 1


@pytest.mark.parametrize("taken", [False, True])
def test_an_order_that_is_paid_after_it_expired_has_its_use_again_if_there_is_one(
    shop: Shop, mug: UUID, make: Make, ctx: Context, provider: ScriptedProvider, taken: bool
) -> None:
    key = make(codes=["TEN"], limit_total=1)
    provider.outcome = "open"
    cart_id = cart(shop, mug, "TEN")
    done = order(cart_id)
    (attempt_id,) = provider.accounts
    cancel_payment(cart_id)
    with later(hours=25):
        reap_payments()
        shop.deliver()
        provider.outcome = "paid"
        if taken:
            order(cart(shop, mug, "TEN", email="grace@example.com"))
        provider.succeed(attempt_id)
        settle(attempt_id, source="test")
        assert order_state(done.order_id) == "open"
        shop.deliver()
    assert used(ctx, key) == 1
    states = {use.order_id: use.state for use in queries.uses(ctx, key, limit=5)}
    assert states[done.order_id] == ("beyond" if taken else "counted")


def test_a_last_use_that_goes_while_an_order_is_written_stops_it_and_names_the_code(
    shop: Shop, mug: UUID, make: Make, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make(codes=["TEN"], limit_total=1)
    order(cart(shop, mug, "TEN"))
    second = cart(shop, mug, "TEN", email="grace@example.com")
    monkeypatch.setattr("shopwright_promotions.candidates._reached", lambda limit, used: False)
    with pytest.raises(UsedUp) as refused:
        order(second)
    assert refused.value.extra == {"code": "TEN", "promotion_id": str(key)}
    assert "The code TEN has just been used up" in refused.value.message
    assert used(ctx, key) == 1


def test_an_erased_customer_leaves_the_count_and_no_trace(
    shop: Shop, mug: UUID, make: Make, ctx: Context
) -> None:
    key = make(codes=["TEN"])
    ada = create_customer(NewCustomer(email="ada@example.com", first_name="A", last_name="B"))
    order(customer_cart(mug, ada))
    order(cart(shop, mug, "TEN"))
    order(cart(shop, mug, "TEN", email="grace@example.com"))
    erase_customer(ada)
    with ctx.read() as db:
        people = [person for person in db.scalars(select(USES.c.person)) if person]
    assert len(people) == 1
    assert used(ctx, key) == 3


def test_the_books_show_every_number_that_does_not_agree(
    shop: Shop, mug: UUID, make: Make, ctx: Context
) -> None:
    counter = make(codes=["ONE"])
    person = make(codes=["TWO"], lane="two")
    for _ in range(2):
        order(cart(shop, mug, "ONE", "TWO"))
    assert books.differences(ctx) == []
    with ctx.transaction() as db:
        db.execute(update(PROMOTIONS).where(PROMOTIONS.c.id == counter).values(used=7))
        db.execute(update(CODES).where(CODES.c.code == "TWO").values(used=1))
        db.execute(update(PROMOTIONS).where(PROMOTIONS.c.id == person).values(limit_per_customer=1))
    found = {
        (item.rule, item.subject, item.found, item.expected) for item in books.differences(ctx)
    }
    assert found == {
        ("promotion's counter", str(counter), 7, 2),
        ("code's counter", "TWO", 1, 2),
        ("limit per customer", str(person), 2, 1),
    }


@pytest.mark.parametrize(("promotions", "statements"), [(0, 2), (1, 6), (3, 12)])
def test_an_order_takes_three_statements_for_each_of_its_promotions(
    shop: Shop, mug: UUID, make: Make, promotions: int, statements: int
) -> None:
    codes = [f"CODE{number}" for number in range(promotions)]
    for code in codes:
        make(codes=[code], lane=code.lower())
    cart_id = cart(shop, mug, *codes)
    with count_queries() as asked:
        order(cart_id)
    assert sum("promotions_" in statement for statement in asked) == statements
