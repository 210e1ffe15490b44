"""Fraud screening: after the money, outside of the transaction that books it, by a job.

The order is marked `pending` in the booking transaction, so that nothing is sent meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopwright.commerce.channels import channel_by_id
from shopwright.commerce.customers.types import Address
from shopwright.commerce.orders.locks import lock_order_and_cart
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.progress import complete_if_done
from shopwright.commerce.orders.timeline import note
from shopwright.commerce.payments.fraud import FraudCheck, FraudVerdict
from shopwright.commerce.payments.hooks import fraud_screens
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.commerce.payments.stored import risk_of
from shopwright.commerce.payments.types import Seen
from shopwright.commerce.pricing import Money
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.events.outbox import emit, enqueue
from shopwright.platform.hooks import PluginFailed, ask_provider, checked
from shopwright.platform.notices import StaffNotified
from shopwright.platform.runtime import runtime

SCREEN = "payments.screen"
_SLOW_SECONDS = 10.0
_SEVERITY = {"allow": 0, "review": 1, "block": 2}
_PAID_BY = (
    select(PaymentAttempt)
    .where(PaymentAttempt.state.in_(("authorized", "paid")))
    .order_by(PaymentAttempt.id.desc())
    .limit(1)
)


def ask_for_screening(order: Order) -> None:
    """Have the screens asked, if a plugin brings some; once per order."""
    if order.screening is not None or not runtime().registry.described(fraud_screens):
        return
    order.screening = {"verdict": "pending"}
    enqueue(SCREEN, dedupe_key=f"screen:{order.id}", order_id=str(order.id))


def note_risk(db: Session, order_id: UUID, seen: Seen) -> None:
    """What the provider finds odd about a payment stands in the timeline, with or without screens."""
    risk = seen.risk
    if risk is None or risk.level == "normal":
        return
    score = "" if risk.score is None else f" ({risk.score} of 100)"
    why = f": {'; '.join(risk.reasons)}" if risk.reasons else ""
    note(db, order_id, "risk", f"The payment's risk is {risk.level}{score}{why}.")


def screen(order_id: UUID) -> None:
    """Ask every screen, and store what they came to. Call it outside of transactions."""
    check = _check(order_id)
    found = [
        (name, _ask(plugin_id, lambda item=item: item.screen(check)))  # type: ignore[misc]
        for plugin_id, item in runtime().registry.described(fraud_screens)
        for name in (item.name,)
    ]
    _store(order_id, tuple(found))


def _ask(plugin_id: str, call: Callable[[], FraudVerdict]) -> FraudVerdict:
    """A screen that fails has not said that all is well: a person looks instead."""
    try:
        return ask_provider(
            fraud_screens, plugin_id, lambda: checked(call(), FraudVerdict), slow=_SLOW_SECONDS
        )
    except PluginFailed:
        return FraudVerdict(verdict="review", reasons=("it could not be asked",))


def _check(order_id: UUID) -> FraudCheck:
    with read() as db:
        order = db.get_one(Order, order_id)
        attempt = db.scalars(_PAID_BY.where(PaymentAttempt.order_id == order_id)).one_or_none()
    address = order.shipping_address
    return FraudCheck(
        order_id=order_id,
        number=order.number,
        channel=channel_by_id(order.channel_id).handle,
        customer_id=order.customer_id,
        email=order.email,
        total=Money(order.total, order.currency),
        billing_address=Address.from_dict(order.billing_address),
        shipping_address=Address.from_dict(address) if address else None,
        payment_method=order.payment_method or "",
        paid_with=attempt.paid_with if attempt else "",
        risk=risk_of(attempt.risk) if attempt else None,
    )


@command()
def _store(order_id: UUID, found: tuple[tuple[str, FraudVerdict], ...]) -> None:
    db = session()
    order = lock_order_and_cart(db, order_id)
    if order.screening is None or order.screening["verdict"] != "pending":
        return  # the job ran twice
    worst = max((item.verdict for _, item in found), key=_SEVERITY.__getitem__, default="allow")
    scores = [item.score for _, item in found if item.score is not None]
    reasons = [f"{name}: {reason}" for name, item in found for reason in item.reasons]
    order.screening = {
        "verdict": worst,
        "score": max(scores, default=None),
        "reasons": reasons,
        "at": now().isoformat(),
    }
    _tell(db, order, worst, reasons)
    complete_if_done(db, order)


def _tell(db: Session, order: Order, verdict: str, reasons: list[str]) -> None:
    why = "; ".join(reasons)
    text = f"Fraud screening: {verdict}" + (f" ({why})." if why else ".")
    data: dict[str, Any] = dict(order.screening or {})
    note(db, order.id, "screened", text, data=data)
    if verdict == "allow":
        return
    order.review = True
    emit(
        StaffNotified(
            source="payments",
            title=f"Order {order.number} needs a look: {verdict}",
            text=f"{text} It is not sent until somebody releases it.",
        )
    )
