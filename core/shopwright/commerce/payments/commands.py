"""What staff do with money: capture and refund. Each is written down, asked, and booked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shopwright.commerce.orders.locks import lock_order_and_cart
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.refund_lines import RefundLine, apply_refund_lines, price_lines
from shopwright.commerce.orders.timeline import note
from shopwright.commerce.payments.asking import ask, one_slow_answer
from shopwright.commerce.payments.errors import (
    NothingToCapture,
    PaymentDeclined,
    PaymentPending,
    RefundTooLarge,
)
from shopwright.commerce.payments.hooks import RefundDraft, RefundFailed, refund_validate
from shopwright.commerce.payments.keys import counted, is_spent, renew
from shopwright.commerce.payments.methods import provider_named
from shopwright.commerce.payments.models import CaptureRequest, PaymentAttempt, Refund
from shopwright.commerce.payments.queries import attempt_view, captured_by
from shopwright.commerce.payments.refunds import give_back, left_to_refund, record_refund
from shopwright.commerce.payments.settling import book, settle
from shopwright.commerce.payments.types import PaymentRefused, Settlement
from shopwright.commerce.pricing import Money
from shopwright.platform import audit
from shopwright.platform.actor import current_actor
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.events.outbox import emit
from shopwright.platform.hooks import veto
from shopwright.platform.ids import uuid7

_CAPTURABLE = ("open", "processing", "authorized")


def capture(order_id: UUID, amount: int | None = None) -> Settlement:
    """Take `amount` minor units (default: all that is left) of the order's open payment.

    Raises `NothingToCapture`, `PaymentDeclined`, or `PaymentPending` when nobody answered; the
    request is kept, and asked again with the same key.
    """
    return process_capture(request_capture(order_id, amount))


@command(durable=True)
def request_capture(order_id: UUID, amount: int | None) -> UUID:
    """Write the capture down, before anybody is asked. An unfinished one of equal size is taken up."""
    db = session()
    order = lock_order_and_cart(db, order_id)
    attempt = db.scalars(
        select(PaymentAttempt)
        .where(PaymentAttempt.order_id == order_id, PaymentAttempt.state.in_(_CAPTURABLE))
        .with_for_update()
    ).one_or_none()
    if attempt is None:
        raise NothingToCapture("This order has no payment that waits to be captured.")
    left = attempt.amount - captured_by(db, attempt.id)
    asked = left if amount is None else amount
    if not 0 < asked <= left:
        raise NothingToCapture(
            f"At most {Money(left, order.currency)} can be captured.", extra={"left": left}
        )
    pending = db.scalars(
        select(CaptureRequest).where(
            CaptureRequest.attempt_id == attempt.id, CaptureRequest.state == "pending"
        )
    ).all()
    for request in pending:
        if request.amount == asked:
            return request.id
    if pending:
        raise NothingToCapture("Another capture of this payment is still being checked.")
    request_id = uuid7()
    db.add(
        CaptureRequest(
            id=request_id,
            attempt_id=attempt.id,
            amount=asked,
            key=f"{order.id}-{request_id}-capture-1",
            requested_by=str(current_actor()),
        )
    )
    audit.record("payment.capture", "order", order_id, amount=asked, currency=order.currency)
    return request_id


@one_slow_answer()
def process_capture(request_id: UUID) -> Settlement:
    """Ask the provider for a written capture, and book the answer. Safe to repeat."""
    request = _capture_request(request_id)
    if is_spent(request):
        settlement = settle(request.attempt_id, source="capture")
        if _captured_since(request) >= request.amount:
            _finish_capture(request_id, "")
            return settlement
        renew(request)
        request = _capture_request(request_id)
    attempt = attempt_view(request.attempt_id)
    amount = Money(request.amount, attempt.amount.currency)
    provider = provider_named(attempt.provider)
    try:
        with counted(request):
            seen = ask(attempt, lambda: provider.capture(attempt, amount, key=request.key))
    except PaymentRefused as error:
        _finish_capture(request_id, str(error))
        with suppress(PaymentPending):  # the refusal is known all the same
            settle(request.attempt_id, source="capture")
        raise PaymentDeclined(f"The provider refused to capture it: {error}") from error
    settlement = book(seen, source="capture")
    _finish_capture(request_id, seen.error)
    return settlement


def _capture_request(request_id: UUID) -> CaptureRequest:
    with read() as db:
        return db.get_one(CaptureRequest, request_id)


def _captured_since(request: CaptureRequest) -> int:
    """Minor units; there is one open request per attempt, so they are this one's."""
    with read() as db:
        return captured_by(db, request.attempt_id, since=request.created_at)


