"""Settling: turning what a provider knows into what we know.

The return page, the webhook, the sweepers and the staff's button all end in `book`; whoever comes
second finds it done. The network is used outside of transactions only.
"""

from __future__ import annotations

from types import MappingProxyType
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from shopwright.commerce.cart.models import Cart
from shopwright.commerce.customers.types import Address
from shopwright.commerce.orders.locks import lock_order
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments import booking, ledger
from shopwright.commerce.payments.asking import alert_foreign, ask, look, one_slow_answer
from shopwright.commerce.payments.errors import AttemptNotFound, PaymentDeclined
from shopwright.commerce.payments.keys import counted, is_spent, renew
from shopwright.commerce.payments.methods import provider_named
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.commerce.payments.queries import attempt_view, view_of
from shopwright.commerce.payments.screening import note_risk
from shopwright.commerce.payments.stored import next_action_json, next_action_of, risk_json
from shopwright.commerce.payments.types import (
    RANK,
    AttemptView,
    PaymentRefused,
    PaymentRequest,
    Seen,
    Settlement,
)
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session

# Locks the cart alone. Which cart and order an attempt belongs to never changes.
_LOCK_CART = (
    select(Order.id)
    .join(Cart, Cart.id == Order.cart_id)
    .join(PaymentAttempt, PaymentAttempt.order_id == Order.id)
    .where(PaymentAttempt.id == bindparam("attempt_id"))
    .with_for_update(of=Cart)
)
_LOCK_ATTEMPT = (
    select(PaymentAttempt)
    .where(PaymentAttempt.id == bindparam("attempt_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)

_WITH_ORDER = (
    select(PaymentAttempt, Order)
    .join(Order, Order.id == PaymentAttempt.order_id)
    .where(PaymentAttempt.id == bindparam("attempt_id"))
)


@one_slow_answer()
def start(attempt_id: UUID) -> Settlement:
    """Ask the provider to begin; the same attempt may be started again, with the same effect.

    Raises `PaymentDeclined`, or `PaymentPending` when the provider did not answer.
    """
    row, request = _to_begin(attempt_id)
    if is_spent(row):
        settlement = settle(attempt_id, source="start")
        if settlement.attempt_state != "creating":
            return settlement
        renew(row)
        row, request = _to_begin(attempt_id)
    attempt = request.attempt
    try:
        with counted(row):
            seen = ask(attempt, lambda: provider_named(attempt.provider).start(request))
    except PaymentRefused as error:
        seen = Seen(
            attempt_id=attempt_id, order_id=attempt.order_id, state="failed", error=str(error)
        )
    settlement = book(seen, source="start")
    if settlement.attempt_state == "failed":
        raise PaymentDeclined(seen.error or "The payment was declined; try another way to pay.")
    return settlement


def settle(attempt_id: UUID, *, source: str) -> Settlement:
    """Look at the provider, and book what is there."""
    return book(look(attempt_view(attempt_id)), source=source)


def void(attempt_id: UUID, *, source: str) -> Settlement:
    """Have the provider close the attempt; when it is too late for that, book the success.

    A refusal to close it closes nothing: then it is booked what is there.
    """
    attempt = attempt_view(attempt_id)
    try:
        seen = ask(attempt, lambda: provider_named(attempt.provider).void(attempt))
    except PaymentRefused:
        seen = look(attempt)
    return book(seen, source=source)


def _to_begin(attempt_id: UUID) -> tuple[PaymentAttempt, PaymentRequest]:
    with read() as db:
        found = db.execute(_WITH_ORDER, {"attempt_id": attempt_id}).one_or_none()
        if found is None:
            raise AttemptNotFound("There is no such payment.")
        row, order = found
        return row, _request(view_of(db, row), row, order)


def _request(attempt: AttemptView, row: PaymentAttempt, order: Order) -> PaymentRequest:
    return PaymentRequest(
        attempt=attempt,
        order_number=order.number,
        email=order.email,
        billing_address=Address.from_dict(order.billing_address),
        shipping_address=Address.from_dict(order.shipping_address)
        if order.shipping_address
        else None,
        locale=order.locale,
        return_url=row.return_url,
        cancel_url=row.cancel_url,
        customer_id=order.customer_id,
        options=MappingProxyType(dict(row.options)),
    )


@command(durable=True)
def book(seen: Seen, *, source: str) -> Settlement:
    """Record what was seen and move the order by it. Idempotent: facts are a set, states have ranks."""
    db = session()
    order, attempt = _lock(db, seen.attempt_id)
    if seen.order_id != order.id:
        found = f"that it is for the order {seen.order_id}"
        alert_foreign(attempt.provider, attempt.id, order.id, found)
        return _settlement(order, attempt, ())
    new_facts = ledger.append(db, attempt, seen.facts, source=source)
    known_risk = attempt.risk
    advanced = _advance(attempt, seen)
    if attempt.risk != known_risk:
        note_risk(db, order.id, seen)
    refunds: tuple[UUID, ...] = ()
    if new_facts or advanced:
        refunds = booking.apply(
            db, order, attempt, seen, new_facts, advanced=advanced, source=source
        )
    db.flush()
    return _settlement(order, attempt, refunds)


def _lock(db: Session, attempt_id: UUID) -> tuple[Order, PaymentAttempt]:
    """Cart, order, attempt: the order of locks everywhere."""
    order_id = db.scalar(_LOCK_CART, {"attempt_id": attempt_id})
    if order_id is None:
        raise AttemptNotFound("There is no such payment.")
    order = lock_order(db, order_id)
    return order, db.scalars(_LOCK_ATTEMPT, {"attempt_id": attempt_id}).one()


def _advance(attempt: PaymentAttempt, seen: Seen) -> bool:
    """Forward only: an old picture after a new one changes nothing."""
    attempt.touched_at = now()
    attempt.reference = seen.reference or attempt.reference
    if RANK[seen.state] < RANK[attempt.state]:
        return False
    attempt.error = seen.error or None
    attempt.next_action = next_action_json(seen.next_action) or attempt.next_action
    attempt.deadline = seen.deadline or attempt.deadline
    attempt.capture_before = seen.capture_before or attempt.capture_before
    attempt.paid_with = seen.paid_with or attempt.paid_with
    attempt.risk = risk_json(seen.risk) or attempt.risk
    if RANK[seen.state] == RANK[attempt.state]:
        return False
    attempt.state = seen.state
    return True


def _settlement(order: Order, attempt: PaymentAttempt, refunds: tuple[UUID, ...]) -> Settlement:
    return Settlement(
        order_id=order.id,
        attempt_id=attempt.id,
        order_state=order.state,
        payment_state=order.payment_state,
        attempt_state=attempt.state,
        next_action=next_action_of(attempt.next_action, order_number=order.number),
        refunds=refunds,
    )
