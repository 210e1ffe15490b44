"""Sweepers of payments: they finish what stopped between the phases. Nothing waits for a visitor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, func, select
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
from shopwright.commerce.payments.reconcile import reconcile
from shopwright.commerce.payments.settling import settle, start, void
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.errors import ShopError
from shopwright.platform.jobs.sweepers import Backlog, sweeper

_BATCH = 200
_UNTOUCHED = timedelta(minutes=2)
_ABANDONED = timedelta(hours=24)
_log = structlog.get_logger()
Condition = ColumnElement[bool]


def _lost() -> Condition:
    return (PaymentAttempt.state == "creating") & (PaymentAttempt.touched_at < now() - _UNTOUCHED)


def _quiet() -> Condition:
    is_open = PaymentAttempt.state.in_(("open", "processing"))
    return is_open & (PaymentAttempt.touched_at < now() - _UNTOUCHED)


def _refunds() -> Condition:
    return (Refund.state == "pending") & (Refund.asked_at < now() - _UNTOUCHED)


def _captures() -> Condition:
    return (CaptureRequest.state == "pending") & (CaptureRequest.asked_at < now() - _UNTOUCHED)


def _waiting_for_completer() -> Backlog:
    return _backlog(
        (PaymentAttempt.touched_at, _lost() | _quiet()),
        (Refund.created_at, _refunds()),
        (CaptureRequest.created_at, _captures()),
    )


@sweeper("completer", every=timedelta(seconds=30), backlog=_waiting_for_completer)
def complete_payments() -> int:
    """Settle live attempts that nobody touched; repeat lost starts, refunds and captures."""
    return (
        each(PaymentAttempt.id, _lost(), start)
        + each(PaymentAttempt.id, _quiet(), lambda key: settle(key, source="completer"))
        + each(Refund.id, _refunds(), process_refund)
        + each(CaptureRequest.id, _captures(), process_capture)
    )


def _late() -> Condition:
    return PaymentAttempt.state.in_(("creating", "open", "processing")) & (
        PaymentAttempt.deadline <= now()
    )


def _waiting_for_reaper() -> Backlog:
    return _backlog((PaymentAttempt.deadline, _late()))


@sweeper("payment_reaper", every=timedelta(seconds=10), backlog=_waiting_for_reaper)
def reap_payments() -> int:
    """Close payments past their deadline, and cancel orders that nobody ever paid for."""
    live = select(PaymentAttempt.order_id).where(PaymentAttempt.state.in_(LIVE_STATES))
    abandoned = (
        (Order.state == "pending") & (Order.created_at < now() - _ABANDONED) & Order.id.not_in(live)
    )
    return (
        each(PaymentAttempt.id, _late(), lambda key: void(key, source="reaper"))
        + each(Order.id, abandoned, cancel_abandoned)
        + delete_stale_carts()
    )


@sweeper("reconciler", every=timedelta(hours=1))
def reconcile_recent() -> int:
    """Compare the last two days with the providers' books."""
    return reconcile(now() - timedelta(hours=48))


@sweeper("nightly_reconciler", every=timedelta(days=1))
def reconcile_month() -> int:
    """Compare the last 30 days with the providers' books."""
    return reconcile(now() - timedelta(days=30))


Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


def _backlog(*waiting: tuple[Moment, Condition]) -> Backlog:
    """How many rows wait, and since when the oldest does."""
    count, moments = 0, []
    with read() as db:
        for since, condition in waiting:
            found, oldest = db.execute(select(func.count(), func.min(since)).where(condition)).one()
            count += found
            moments += [oldest] if oldest else []
    return Backlog(count=count, oldest=min(moments, default=None))


def each(
    key: InstrumentedAttribute[UUID],
    condition: Condition,
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