@command()
def _finish_capture(request_id: UUID, error: str) -> None:
    session().execute(
        update(CaptureRequest)
        .where(CaptureRequest.id == request_id, CaptureRequest.state == "pending")
        .values(state="failed" if error else "succeeded", error=error or None, finished_at=now())
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOutcome:
    """A refund that was asked for: pending (being checked), succeeded or failed."""

    refund_id: UUID
    state: str


def refund(
    order_id: UUID,
    *,
    amount: int | None = None,
    lines: tuple[RefundLine, ...] = (),
    reason: str = "",
    restock: bool = False,
) -> RefundOutcome:
    """Give back `amount`, or what `lines` cost; see `request_refund`, then ask the provider."""
    refund_id = request_refund(order_id, amount=amount, lines=lines, reason=reason, restock=restock)
    return process_refund(refund_id)


@command(durable=True)
def request_refund(
    order_id: UUID,
    *,
    amount: int | None = None,
    lines: tuple[RefundLine, ...] = (),
    reason: str = "",
    restock: bool = False,
) -> UUID:
    """Write a refund down. Without an amount it is the lines' price; without both, all that is left.

    `restock` puts shipped units of the lines back on hand. Raises `RefundTooLarge`.
    """
    db = session()
    order = lock_order_and_cart(db, order_id)
    attempt, left = _refundable_attempt(db, order)
    asked = amount if amount is not None else price_lines(db, order, lines) if lines else left
    if not 0 < asked <= left:
        raise RefundTooLarge(
            f"At most {Money(left, order.currency)} can be refunded.",
            extra={"left": left, "asked": asked},
        )
    draft = RefundDraft(order_id=order_id, amount=Money(asked, order.currency), reason=reason)
    veto(refund_validate, draft, code="refund_vetoed", message="This cannot be refunded.")
    apply_refund_lines(db, order, lines, restock=restock)
    row = record_refund(
        db,
        order,
        attempt,
        asked,
        reason=reason,
        lines=[{"line_id": str(line.line_id), "quantity": line.quantity} for line in lines],
        restock=restock,
    )
    audit.record("payment.refund", "order", order_id, amount=asked, currency=order.currency)
    note(db, order_id, "refund_requested", f"Refund of {Money(asked, order.currency)} asked for.")
    return row.id


def _refundable_attempt(db: Session, order: Order) -> tuple[PaymentAttempt, int]:
    """The attempt with the most left to give back, and how much that is.

    Whatever became of it since it captured: an authorization can end after a part was taken.
    """
    left = left_to_refund(db, order.id)
    attempt_id = max(left, key=lambda key: (left[key], key), default=None)
    if attempt_id is None:
        raise RefundTooLarge("Nothing was paid for this order yet.", extra={"left": 0})
    attempt = db.get_one(PaymentAttempt, attempt_id, with_for_update=True)
    kept = order.captured_total - order.lost_total - order.refund_committed
    return attempt, min(left[attempt_id], kept)


@one_slow_answer()
def process_refund(refund_id: UUID) -> RefundOutcome:
    """Ask the provider for a written refund, and book the answer. Safe to repeat."""
    row = _refund_row(refund_id)
    if row.state == "pending" and is_spent(row):
        settle(row.attempt_id, source="refund")
        row = _refund_row(refund_id)
        if row.state == "pending":
            renew(row)
            row = _refund_row(refund_id)
    if row.state == "pending":
        _ask_for_refund(row)
    return RefundOutcome(refund_id=refund_id, state=_refund_row(refund_id).state)


def _refund_row(refund_id: UUID) -> Refund:
    with read() as db:
        return db.get_one(Refund, refund_id)


def _ask_for_refund(row: Refund) -> None:
    attempt = attempt_view(row.attempt_id)
    amount = Money(row.amount, row.currency)
    provider = provider_named(row.provider)
    try:
        with counted(row):
            seen = ask(
                attempt,
                lambda: provider.refund(
                    attempt, amount, key=row.key, refund_id=row.id, reason=row.reason
                ),
            )
    except PaymentRefused as error:
        _fail_refund(row.id, str(error))
        return
    if seen.error:
        _fail_refund(row.id, seen.error)
    else:
        book(seen, source="refund")


@command(durable=True)
def _fail_refund(refund_id: UUID, why: str) -> None:
    db = session()
    order = lock_order_and_cart(db, db.get_one(Refund, refund_id).order_id)
    row = db.get_one(Refund, refund_id, with_for_update=True)
    if row.state != "pending":
        return
    give_back(db, order, row, why)
    note(db, order.id, "refund_failed", f"The refund was refused: {why}")
    emit(
        RefundFailed(
            order_id=order.id,
            number=order.number,
            refund_id=refund_id,
            amount=Money(row.amount, row.currency),
            reason=why,
        )
    )
