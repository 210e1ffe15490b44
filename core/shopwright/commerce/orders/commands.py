"""What people do to an order beside sending and paying: cancel, override, note."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.customers.types import Address
from shopwright.commerce.inventory.holds import allocate, release_order
from shopwright.commerce.orders import states
from shopwright.commerce.orders.errors import TransitionRefused
from shopwright.commerce.orders.hooks import OrderCanceled, OrderNoteAdded
from shopwright.commerce.orders.locks import lock_order_and_cart
from shopwright.commerce.orders.models import Order, OrderLine
from shopwright.commerce.orders.progress import complete_if_done
from shopwright.commerce.orders.timeline import note
from shopwright.commerce.payments.asking import one_slow_answer
from shopwright.commerce.payments.booking import CANCEL
from shopwright.commerce.payments.commands import process_refund
from shopwright.commerce.payments.errors import PaymentPending
from shopwright.commerce.payments.models import LIVE_STATES, PaymentAttempt
from shopwright.commerce.payments.refunds import owe_refund
from shopwright.commerce.payments.settling import void
from shopwright.commerce.pricing import Money
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.events.outbox import emit


@dataclass(frozen=True, slots=True, kw_only=True)
class Canceled:
    """`refund_ids` are the refunds that came of it; `refunding` what they add up to."""

    order_id: UUID
    refund_ids: tuple[UUID, ...]
    refunding: Money


@one_slow_answer()
def cancel(order_id: UUID, *, reason: str, override: bool = False) -> Canceled:
    """Cancel an order: close its open payment, let its stock go, give its money back.

    What was sent already stays sent, and is refunded separately when it returns. Raises
    `TransitionRefused`, plugins' vetoes, or `PaymentPending` when the payment cannot be closed
    now: stock is never let go while a payment for it can still succeed.
    """
    _check_cancelable(order_id, reason=reason, override=override)
    for attempt_id in _closable_attempts(order_id):
        void(attempt_id, source=CANCEL)
    canceled = _cancel(order_id, reason=reason, override=override)
    for refund_id in canceled.refund_ids:
        try:
            process_refund(refund_id)
        except PaymentPending:
            continue  # the refund is written down, and its job asks
    return canceled


@command()
def _check_cancelable(order_id: UUID, *, reason: str, override: bool) -> None:
    """Say no before anything is touched: a void cannot be taken back."""
    order = lock_order_and_cart(session(), order_id)
    states.check(order, "canceled", reason=reason, override=override)


def _closable_attempts(order_id: UUID) -> list[UUID]:
    with read() as db:
        return list(
            db.scalars(
                select(PaymentAttempt.id).where(
                    PaymentAttempt.order_id == order_id, PaymentAttempt.state.in_(LIVE_STATES)
                )
            )
        )


@command(durable=True)
def _cancel(order_id: UUID, *, reason: str, override: bool) -> Canceled:
    db = session()
    order = lock_order_and_cart(db, order_id)
    if order.state == "canceled":
        # closing its payment ended it, or somebody was quicker; both have told everybody
        order.cancel_reason = reason
        return Canceled(order_id=order_id, refund_ids=(), refunding=Money(0, order.currency))
    states.ask(db, order, "canceled", reason=reason, override=override)
    release_order(db, order_id)
    db.execute(
        update(OrderLine)
        .where(OrderLine.order_id == order_id)
        .values(canceled=OrderLine.quantity - OrderLine.fulfilled)
    )
    refund_ids = _owe_unsent(db, order, reason)
    refunding = Money(order.refund_committed - order.refunded_total, order.currency)
    emit(
        OrderCanceled(
            order_id=order_id,
            number=order.number,
            email=order.email,
            locale=order.locale,
            reason=reason,
            refunding=refunding,
        )
    )
    return Canceled(order_id=order_id, refund_ids=refund_ids, refunding=refunding)


def _owe_unsent(db: Session, order: Order, reason: str) -> tuple[UUID, ...]:
    """Give back what was paid. Goods that left are paid for until they come back."""
    sent = db.scalar(
        select(func.coalesce(func.sum(OrderLine.fulfilled), 0)).where(
            OrderLine.order_id == order.id
        )
    )
    if sent:
        note(db, order.id, "review", "Partly sent: refund what comes back by hand.")
        order.review = True
        return ()
    attempts = db.scalars(
        select(PaymentAttempt)
        .where(PaymentAttempt.order_id == order.id)
        .order_by(PaymentAttempt.id)
        .with_for_update()
    )
    owed = (owe_refund(db, order, attempt, reason=reason) for attempt in attempts)
    found = tuple(refund_id for refund_id in owed if refund_id)
    db.refresh(order, ["refund_committed"])
    return found


@command()
def override_state(order_id: UUID, to: states.State, *, reason: str) -> None:
    """Staff move an order by hand, with a reason that is kept. Opening allocates its stock."""
    db = session()
    order = lock_order_and_cart(db, order_id)
    if to == "canceled":
        raise TransitionRefused("Cancel the order instead: money and stock have to follow.")
    states.ask(db, order, to, reason=reason, override=True)
    if to == "open":
        allocate(db, order_id)


@command()
def resolve_review(order_id: UUID, *, reason: str) -> None:
    """A person has looked at a flagged order; it may go on."""
    db = session()
    order = lock_order_and_cart(db, order_id)
    order.review = False
    order.updated_at = now()
    note(db, order_id, "review_resolved", f"Looked at: {reason}")
    complete_if_done(db, order)
    audit.record("order.review_resolved", "order", order_id, reason=reason)


@command()
def add_note(order_id: UUID, text: str, *, public: bool = False) -> None:
    """A note in the timeline; `public` ones are shown to the shopper."""
    db = session()
    lock_order_and_cart(db, order_id)
    note(db, order_id, "note", text, public=public)
    emit(OrderNoteAdded(order_id=order_id, note=text, public=public))


@command()
def change_contact(
    order_id: UUID, *, email: str | None = None, shipping_address: Address | None = None
) -> None:
    """Correct where an order goes, until it was sent."""
    db = session()
    order = lock_order_and_cart(db, order_id)
    if order.fulfillment_state != "none" or order.state in ("completed", "canceled"):
        raise TransitionRefused("The order was sent or closed; its address cannot change any more.")
    if email is not None:
        order.email = email
    if shipping_address is not None:
        order.shipping_address = shipping_address.to_dict()
    order.updated_at = now()
    note(db, order_id, "contact_changed", "Contact or address was corrected.")
    audit.record("order.contact", "order", order_id)
