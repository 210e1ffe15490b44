"""Reading payments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, distinct, func, select
from sqlalchemy.orm import Session

from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.errors import AttemptNotFound
from shopwright.commerce.payments.models import (
    PaymentAttempt,
    PaymentDiscrepancy,
    PaymentEntry,
    Refund,
)
from shopwright.commerce.payments.stored import risk_of
from shopwright.commerce.payments.types import (
    AttemptView,
    EntryView,
    OrderPayments,
    ProviderStanding,
    RefundView,
)
from shopwright.commerce.pricing import Money
from shopwright.platform.db import read

_BOOKED = select(PaymentEntry.kind, PaymentEntry.reference, PaymentEntry.amount).where(
    PaymentEntry.attempt_id == bindparam("attempt_id")
)


def attempt_view(attempt_id: UUID) -> AttemptView:
    """One attempt. Raises `AttemptNotFound`."""
    found = attempt_by_id(attempt_id)
    if found is None:
        raise AttemptNotFound("There is no such payment.")
    return found


def attempt_by_id(attempt_id: UUID) -> AttemptView | None:
    """The attempt, as a webhook that names it in its metadata looks for it."""
    return _first(PaymentAttempt.id == attempt_id)


def attempt_by_reference(provider: str, reference: str) -> AttemptView | None:
    """The attempt that a provider knows by `reference`; the latest, should there be several."""
    return _first((PaymentAttempt.provider == provider) & (PaymentAttempt.reference == reference))


def _first(condition: ColumnElement[bool]) -> AttemptView | None:
    statement = select(PaymentAttempt).where(condition).order_by(PaymentAttempt.id.desc()).limit(1)
    with read() as db:
        row = db.scalars(statement).one_or_none()
        if row is None:
            return None
        return view_of(db, row)


def view_of(db: Session, row: PaymentAttempt) -> AttemptView:
    """A row as a value, with what is booked of it."""
    return _view(row, db.execute(_BOOKED, {"attempt_id": row.id}))


def payments_of(order_id: UUID) -> OrderPayments:
    """All that happened to an order's money; empty when nothing did."""
    with read() as db:
        attempts = _of(db, PaymentAttempt, order_id)
        entries = _of(db, PaymentEntry, order_id)
        refunds = _of(db, Refund, order_id)
    booked: dict[UUID, list[PaymentEntry]] = defaultdict(list)
    for entry in entries:
        booked[entry.attempt_id].append(entry)
    return OrderPayments(
        attempts=tuple(_view(row, booked[row.id]) for row in attempts),
        entries=tuple(_entry(row) for row in entries),
        refunds=tuple(_refund(row) for row in refunds),
    )


def standing_of(provider: str) -> ProviderStanding:
    """What staff have to look at, of all payments by one provider."""
    disputed = (
        select(func.count(distinct(Order.id)))
        .join(PaymentAttempt, PaymentAttempt.order_id == Order.id)
        .where(Order.payment_state == "disputed", PaymentAttempt.provider == provider)
    )
    differences = select(func.count()).where(
        PaymentDiscrepancy.provider == provider, PaymentDiscrepancy.resolved_at.is_(None)
    )
    with read() as db:
        return ProviderStanding(
            disputed_orders=db.scalar(disputed) or 0, differences=db.scalar(differences) or 0
        )


def entries_of(attempt_id: UUID) -> tuple[EntryView, ...]:
    """What is booked of one attempt."""
    statement = (
        select(PaymentEntry).where(PaymentEntry.attempt_id == attempt_id).order_by(PaymentEntry.id)
    )
    with read() as db:
        return tuple(_entry(row) for row in db.scalars(statement))


def captured_by(db: Session, attempt_id: UUID, *, since: datetime | None = None) -> int:
    """Minor units captured by one attempt so far, or of them what was booked since a moment."""
    statement = select(func.coalesce(func.sum(PaymentEntry.amount), 0)).where(
        PaymentEntry.attempt_id == attempt_id, PaymentEntry.kind == "captured"
    )
    if since is not None:
        statement = statement.where(PaymentEntry.booked_at >= since)
    return int(db.scalar(statement) or 0)


def _of(db: Session, model: Any, order_id: UUID) -> list[Any]:
    return list(db.scalars(select(model).where(model.order_id == order_id).order_by(model.id)))


def _view(row: PaymentAttempt, entries: Iterable[PaymentEntry | Row[Any]]) -> AttemptView:
    booked = list(entries)
    captured = sum(entry.amount for entry in booked if entry.kind == "captured")
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
        created_at=row.created_at,
        booked=frozenset(entry.reference for entry in booked),
        capture_before=row.capture_before,
        paid_with=row.paid_with,
        risk=risk_of(row.risk),
        error=row.error or "",
    )


def _entry(row: PaymentEntry) -> EntryView:
    return EntryView(
        id=row.id,
        attempt_id=row.attempt_id,
        kind=row.kind,  # type: ignore[arg-type]
        reference=row.reference,
        amount=Money(row.amount, row.currency),
        source=row.source,
        occurred_at=row.occurred_at,
        booked_at=row.booked_at,
    )


def _refund(row: Refund) -> RefundView:
    return RefundView(
        id=row.id,
        attempt_id=row.attempt_id,
        amount=Money(row.amount, row.currency),
        state=row.state,  # type: ignore[arg-type]
        reason=row.reason,
        reference=row.provider_reference,
        error=row.error or "",
        created_at=row.created_at,
    )
