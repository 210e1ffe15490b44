"""Refunds and disputes: money that goes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import stripe
from shopwright_stripe_payments.fake import FakeStripe

Charge = Callable[..., Any]


def refund(client: stripe.StripeClient, intent: Any, **more: Any) -> Any:
    return client.v1.refunds.create(params={"payment_intent": intent.id, **more})


def test_parts_are_refunded_until_all_is_gone(
    client: stripe.StripeClient, charge: Charge, fake: FakeStripe
) -> None:
    intent = charge()
    assert refund(client, intent, amount=400).status == "succeeded"
    assert refund(client, intent, amount=400).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match=r"\(\$4.00\).* \(\$2.00\)"):
        refund(client, intent, amount=400)
    assert refund(client, intent).amount == 200
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refund(client, intent)
    assert refused.value.code == "charge_already_refunded"
    made = client.v1.charges.retrieve(intent.latest_charge)
    assert (made.amount_refunded, made.refunded) == (1000, True)
    assert fake.controls.books()[intent.id]["refunded"] == 1000


def test_only_what_was_captured_is_refunded(client: stripe.StripeClient, charge: Charge) -> None:
    intent = charge(capture_method="manual")
    with pytest.raises(stripe.InvalidRequestError, match="not been captured"):
        refund(client, intent)
    client.v1.payment_intents.capture(intent.id, params={"amount_to_capture": 600})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        refund(client, intent, amount=601)
    assert refund(client, intent).amount == 600
    assert client.v1.charges.retrieve(intent.latest_charge).refunded


def test_an_intent_that_failed_has_nothing_to_refund(client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.create(params={"amount": 1000, "currency": "usd"})
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        refund(client, intent)
    with pytest.raises(stripe.InvalidRequestError, match="One of the following"):
        client.v1.refunds.create(params={"amount": 5})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create(params={"payment_intent": "pi_gone"})
    assert refused.value.http_status == 400


def test_a_pending_refund_counts_at_once_and_succeeds_later(
    client: stripe.StripeClient, charge: Charge, fake: FakeStripe
) -> None:
    intent = charge(payment_method="pm_card_pendingRefund")
    made = refund(client, intent, amount=400)
    assert (made.status, made.pending_reason) == ("pending", "processing")
    assert client.v1.charges.retrieve(intent.latest_charge).amount_refunded == 400
    fake.controls.advance(6)
    assert client.v1.refunds.retrieve(made.id).status == "succeeded"
    assert fake.controls.books()[intent.id]["refunds"] == {made.id: "succeeded"}


def test_a_refund_may_fail_after_it_succeeded(
    client: stripe.StripeClient, charge: Charge, fake: FakeStripe
) -> None:
    intent = charge(payment_method="pm_card_refundFail")
    made = refund(client, intent)
    assert made.status == "succeeded"
    fake.controls.advance(6)
    failed = client.v1.refunds.retrieve(made.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    charge_after = client.v1.charges.retrieve(intent.latest_charge)
    assert (charge_after.amount_refunded, charge_after.refunded) == (0, False)
    kinds = [event.type for event in client.v1.events.list(params={"type": "refund.failed"}).data]
    assert kinds == ["refund.failed"]
    assert fake.controls.books()[intent.id]["refunded"] == 0


def test_a_control_makes_any_refund_fail(
    client: stripe.StripeClient, charge: Charge, fake: FakeStripe
) -> None:
    made = refund(client, charge())
    assert fake.controls.finish_refund(made.id, "failed")["status"] == "failed"


def test_refunds_are_listed_by_intent_and_charge(
    client: stripe.StripeClient, charge: Charge
) -> None:
    intent, other = charge(), charge()
    mine = refund(client, intent, amount=100, metadata={"order": "1"}, reason="duplicate")
    refund(client, other)
    for params in ({"payment_intent": intent.id}, {"charge": intent.latest_charge}):
        found = client.v1.refunds.list(params=params)  # type: ignore[arg-type]
        assert [one.id for one in found.data] == [mine.id]
    assert (mine.reason, mine.metadata["order"]) == ("duplicate", "1")
    expanded = client.v1.charges.retrieve(
        intent.latest_charge, params={"expand": ["refunds.data.balance_transaction"]}
    )
    (inner,) = expanded.refunds.data  # type: ignore[union-attr]
    assert inner.balance_transaction.amount == -100  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("amount", "currency", "part", "good"),
    [(1250, "kwd", 1200, True), (1250, "kwd", 1205, False), (500, "jpy", 1, True)],
)
def test_refunds_respect_the_currency(
    client: stripe.StripeClient, charge: Charge, amount: int, currency: str, part: int, good: bool
) -> None:
    intent = charge(amount=amount, currency=currency)
    if good:
        assert refund(client, intent, amount=part).amount == part
    else:
        with pytest.raises(stripe.InvalidRequestError):
            refund(client, intent, amount=part)


# --- disputes ---


def test_the_dispute_card_pays_and_takes_it_back(
    client: stripe.StripeClient, charge: Charge, fake: FakeStripe
) -> None:
    intent = charge(payment_method="pm_card_createDispute")
    (dispute,) = client.v1.disputes.list(params={"payment_intent": intent.id}).data
    assert (dispute.status, dispute.reason) == ("needs_response", "fraudulent")
    assert (dispute.amount, dispute.is_charge_refundable) == (1000, False)
    assert dispute.balance_transactions[0].amount == -1000
    assert client.v1.charges.retrieve(intent.latest_charge).disputed
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refund(client, intent)
    assert refused.value.code == "charge_disputed"
    assert fake.controls.books()[intent.id]["disputes"] == {dispute.id: "needs_response"}


@pytest.mark.parametrize(
    ("text", "status"), [("winning_evidence", "won"), ("losing_evidence", "lost")]
)
def test_evidence_decides(
    client: stripe.StripeClient, charge: Charge, text: str, status: str
) -> None:
    charge(payment_method="pm_card_createDisputeProductNotReceived")
    (dispute,) = client.v1.disputes.list().data
    decided = client.v1.disputes.update(
        dispute.id, params={"evidence": {"uncategorized_text": text}}
    )
    assert decided.status == status
    kinds = {event.type for event in client.v1.events.list().data}
    assert ("charge.dispute.funds_reinstated" in kinds) == (status == "won")
    assert {"charge.dispute.funds_withdrawn", "charge.dispute.closed"} <= kinds


def test_a_merchant_may_give_in(client: stripe.StripeClient, charge: Charge) -> None:
    charge(payment_method="pm_card_createDispute")
    (dispute,) = client.v1.disputes.list().data
    assert client.v1.disputes.close(dispute.id).status == "lost"
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        client.v1.disputes.close(dispute.id)


def test_an_inquiry_takes_nothing_and_allows_a_refund(
    client: stripe.StripeClient, charge: Charge
) -> None:
    intent = charge(payment_method="pm_card_createDisputeInquiry")
    (dispute,) = client.v1.disputes.list().data
    assert (dispute.status, dispute.balance_transactions) == ("warning_needs_response", [])
    assert refund(client, intent).status == "succeeded"


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_control_opens_and_decides_disputes(
    charge: Charge, fake: FakeStripe, outcome: Any
) -> None:
    intent = charge()
    dispute = fake.controls.dispute(intent.latest_charge, amount=700)
    assert dispute["amount"] == 700
    assert fake.controls.decide_dispute(dispute["id"], outcome)["status"] == outcome


def test_the_balance_is_the_sum_of_what_moved(client: stripe.StripeClient, charge: Charge) -> None:
    intent = charge(currency="eur")
    refund(client, intent, amount=400)
    (pending,) = client.v1.balance.retrieve().pending
    assert pending.amount == 1000 - 40 - 400
