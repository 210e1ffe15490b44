"""The provider on its own: no shop, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopwright.commerce.customers import Address
from shopwright.commerce.payments import (
    AttemptView,
    PaymentOffer,
    PaymentProvider,
    PaymentRefused,
    PaymentRequest,
    Seen,
)
from shopwright.commerce.pricing import Money
from shopwright_manual_payments.provider import ManualProvider
from shopwright_manual_payments.settings import Settings

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ACCOUNT = {
    "iban": "DE89370400440532013000",
    "account_holder": "Alder & Wren GmbH",
    "bic": "COBADEFF",
}
ATTEMPT = AttemptView(
    id=UUID(int=2),
    order_id=UUID(int=1),
    provider="manual",
    method="bank_transfer",
    key="order-attempt-start-1",
    reference=None,
    amount=Money(10_000, "EUR"),
    captured=Money(0, "EUR"),
    state="creating",
    deadline=None,
    created_at=NOW,
)
REFUND = UUID(int=3)


def provider(**settings: object) -> PaymentProvider:
    return ManualProvider(Settings.model_validate(settings), lambda: NOW)


def request(method: str, **changes: object) -> PaymentRequest:
    asked = PaymentRequest(
        attempt=replace(ATTEMPT, method=method),
        order_number=None,
        email="ada@example.com",
        billing_address=Address(country="DE"),
        shipping_address=None,
        locale="en",
        return_url="https://shop.example/",
        cancel_url="https://shop.example/",
        customer_id=None,
        options={},
    )
    return replace(asked, **changes)


def offer(amount: int = 5_000, **changes: object) -> PaymentOffer:
    made = PaymentOffer(
        channel="web",
        country="DE",
        total=Money(amount, "EUR"),
        email="ada@example.com",
        requires_shipping=True,
    )
    return replace(made, **changes)


def ids(asked: PaymentProvider, made: PaymentOffer) -> list[str]:
    return [method.id for method in asked.methods(made)]


def book(attempt: AttemptView, seen: Seen) -> AttemptView:
    """What the shop does with an answer: a ledger of facts by reference, and a state."""
    new = [fact for fact in seen.facts if fact.reference not in attempt.booked]
    captured = sum(fact.amount.amount for fact in new if fact.kind == "captured")
    return replace(
        attempt,
        state=seen.state,
        captured=attempt.captured + Money(captured, "EUR"),
        booked=attempt.booked | {fact.reference for fact in new},
    )


def test_what_is_switched_off_is_not_on_offer() -> None:
    assert ids(provider(), offer()) == ["manual:bank_transfer"]
    both = provider(cash_on_delivery={"enabled": True})
    assert ids(both, offer()) == ["manual:bank_transfer", "manual:cash_on_delivery"]
    assert ids(provider(bank_transfer={"enabled": False}), offer()) == []


def test_shoppers_choose_in_their_language_unless_the_merchant_has_words() -> None:
    both = provider(cash_on_delivery={"enabled": True, "label": "COD"})
    transfer, cash = both.methods(offer(locale="de_AT"))
    assert (transfer.label, cash.label) == ("Überweisung", "COD")
    assert cash.description == "Sie zahlen beim Zusteller, wenn Ihre Bestellung kommt."
    assert both.methods(offer(locale="fr"))[0].label == "Bank transfer"


def test_cash_is_collected_for_parcels_only_within_its_countries_and_up_to_its_limit() -> None:
    cash = provider(
        bank_transfer={"enabled": False},
        cash_on_delivery={"enabled": True, "countries": ["DE", "AT"], "max_amount": {"EUR": 5_000}},
    )
    assert ids(cash, offer())
    assert not ids(cash, offer(5_001))
    assert not ids(cash, offer(country="FR"))
    assert not ids(cash, offer(requires_shipping=False))
    assert ids(cash, offer(total=Money(999_999, "CHF"))), "a currency without a limit has none"


def test_a_transfer_is_awaited_with_instructions_and_a_deadline() -> None:
    seen = provider(bank_transfer=ACCOUNT).start(request("bank_transfer"))
    assert (seen.state, seen.facts) == ("processing", ())
    assert seen.deadline == NOW + timedelta(days=10), "seven to pay, three to be seen"
    assert seen.next_action is not None
    assert seen.next_action.kind == "instructions"
    assert seen.next_action.text == (
        "Please transfer €100.00 by March 9, 2026.\n\n"
        "Recipient: Alder & Wren GmbH\nIBAN: DE89 3704 0044 0532 0130 00\nBIC: COBADEFF\n"
        "Reference: {order_number}\n\n"
        "We send your order as soon as the money has arrived."
    )
    assert seen.next_action.details == {
        "amount": "100.00",
        "currency": "EUR",
        "due": "2026-03-09",
        "account_holder": "Alder & Wren GmbH",
        "iban": "DE89370400440532013000",
        "bic": "COBADEFF",
        "reference": "{order_number}",
    }


def test_a_number_that_is_known_is_in_the_reference() -> None:
    asked = provider(bank_transfer={**ACCOUNT, "reference": "AW-{order_number}"})
    seen = asked.start(request("bank_transfer", order_number=1042))
    assert seen.next_action is not None
    assert "Reference: AW-1042" in seen.next_action.text


def test_instructions_are_in_the_shoppers_language() -> None:
    seen = provider(bank_transfer=ACCOUNT).start(request("bank_transfer", locale="de-AT"))
    assert seen.next_action is not None
    assert "Bitte überweisen Sie" in seen.next_action.text
    assert "bis zum 9. März 2026" in seen.next_action.text


def test_without_an_account_shoppers_are_told_that_it_follows() -> None:
    seen = provider().start(request("bank_transfer"))
    assert seen.next_action is not None
    assert "bank details by e-mail" in seen.next_action.text
    assert "IBAN" not in seen.next_action.text
    assert "iban" not in (seen.next_action.details or {})


def test_a_merchants_own_text_is_used_for_its_language() -> None:
    own = {**ACCOUNT, "instructions": {"de": "{amount} an {iban}, Zweck {reference}."}}
    german = provider(bank_transfer=own).start(request("bank_transfer", locale="de"))
    english = provider(bank_transfer=own).start(request("bank_transfer", locale="en"))
    assert german.next_action is not None
    assert german.next_action.text.startswith("100,00\xa0€ an DE89 3704 0044 0532 0130 00")
    assert english.next_action is not None
    assert english.next_action.text.startswith("Please transfer")


def test_cash_on_delivery_is_a_promise_that_can_be_captured() -> None:
    seen = provider().start(request("cash_on_delivery"))
    assert seen.state == "authorized"
    (fact,) = seen.facts
    assert (fact.kind, fact.reference) == ("authorized", "authorized:order-attempt-start-1")
    assert fact.amount == ATTEMPT.amount


def test_another_method_is_refused() -> None:
    with pytest.raises(PaymentRefused, match="'barter'"):
        provider().start(request("barter"))


@pytest.mark.parametrize("state", ["creating", "processing", "authorized", "paid", "voided"])
def test_fetching_tells_what_is_booked_and_nothing_new(state: str) -> None:
    seen = provider().fetch(replace(ATTEMPT, state=state))
    assert (seen.state, seen.facts, seen.next_action, seen.error) == (state, (), None, "")


def test_the_last_part_captured_makes_it_paid() -> None:
    asked = provider()
    attempt = replace(ATTEMPT, state="processing")
    first = asked.capture(attempt, Money(4_000, "EUR"), key="a")
    assert first.state == "processing"
    attempt = book(attempt, first)
    second = asked.capture(attempt, Money(6_000, "EUR"), key="b")
    assert second.state == "paid"
    assert [fact.reference for fact in second.facts] == ["captured:b"]


def test_a_capture_repeated_with_its_key_counts_once() -> None:
    asked = provider()
    attempt = replace(ATTEMPT, state="processing")
    attempt = book(attempt, asked.capture(attempt, Money(5_000, "EUR"), key="a"))
    again = asked.capture(attempt, Money(5_000, "EUR"), key="a")
    assert again.state == "processing", "half of it came, not all"
    assert book(attempt, again) == attempt


@given(st.lists(st.integers(0, 3), max_size=20))
def test_however_captures_repeat_it_is_paid_exactly_when_all_came(order: list[int]) -> None:
    asked = provider()
    attempt = replace(ATTEMPT, state="authorized")
    for part in order:
        seen = asked.capture(attempt, Money(2_500, "EUR"), key=f"part-{part}")
        attempt = book(attempt, seen)
        assert attempt.captured.amount == 2_500 * len(attempt.booked)
        assert (attempt.state == "paid") == (attempt.captured == attempt.amount)


def test_closing_an_awaited_transfer_voids_it() -> None:
    seen = provider().void(replace(ATTEMPT, state="processing"))
    assert (seen.state, seen.facts) == ("voided", ())


def test_closing_a_promise_takes_back_what_was_not_captured() -> None:
    attempt = replace(ATTEMPT, state="authorized", captured=Money(2_500, "EUR"))
    seen = provider().void(attempt)
    (fact,) = seen.facts
    assert (seen.state, fact.kind, fact.amount) == ("voided", "voided", Money(7_500, "EUR"))


def test_it_is_too_late_to_close_what_was_captured() -> None:
    full = replace(ATTEMPT, state="processing", captured=ATTEMPT.amount)
    assert provider().void(full).state == "paid"
    assert provider().void(replace(ATTEMPT, state="paid")).state == "paid"


def test_a_refund_names_ours_and_leaves_the_state() -> None:
    attempt = replace(ATTEMPT, state="paid", captured=ATTEMPT.amount)
    seen = provider().refund(attempt, Money(1_000, "EUR"), key="k", refund_id=REFUND, reason="")
    (fact,) = seen.facts
    assert (seen.state, fact.kind, fact.refund_id) == ("paid", "refunded", REFUND)
    assert fact.reference == f"refunded:{REFUND}"


def test_asking_twice_gives_the_same_answer() -> None:
    asked = provider(bank_transfer=ACCOUNT)
    attempt = replace(ATTEMPT, state="authorized")
    amount = Money(100, "EUR")
    assert asked.start(request("bank_transfer")) == asked.start(request("bank_transfer"))
    assert asked.capture(attempt, amount, key="k") == asked.capture(attempt, amount, key="k")
    assert asked.void(attempt) == asked.void(attempt)


def test_nothing_changes_behind_the_shops_back() -> None:
    assert provider().changed_since(NOW) is None
