"""Jobs of payments, and its sweepers made known."""

from __future__ import annotations

from uuid import UUID

from shopwright.commerce.payments import sweepers
from shopwright.commerce.payments.commands import process_refund
from shopwright.commerce.payments.refunds import PROCESS_REFUND, PROCESS_VOID
from shopwright.commerce.payments.settle import void
from shopwright.platform.events.consumers import Consumers, Job

__all__ = ["register", "sweepers"]


def register(consumers: Consumers) -> None:
    """Money that goes back by itself goes through jobs, so that a crash cannot forget it."""
    consumers.job(Job(name=PROCESS_REFUND, function=_process_refund))
    consumers.job(Job(name=PROCESS_VOID, function=_void))


def _process_refund(refund_id: str) -> None:
    process_refund(UUID(refund_id))


def _void(attempt_id: str) -> None:
    void(UUID(attempt_id), source="shortfall")
