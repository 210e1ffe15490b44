"""Comparing a provider's books with the shop's, in both directions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from shopwright.commerce.payments import payments_of
from shopwright.commerce.payments.discrepancies import find_discrepancies, resolve_discrepancy
from shopwright.commerce.payments.models import PaymentEntry
from shopwright.commerce.payments.reconcile import reconcile
from shopwright.commerce.payments.sweepers import reconcile_month, reconcile_recent
from shopwright.commerce.pricing import Money
from shopwright.platform.clock import now
from shopwright.platform.db import transaction
from shopwright.platform.ids import uuid7
from shopwright.testing import ScriptedProvider, Shop, assert_books

from tests.commerce.payments.looking import attempt_of, begin, notices, order_of, states


def _pass() -> int:
    return reconcile(now() - timedelta(hours=48))


def test_f4_a_payment_whose_events_were_all_lost_is_settled(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "open")
    provider.succeed(attempt_of(done).id)
    assert reconcile_recent() == 1
    assert states(done) == ("open", "paid")
    assert (find_discrepancies(), notices()) == ([], [])


def test_what_happened_at_the_provider_to_an_old_payment_is_found_if_the_provider_can_tell(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    done = begin(shop, provider, "paid")
    provider.refund_by_hand(attempt_of(done).id, 500)
    with time_machine_later(days=20):
        assert reconcile_recent() == 0, "too old to be asked one by one"
        provider.changed = [attempt_of(done).id]
        assert reconcile_recent() == 1
    assert order_of(done).refunded_total == 500


def test_the_nightly_pass_looks_at_a_month(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    done = begin(shop, provider, "paid")
    provider.dispute(attempt_of(done).id)
    with time_machine_later(days=29):
        assert (reconcile_recent(), reconcile_month()) == (0, 1)
    assert states(done) == ("open", "disputed")


def test_books_that_agree_show_nothing(shop: Shop, provider: ScriptedProvider) -> None:
    for outcome in ("paid", "authorized", "processing", "open"):
        begin(shop, provider, outcome)  # type: ignore[arg-type]
    assert _pass() == 4
    assert (find_discrepancies(), notices()) == ([], [])


def test_an_entry_that_the_provider_does_not_know_is_shown_and_stays(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    attempt = attempt_of(done)
    with transaction() as db:
        db.add(
            PaymentEntry(
                id=uuid7(),
                order_id=done.order_id,
                attempt_id=attempt.id,
                provider="scripted",
                kind="refunded",
                reference="refunded:of-a-dream",
                amount=700,
                currency="EUR",
                source="test",
                occurred_at=now(),
            )
        )
    for _ in range(2):
        _pass()
    (row,) = find_discrepancies()
    assert (row.kind, row.reference, row.expected, row.found) == (
        "missing",
        "refunded:of-a-dream",
        "nothing of it",
        f"refunded {Money(700, 'EUR')}",
    )
    assert notices() == ["The books of payments differ"]
    assert len(payments_of(done.order_id).entries) == 2


def test_another_amount_and_another_state_are_shown_and_closed_when_they_agree_again(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    account = provider.accounts[attempt_of(done).id]
    (reference,) = account.facts
    kept = account.facts.pop(reference)
    provider._book(account, "captured", reference, Money(100, "EUR"))
    account.state = "open"
    _pass()
    assert sorted((row.kind, row.expected) for row in find_discrepancies()) == [
        ("amount", str(Money(100, "EUR"))),
        ("state", "open"),
    ]
    account.facts[reference], account.state = kept, "paid"
    _pass()
    assert find_discrepancies() == []
    assert {row.resolution for row in find_discrepancies(resolved=True)} == {
        "the books agree again"
    }


def test_a_payment_that_the_shop_does_not_know_is_shown(
    shop: Shop, provider: ScriptedProvider
) -> None:
    """As after a backup was restored: the money is there, the order is not."""
    provider.changed = [UUID(int=7)]
    _pass()
    (row,) = find_discrepancies()
    assert (row.kind, row.attempt_id, row.order_id) == ("unknown", UUID(int=7), None)


def test_a_difference_that_a_person_dealt_with_keeps_what_was_done(
    shop: Shop, provider: ScriptedProvider
) -> None:
    provider.changed = [UUID(int=7)]
    _pass()
    (row,) = find_discrepancies()
    resolve_discrepancy(row.id, note="refunded by hand at the provider")
    assert resolve_discrepancy(row.id, note="again").resolution.startswith("refunded by hand")
    assert find_discrepancies() == []


def test_money_that_a_canceled_order_kept_is_shown(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    done = begin(shop, provider, "paid")
    with transaction() as db:
        order = db.merge(order_of(done))
        order.state, order.cancel_reason = "canceled", "by hand"
    with time_machine_later(hours=2):
        _pass()
        (row,) = find_discrepancies()
        assert (row.kind, row.order_id) == ("canceled_order", done.order_id)
        provider.refund_by_hand(attempt_of(done).id, done.total.amount)
        _pass()
    assert find_discrepancies() == []


def test_what_seemed_another_shops_is_closed_once_it_is_found_to_be_ours(
    shop: Shop, provider: ScriptedProvider
) -> None:
    begin(shop, provider, "paid")
    provider.foreign = "a payment of another account"
    _pass()
    assert [row.kind for row in find_discrepancies()] == ["foreign"]
    provider.foreign = ""
    _pass()
    assert find_discrepancies() == []


def test_a_provider_that_is_silent_is_left_for_the_next_pass(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "open")
    provider.succeed(attempt_of(done).id)
    provider.fault = "drop_answer"
    assert _pass() == 1
    assert (states(done), find_discrepancies()) == (("pending", "unpaid"), [])
    provider.fault = "none"
    _pass()
    assert states(done) == ("open", "paid")
    assert_books()


def test_differences_come_page_by_page_the_newest_first(
    shop: Shop, provider: ScriptedProvider
) -> None:
    provider.changed = [UUID(int=number) for number in (7, 8, 9)]
    _pass()
    every = find_discrepancies()
    assert len(every) == 3
    pages, after = [], None
    while page := find_discrepancies(after=after, limit=2):
        pages += page
        after = (page[-1].found_at, page[-1].id)
    assert pages == every
    assert [item.found_at for item in every] == sorted((x.found_at for x in every), reverse=True)
