"""From pressing Pay to a payment that is under way: twice, by others, unanswered, given up."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from shopwright.commerce.cart import add_line, cart_draft
from shopwright.commerce.cart.errors import CartClosed, PaymentUnderWay
from shopwright.commerce.checkout import complete, edit_cart, settle_order
from shopwright.commerce.checkout.errors import CheckoutIncomplete
from shopwright.commerce.inventory.sweepers import reap_holds
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments import (
    asking,
    attempt_by_id,
    attempt_by_reference,
    payments_of,
    settle,
    settling,
)
from shopwright.commerce.payments.discrepancies import find_discrepancies
from shopwright.commerce.payments.errors import PaymentPending
from shopwright.commerce.payments.sweepers import complete_payments, reap_payments
from shopwright.commerce.pricing import PriceChange, set_prices
from shopwright.testing import ScriptedProvider, Shop, assert_books

from tests.commerce.payments.looking import (
    URL,
    attempt_of,
    begin,
    clocks,
    held,
    notices,
    order_of,
    pay,
    states,
    told,
)


def test_f2_an_event_that_comes_before_the_answer_finds_its_attempt_by_metadata(
    shop: Shop, provider: ScriptedProvider
) -> None:
    provider.outcome, provider.fault = "open", "drop_answer"
    done = pay(shop.cart({shop.product(): 1}))
    provider.fault = "none"
    attempt = attempt_of(done)
    assert attempt.reference is None
    provider.succeed(attempt.id)

    assert attempt_by_id(attempt.id) == attempt
    settle(attempt.id, source="webhook")
    assert states(done) == ("open", "paid")
    known = attempt_by_reference("scripted", f"acct_{attempt.id}")
    assert known is not None
    assert known.id == attempt.id
    assert attempt_by_reference("another", f"acct_{attempt.id}") is None


def test_f11_a_second_tab_is_sent_to_the_same_payment(
    shop: Shop, provider: ScriptedProvider
) -> None:
    provider.outcome = "open"
    cart_id = shop.cart({shop.product(): 1})
    first, second = pay(cart_id), pay(cart_id)
    assert first == second
    assert first.next_action is not None
    assert provider.calls == ["start"]


def test_f11_other_options_close_the_old_payment_first(
    shop: Shop, provider: ScriptedProvider
) -> None:
    provider.outcome = "open"
    cart_id = shop.cart({shop.product(): 1})
    pay(cart_id)
    done = complete(
        cart_id,
        expected_total=None,
        return_url=URL,
        cancel_url=f"{URL}cart",
        options={"saved_card": "card_7"},
    )
    assert provider.calls == ["start", "void", "start"]
    assert [attempt.state for attempt in payments_of(done.order_id).attempts] == ["voided", "open"]
    request = provider.requests[-1]
    assert dict(request.options) == {"saved_card": "card_7"}
    assert (request.return_url, request.cancel_url) == (URL, f"{URL}cart")


def test_f12_an_edit_of_the_cart_closes_the_payment_first(
    shop: Shop, provider: ScriptedProvider
) -> None:
    mug = shop.product()
    provider.outcome = "open"
    cart_id = shop.cart({mug: 1})
    done = pay(cart_id)
    edit_cart(cart_id, lambda: add_line(cart_id, mug, 2))
    assert attempt_of(done).state == "voided"
    assert clocks() == [True], "the 15 minutes begin anew"

    provider.outcome = "paid"
    again = pay(cart_id)
    assert (again.order_id, again.total.amount) == (done.order_id, 3 * 2200 + 490)
    assert held() == 3
    assert_books()


def test_f12_a_cart_whose_payment_cannot_be_closed_is_read_only(
    shop: Shop, provider: ScriptedProvider
) -> None:
    mug = shop.product()
    provider.outcome = "open"
    cart_id = shop.cart({mug: 1})
    pay(cart_id)
    provider.fault = "drop_request"
    with pytest.raises(PaymentPending):
        edit_cart(cart_id, lambda: add_line(cart_id, mug, 2))
    with pytest.raises(PaymentUnderWay):
        add_line(cart_id, mug, 2)
    assert cart_draft(cart_id).lines[0].quantity == 1
    assert clocks() == [False], "stock is not let go while the payment can succeed"


def test_f12_an_edit_that_comes_too_late_leaves_the_order_as_it_was_paid(
    shop: Shop, provider: ScriptedProvider
) -> None:
    mug = shop.product()
    provider.outcome = "open"
    cart_id = shop.cart({mug: 1})
    done = pay(cart_id)
    provider.succeed(attempt_of(done).id)
    with pytest.raises(CartClosed):
        edit_cart(cart_id, lambda: add_line(cart_id, mug, 2))
    assert states(done) == ("open", "paid")
    assert done.total.amount == order_of(done).captured_total


def test_f14_a_price_that_changes_meanwhile_does_not_change_what_is_charged(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "open", price=2200)
    line = order_detail(done.order_id).lines[0]
    set_prices([PriceChange(variant_id=line.variant_id, currency="EUR", amount=9900)])
    provider.succeed(attempt_of(done).id)
    settle(attempt_of(done).id, source="webhook")
    order = order_of(done)
    assert (order.total, order.captured_total, order.review) == (4890, 4890, False)


def test_f22_an_answer_that_is_lost_after_the_charge_is_looked_up_and_charged_once(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    provider.outcome, provider.fault = "paid", "drop_answer"
    done = pay(shop.cart({shop.product(): 1}))
    assert (done.state, done.checking_payment) == ("pending", True)
    provider.fault = "none"
    assert settle_order(done.order_id).state == "open"
    assert provider.charged() == done.total.amount


def test_f23_what_was_cut_off_is_repeated_with_the_same_key_and_the_same_words(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    provider.outcome, provider.fault = "paid", "drop_answer"
    done = complete(
        shop.cart({shop.product(): 1}),
        expected_total=None,
        return_url=f"{URL}thanks",
        cancel_url=f"{URL}cart",
        options={"bank": "7"},
    )
    provider.fault = "none"
    with time_machine_later(minutes=3):
        complete_payments()
    first, second = provider.requests
    assert first.attempt.key == second.attempt.key
    assert (first.return_url, first.cancel_url, dict(first.options)) == (
        second.return_url,
        second.cancel_url,
        dict(second.options),
    )
    assert states(done) == ("open", "paid")
    assert provider.charged() == done.total.amount


def test_f24_a_stored_error_is_looked_behind_before_the_key_changes(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    provider.outcome, provider.fault = "paid", "stored_error"
    done = pay(shop.cart({shop.product(): 1}))
    provider.fault = "none"
    with time_machine_later(minutes=3):
        complete_payments()
    assert provider.calls == ["start", "start"], "the same key once more: the answer may be lost"
    with time_machine_later(minutes=6):
        complete_payments()
    assert provider.calls == ["start", "start", "fetch", "start"]
    keys = [request.attempt.key for request in provider.requests]
    assert [key[-1] for key in keys] == ["1", "1", "2"]
    assert states(done) == ("open", "paid")
    assert provider.charged() == done.total.amount


def test_f24_what_came_of_the_old_key_after_all_is_taken_instead_of_a_new_one(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    provider.outcome, provider.fault = "paid", "drop_answer"
    done = pay(shop.cart({shop.product(): 1}))
    provider.fault = "stored_error"
    for minutes in (3, 6):
        with time_machine_later(minutes=minutes):
            complete_payments()
    provider.fault = "none"
    with time_machine_later(minutes=9):
        complete_payments()
    assert provider.calls == ["start", "start", "start", "fetch"]
    assert states(done) == ("open", "paid")


@pytest.mark.parametrize("fault", ["drop_request", "drop_answer"])
def test_where_no_answer_comes_the_same_key_is_asked_with_as_often_as_it_takes(
    shop: Shop, provider: ScriptedProvider, fault: Any
) -> None:
    """Nobody has to wait until it is safe to take the next key: this one does nothing twice."""
    provider.outcome, provider.fault = "paid", fault
    cart_id = shop.cart({shop.product(): 1})
    for _ in range(5):
        done = pay(cart_id)
    assert states(done) == ("pending", "unpaid")
    provider.fault = "none"
    pay(cart_id)
    assert provider.calls == ["start"] * 6
    assert len({request.attempt.key for request in provider.requests}) == 1
    assert states(done) == ("open", "paid")
    assert provider.charged() == done.total.amount


def test_who_looked_for_long_does_not_ask_for_long_as_well(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shopper would wait for both; so the next call starts, with the new key."""
    provider.outcome, provider.fault = "paid", "drop_request"
    done = pay(shop.cart({shop.product(): 1}))
    attempt_id = attempt_of(done).id
    provider.fault = "none"
    with time_machine_later(hours=24):
        monkeypatch.setattr(asking, "monotonic", lambda: 5.0 * len(provider.calls))
        with pytest.raises(PaymentPending):
            settling.start(attempt_id)
        assert provider.calls == ["start", "fetch"]
        settling.start(attempt_id)
    assert provider.calls == ["start", "fetch", "start"]
    assert states(done) == ("open", "paid")
    assert provider.charged() == done.total.amount


