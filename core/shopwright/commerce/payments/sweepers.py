"""Sweepers of payments: they finish what stopped between the phases. Nothing waits for a visitor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from shopwright.commerce.cart.commands import delete_stale_carts
from shopwright.commerce.orders.locks import lock_order_and_cart
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.booking import EXPIRED, cancel_by_fact
from shopwright.commerce.payments.commands import process_capture, process_refund
from shopwright.commerce.payments.models import (
    LIVE_STATES,
    CaptureRequest,
    PaymentAttempt,
    Refund,
)
from shopwright.commerce.payments.settle import settle, start, void
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.errors import ShopError
from shopwright.platform.jobs.sweepers import sweeper

_BATCH = 200
_UNTOUCHED = timedelta(minutes=2)
_ABANDONED = timedelta(hours=24)
_log = structlog.get_logger()


@sweeper("completer", every=timedelta(seconds=30))
def complete_payments() -> int:
    """Settle live attempts that nobody touched; repeat lost starts, refunds and captures."""
    old = now() - _UNTOUCHED
    lost = (PaymentAttempt.state == "creating") & (PaymentAttempt.touched_at < old)
    quiet = PaymentAttempt.state.in_(("open", "processing")) & (PaymentAttempt.touched_at < old)
    refunds = (Refund.state == "pending") & (Refund.created_at < old)
    captures = (CaptureRequest.state == "pending") & (CaptureRequest.created_at < old)
    return (
        _each(PaymentAttempt.id, lost, start)
        + _each(PaymentAttempt.id, quiet, lambda key: settle(key, source="completer"))
        + _each(Refund.id, refunds, process_refund)
        + _each(CaptureRequest.id, captures, process_capture)
    )


@sweeper("payment_reaper", every=timedelta(seconds=10))
def reap_payments() -> int:
    """Close payments past their deadline, and cancel orders that nobody ever paid for."""
    late = PaymentAttempt.state.in_(("creating", "open", "processing")) & (
        PaymentAttempt.deadline <= now()
    )
    live = select(PaymentAttempt.order_id).where(PaymentAttempt.state.in_(LIVE_STATES))
    abandoned = (
        (Order.state == "pending") & (Order.created_at < now() - _ABANDONED) & Order.id.not_in(live)
    )
    return (
        _each(PaymentAttempt.id, late, lambda key: void(key, source="reaper"))
        + _each(Order.id, abandoned, cancel_abandoned)
        + delete_stale_carts()
    )


def _each(
    key: InstrumentedAttribute[UUID],
    condition: ColumnElement[bool],
    handle: Callable[[UUID], object],
) -> int:
    """One item at a time, each in transactions of its own; one that fails waits for the next pass."""
    with read() as db:
        ids = list(db.scalars(select(key).where(condition).order_by(key).limit(_BATCH)))
    for item in ids:
        try:
            handle(item)
        except ShopError as error:
            _log.info("a sweeper goes on", item=str(item), code=error.code)
        except Exception:
            _log.exception("a sweeper's item failed", item=str(item))
    return len(ids)


@command(durable=True)
def cancel_abandoned(order_id: UUID) -> None:
    """Cancel a pending order that has no live payment. Pressing Pay again reopens it."""
    db = session()
    order = lock_order_and_cart(db, order_id)
    live = db.scalar(
        select(PaymentAttempt.id).where(
            PaymentAttempt.order_id == order_id, PaymentAttempt.state.in_(LIVE_STATES)
        )
    )
    if order.state == "pending" and live is None:
        cancel_by_fact(db, order, EXPIRED)
