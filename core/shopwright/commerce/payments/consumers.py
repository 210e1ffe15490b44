"""Jobs of payments, and its sweepers made known."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from shopwright.commerce.payments import lapses, sweepers
from shopwright.commerce.payments.asking import TELL_RESTING, tell_resting
from shopwright.commerce.payments.commands import process_refund
from shopwright.commerce.payments.reconcile import RECONCILE, reconcile
from shopwright.commerce.payments.refunds import PROCESS_REFUND, PROCESS_VOID
from shopwright.commerce.payments.screening import SCREEN, screen
from shopwright.commerce.payments.settling import void
from shopwright.platform.clock import now
from shopwright.platform.events.consumers import Consumers, Job

__all__ = ["lapses", "register", "sweepers"]


def register(consumers: Consumers) -> None:
    """Money that goes back by itself goes through jobs, so that a crash cannot forget it."""
    consumers.job(Job(name=PROCESS_REFUND, function=_process_refund))
    consumers.job(Job(name=PROCESS_VOID, function=_void))
    consumers.job(Job(name=SCREEN, function=_screen))
    consumers.job(Job(name=TELL_RESTING, function=tell_resting))
    consumers.job(Job(name=RECONCILE, function=_reconcile, queue="heavy"))


def _process_refund(refund_id: str) -> None:
    process_refund(UUID(refund_id))


def _void(attempt_id: str) -> None:
    void(UUID(attempt_id), source="shortfall")


def _screen(order_id: str) -> None:
    screen(UUID(order_id))


def _reconcile() -> None:
    reconcile(now() - timedelta(days=30))