def test_what_is_slow_in_the_shop_keeps_nobody_from_being_asked(
    shop: Shop, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = count(step=60)
    monkeypatch.setattr(asking, "monotonic", lambda: next(ticks))
    done = pay(shop.cart({shop.product(): 1}))
    assert (states(done), done.checking_payment) == (("open", "paid"), False)


def test_f24_after_a_day_a_key_is_not_used_any_more(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    provider.outcome, provider.fault = "paid", "drop_request"
    done = pay(shop.cart({shop.product(): 1}))
    key = attempt_of(done).key
    with time_machine_later(hours=24):
        complete_payments()
    assert provider.calls == ["start", "fetch"]
    assert attempt_of(done).key == key, "nobody answered: nothing is proven"
    provider.fault = "none"
    with time_machine_later(hours=25):
        complete_payments()
    assert provider.calls == ["start", "fetch", "fetch", "start"]
    assert attempt_of(done).key != key
    assert provider.charged() == done.total.amount


def test_f25_a_payment_that_takes_twenty_minutes_keeps_its_stock(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    done = begin(shop, provider, "open", stock=2)
    with time_machine_later(minutes=20):
        reap_holds()
        reap_payments()
        assert (held(), clocks()) == (2, [False])
        provider.succeed(attempt_of(done).id)
        settle(attempt_of(done).id, source="return")
    assert states(done) == ("open", "paid")


def test_f25_a_payment_that_was_given_up_is_closed_then_its_stock_let_go(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    done = begin(shop, provider, "open", stock=2)
    with time_machine_later(minutes=31):
        reap_payments()
        assert (attempt_of(done).state, clocks()) == ("voided", [True])
    with time_machine_later(minutes=60):
        reap_holds()
        assert held() == 0
    assert_books()


def test_f32_numbers_are_not_burnt_by_those_who_give_up(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    given_up = begin(shop, provider, "open")
    with time_machine_later(minutes=31):
        reap_payments()
    done = begin(shop, provider, "paid")
    assert (order_of(given_up).number, done.number) == (None, 1001)


def test_f33_another_shops_payment_is_not_booked_and_staff_are_told_once(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "open")
    attempt = attempt_of(done)
    provider.succeed(attempt.id)
    provider.foreign = "a payment in test mode; this shop takes live ones"
    for _ in range(3):
        settled = settle(attempt.id, source="webhook")
        assert (settled.order_state, settled.attempt_state) == ("pending", "open")
    assert payments_of(done.order_id).entries == ()
    assert notices() == ["A payment is another shop's"]
    (row,) = find_discrepancies()
    assert (row.kind, row.expected, row.order_id) == ("foreign", provider.foreign, done.order_id)


def test_f33_another_shops_payment_is_no_proof_that_a_key_led_nowhere(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    """What is found under the wrong account says nothing of ours: staff decide, nobody pays twice."""
    provider.outcome, provider.fault = "paid", "drop_answer"
    done = pay(shop.cart({shop.product(): 1}))
    key = attempt_of(done).key
    provider.fault, provider.foreign = "none", "a payment of another account"
    with time_machine_later(hours=24):
        complete_payments()
        with pytest.raises(PaymentPending):
            settling.start(attempt_of(done).id)
    assert provider.calls == ["start", "fetch", "fetch"]
    assert attempt_of(done).key == key
    assert [row.kind for row in find_discrepancies()] == ["foreign"]

    provider.foreign = ""
    with time_machine_later(hours=25):
        complete_payments()
    assert states(done) == ("open", "paid")
    assert provider.charged() == done.total.amount


def test_a_method_that_is_not_on_offer_any_more_is_refused(
    shop: Shop, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    cart_id = shop.cart({shop.product(): 1})
    monkeypatch.setattr(ScriptedProvider, "methods", lambda self, offer: [])
    with pytest.raises(CheckoutIncomplete) as refused:
        pay(cart_id)
    assert [problem.code for problem in refused.value.problems] == ["method_not_on_offer"]
    assert provider.calls == []


def test_who_comes_back_before_anybody_told_us_finds_the_order_paid(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "open")
    assert settle_order(done.order_id).state == "pending"
    provider.succeed(attempt_of(done).id)
    back = settle_order(done.order_id)
    assert (back.state, back.payment_state, back.checking_payment) == ("open", "paid", False)
    calls = len(provider.calls)
    assert settle_order(done.order_id) == back
    assert len(provider.calls) == calls, "nothing is open: nobody is asked"
    assert told("order_paid") == 1


def test_who_comes_back_while_the_provider_is_silent_reads_that_it_is_checked(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "open")
    provider.succeed(attempt_of(done).id)
    provider.fault = "drop_answer"
    back = settle_order(done.order_id)
    assert (back.state, back.checking_payment) == ("pending", True)
