"""Answers of Stripe as it words them, recorded and shortened; each test changes what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shopwright.commerce.payments import AttemptView
from shopwright.commerce.pricing import Money
from shopwright_stripe_payments.facts import Picture, Reading
from shopwright_stripe_payments.shapes import Dispute, Intent, Refund, Session

SHOP = "shop-1"
PRICE = Money(2690, "EUR")
ORDER = UUID("01980000-0000-7000-8000-00000000000a")
ATTEMPT = UUID("01980000-0000-7000-8000-00000000000b")
REFUND = UUID("01980000-0000-7000-8000-00000000000c")
METADATA = {"shop_id": SHOP, "order_id": str(ORDER), "attempt_id": str(ATTEMPT)}
CREATED = 1_795_000_000
NOW = datetime.fromtimestamp(CREATED + 60, UTC)
READING = Reading(at=NOW, waits=timedelta(days=21), publishable_key="pk_test_shop")


def attempt(amount: Money = PRICE, **changed: Any) -> AttemptView:
    """An attempt of the shop."""
    values: dict[str, Any] = {
        "id": ATTEMPT,
        "order_id": ORDER,
        "provider": "stripe",
        "method": "checkout",
        "key": "key-1",
        "reference": "cs_test_1",
        "amount": amount,
        "captured": Money(0, amount.currency),
        "state": "open",
        "deadline": None,
        "created_at": datetime.fromtimestamp(CREATED, UTC),
    }
    return AttemptView(**(values | changed))


def charge(**changed: Any) -> dict[str, Any]:
    """A card was charged."""
    return {
        "id": "ch_1",
        "object": "charge",
        "amount": 2690,
        "amount_captured": 2690,
        "amount_refunded": 0,
        "balance_transaction": "txn_1",
        "billing_details": {"email": "ada@example.com", "name": "Ada Byron"},
        "captured": True,
        "created": CREATED,
        "currency": "eur",
        "customer": None,
        "disputed": False,
        "livemode": False,
        "metadata": METADATA,
        "outcome": {
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "risk_score": 12,
            "seller_message": "Payment complete.",
            "type": "authorized",
        },
        "paid": True,
        "payment_intent": "pi_1",
        "payment_method_details": {
            "card": {"brand": "visa", "exp_month": 12, "exp_year": 2030, "last4": "4242"},
            "type": "card",
        },
        "refunded": False,
        "refunds": {"object": "list", "data": [], "has_more": False},
        "status": "succeeded",
    } | changed


def intent(**changed: Any) -> dict[str, Any]:
    """A PaymentIntent that succeeded."""
    return {
        "id": "pi_1",
        "object": "payment_intent",
        "amount": 2690,
        "amount_capturable": 0,
        "amount_received": 2690,
        "capture_method": "automatic",
        "client_secret": "pi_1_secret_x",
        "created": CREATED,
        "currency": "eur",
        "customer": None,
        "last_payment_error": None,
        "latest_charge": charge(),
        "livemode": False,
        "metadata": METADATA,
        "next_action": None,
        "status": "succeeded",
    } | changed


def session(**changed: Any) -> dict[str, Any]:
    """A Checkout Session that was paid."""
    return {
        "id": "cs_test_1",
        "object": "checkout.session",
        "amount_total": 2690,
        "client_reference_id": str(ATTEMPT),
        "currency": "eur",
        "livemode": False,
        "metadata": METADATA,
        "mode": "payment",
        "payment_intent": intent(),
        "payment_status": "paid",
        "status": "complete",
        "url": None,
    } | changed


def refund(**changed: Any) -> dict[str, Any]:
    """A refund that the shop asked for."""
    return {
        "id": "re_1",
        "object": "refund",
        "amount": 1000,
        "balance_transaction": "txn_2",
        "charge": "ch_1",
        "created": CREATED + 30,
        "currency": "eur",
        "metadata": {**METADATA, "refund_id": str(REFUND)},
        "payment_intent": "pi_1",
        "reason": None,
        "status": "succeeded",
    } | changed


def dispute(**changed: Any) -> dict[str, Any]:
    """The bank asks for the money back."""
    return {
        "id": "du_1",
        "object": "dispute",
        "amount": 2690,
        "charge": "ch_1",
        "created": CREATED + 40,
        "currency": "eur",
        "livemode": False,
        "metadata": {},
        "payment_intent": "pi_1",
        "reason": "fraudulent",
        "status": "needs_response",
    } | changed


def hosted(
    *,
    refunds: tuple[dict[str, Any], ...] = (),
    disputes: tuple[dict[str, Any], ...] = (),
    **changed: Any,
) -> Picture:
    """What `look` makes of a session."""
    found = Session.model_validate(session(**changed))
    return Picture(
        session=found,
        intent=found.payment_intent,
        refunds=tuple(Refund.model_validate(item) for item in refunds),
        disputes=tuple(Dispute.model_validate(item) for item in disputes),
    )


def direct(**changed: Any) -> Picture:
    """What `look` makes of an intent without a session."""
    return Picture(intent=Intent.model_validate(intent(**changed)))
