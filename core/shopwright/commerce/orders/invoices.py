"""Invoices: each order that was paid, or whose goods left, gets a number; these have no gaps."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from sqlalchemy import func, literal, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shopwright.commerce.orders.errors import InvoiceRefused
from shopwright.commerce.orders.locks import lock_order_and_cart
from shopwright.commerce.orders.models import InvoiceNumber, Order
from shopwright.commerce.orders.timeline import note
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.events.consumers import Consumers, Job
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.runtime import runtime

_JOB = "issue_invoice"


def register(consumers: Consumers) -> None:
    """A job of its own, so that no payment waits for a number."""
    consumers.job(Job(name=_JOB, function=_issue))


def owe_invoice(order: Order) -> None:
    """It was paid, or goods left: have its invoice issued once this has committed."""
    if order.invoice_number is None:
        enqueue(_JOB, order_id=str(order.id))


@command()
def issue_invoice(order_id: UUID) -> int:
    """Give an order its invoice's number and date, once; returns the number.

    Raises `OrderNotFound`, and `InvoiceRefused` for what was never placed, or is canceled.
    """
    db = session()
    order = lock_order_and_cart(db, order_id)
    if order.invoice_number is not None:
        return order.invoice_number
    if order.number is None or order.state == "canceled":
        raise InvoiceRefused(
            f"An order that is {order.state} has no invoice: there is nothing to pay for."
        )
    # Nobody else draws one until this has ended, so nothing slow comes after it.
    order.invoice_number = _draw(db, order_id)
    order.invoiced_at = now()
    note(db, order_id, "invoiced", f"Invoice {order.invoice_number} was issued.")
    return order.invoice_number


def _draw(db: Session, order_id: UUID) -> int:
    """The next number. Of two who want it, the second waits for the first and then looks again."""
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    following = select(
        func.coalesce(func.max(InvoiceNumber.value), 0) + 1,
        literal(order_id, InvoiceNumber.order_id.type),
    ).where(true())
    statement = (
        dialect.insert(InvoiceNumber)
        .from_select(["value", "order_id"], following)
        .on_conflict_do_nothing(index_elements=["value"])
        .returning(InvoiceNumber.value)
    )
    while True:
        drawn: int | None = db.scalar(statement)
        if drawn is not None:
            return drawn


def _issue(order_id: str) -> None:
    with suppress(InvoiceRefused):  # it was canceled meanwhile
        issue_invoice(UUID(order_id))
