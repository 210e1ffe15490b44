"""Differences between a provider's books and ours: shown to staff, never silently repaired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import structlog
from sqlalchemy import select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shopwright.commerce.payments.errors import DiscrepancyNotFound
from shopwright.commerce.payments.models import PaymentDiscrepancy
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.events.outbox import emit
from shopwright.platform.ids import uuid7
from shopwright.platform.notices import StaffNotified
from shopwright.platform.runtime import runtime

Kind = Literal["state", "missing", "amount", "unknown", "foreign", "canceled_order"]
AGREES_AGAIN = "the books agree again"
_OPEN = PaymentDiscrepancy.resolved_at.is_(None)
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`expected` is what the provider says, `found` what the shop has; both in words."""

    provider: str
    attempt_id: UUID
    order_id: UUID | None
    kind: Kind
    expected: str
    found: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscrepancyRow(Difference):
    """A difference as it was recorded."""

    id: UUID
    found_at: datetime
    resolved_at: datetime | None
    resolution: str


@command()
def report(difference: Difference, *, notice: str = "") -> bool:
    """Record a difference, with the latest words; returns whether it is new.

    With a `notice` staff are told, once as long as it is open.
    """
    is_new = _record(session(), difference)
    if is_new and notice:
        emit(StaffNotified(source="payments", title=notice, text=_text(difference)))
    return is_new


@command()
def replace_differences(
    found: tuple[Difference, ...], *, kinds: tuple[Kind, ...], attempt_id: UUID | None = None
) -> int:
    """Make the open differences of these kinds, of one attempt or of all, those that were `found`.

    Returns how many are new; those that are gone are closed.
    """
    db = session()
    new = sum(_record(db, difference) for difference in found)
    kept = {(item.attempt_id, item.kind, item.reference) for item in found}
    statement = select(PaymentDiscrepancy).where(PaymentDiscrepancy.kind.in_(kinds), _OPEN)
    if attempt_id is not None:
        statement = statement.where(PaymentDiscrepancy.attempt_id == attempt_id)
    for row in db.scalars(statement):
        if (row.attempt_id, row.kind, row.reference) not in kept:
            row.resolved_at, row.resolution = now(), AGREES_AGAIN
    return new


def _record(db: Session, difference: Difference) -> bool:
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    key = ["attempt_id", "kind", "reference"]
    words = {"expected": difference.expected, "found": difference.found}
    added = db.scalar(
        dialect.insert(PaymentDiscrepancy)
        .values(
            id=uuid7(),
            provider=difference.provider,
            attempt_id=difference.attempt_id,
            order_id=difference.order_id,
            kind=difference.kind,
            reference=difference.reference,
            found_at=now(),
            resolution="",
            **words,
        )
        .on_conflict_do_nothing(index_elements=key, index_where=_OPEN)
        .returning(PaymentDiscrepancy.id)
    )
    if added is not None:
        _log.error("the books of payments differ", **_plain(difference))
        return True
    db.execute(
        update(PaymentDiscrepancy)
        .where(
            *(getattr(PaymentDiscrepancy, name) == getattr(difference, name) for name in key), _OPEN
        )
        .values(**words)
        .execution_options(synchronize_session=False)
    )
    return False


def _plain(difference: Difference) -> dict[str, str]:
    return {
        "attempt": str(difference.attempt_id),
        "kind": difference.kind,
        "reference": difference.reference,
        "expected": difference.expected,
        "found": difference.found,
    }


def _text(difference: Difference) -> str:
    about = f"order {difference.order_id}" if difference.order_id else "no order of this shop"
    return (
        f"Payment {difference.attempt_id} by {difference.provider} ({about}): the provider says "
        f"{difference.expected}; the shop has {difference.found}."
    )


def find_discrepancies(
    *, resolved: bool = False, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[DiscrepancyRow]:
    """Differences that are open (or resolved), the newest first, from the one after `after` on."""
    statement = select(PaymentDiscrepancy).where(~_OPEN if resolved else _OPEN)
    keys = tuple_(PaymentDiscrepancy.found_at, PaymentDiscrepancy.id)
    if after is not None:
        statement = statement.where(keys < after)
    order = (PaymentDiscrepancy.found_at.desc(), PaymentDiscrepancy.id.desc())
    with read() as db:
        return [_row(row) for row in db.scalars(statement.order_by(*order).limit(limit))]


def is_open(kind: Kind, attempt_id: UUID) -> bool:
    """Whether an attempt has a difference of this kind that nobody has dealt with."""
    row = PaymentDiscrepancy
    found = select(row.id).where(row.attempt_id == attempt_id, row.kind == kind, _OPEN)
    with read() as db:
        return db.scalar(found.limit(1)) is not None


@command()
def resolve_discrepancy(discrepancy_id: UUID, *, note: str) -> DiscrepancyRow:
    """A person has dealt with it; one that is resolved already stays as it is.

    Raises `DiscrepancyNotFound`. Nothing is booked: what the provider says is booked by settling.
    """
    row = session().get(PaymentDiscrepancy, discrepancy_id, with_for_update=True)
    if row is None:
        raise DiscrepancyNotFound(f"There is no difference {discrepancy_id}.")
    if row.resolved_at is None:
        row.resolved_at, row.resolution = now(), note
        audit.record("payment.discrepancy", "payment", row.attempt_id, kind=row.kind, note=note)
    return _row(row)


def _row(row: PaymentDiscrepancy) -> DiscrepancyRow:
    return DiscrepancyRow(
        id=row.id,
        provider=row.provider,
        attempt_id=row.attempt_id,
        order_id=row.order_id,
        kind=row.kind,  # type: ignore[arg-type]
        reference=row.reference,
        expected=row.expected,
        found=row.found,
        found_at=row.found_at,
        resolved_at=row.resolved_at,
        resolution=row.resolution,
    )
