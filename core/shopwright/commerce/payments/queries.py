"""Reading payments."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from shopwright.commerce.payments.errors import AttemptNotFound
from shopwright.commerce.payments.models import PaymentAttempt, PaymentEntry
from shopwright.commerce.payments.types import AttemptView
from shopwright.commerce.pricing import Money
from shopwright.platform.db import read

_BOOKED = select(PaymentEntry.kind, PaymentEntry.reference, PaymentEntry.amount).where(
    PaymentEntry.attempt_id == bindparam("attempt_id")
)


def attempt_view(attempt_id: UUID) -> AttemptView:
    """One attempt. Raises `AttemptNotFound`."""
    with read() as db:
        row = db.get(PaymentAttempt, attempt_id)
        if row is None:
            raise AttemptNotFound("There is no such payment.")
        entries = db.execute(_BOOKED, {"attempt_id": attempt_id}).all()
        return _view(
            row,
            captured=sum(entry.amount for entry in entries if entry.kind == "captured"),
            booked=frozenset(entry.reference for entry in entries),
        )


def captured_by(db: Session, attempt_id: UUID) -> int:
    """Minor units captured by one attempt so far."""
    total = db.scalar(
        select(func.coalesce(func.sum(PaymentEntry.amount), 0)).where(
            PaymentEntry.attempt_id == attempt_id, PaymentEntry.kind == "captured"
        )
    )
    return int(total or 0)


def _view(row: PaymentAttempt, *, captured: int, booked: frozenset[str]) -> AttemptView:
    return AttemptView(
        id=row.id,
        order_id=row.order_id,
        provider=row.provider,
        method=row.method,
        key=row.key,
        reference=row.reference,
        amount=Money(row.amount, row.currency),
        captured=Money(captured, row.currency),
        state=row.state,  # type: ignore[arg-type]
        deadline=row.deadline,
        booked=booked,
    )
