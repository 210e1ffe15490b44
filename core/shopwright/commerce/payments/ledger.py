"""The ledger of money: facts as providers reported them, and the one function that sums them up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shopwright.commerce.payments.models import PaymentAttempt, PaymentEntry
from shopwright.commerce.payments.types import Fact
from shopwright.platform.clock import now
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime

_KEY = ["provider", "reference"]
_APPEND_SQLITE = (
    sqlite.insert(PaymentEntry)
    .on_conflict_do_nothing(index_elements=_KEY)
    .returning(PaymentEntry.reference)
)
_APPEND_POSTGRESQL = (
    postgresql.insert(PaymentEntry)
    .on_conflict_do_nothing(index_elements=_KEY)
    .returning(PaymentEntry.reference)
)
_SUMS = (
    select(PaymentEntry.kind, func.sum(PaymentEntry.amount))
    .where(PaymentEntry.order_id == bindparam("order_id"))
    .group_by(PaymentEntry.kind)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Minor units, over all of an order's entries."""

    authorized: int
    captured: int
    refunded: int
    disputed: int
    lost: int


def append(
    db: Session, attempt: PaymentAttempt, facts: Iterable[Fact], *, source: str
) -> list[Fact]:
    """Book what is not booked yet, by (provider, reference). Returns the facts that were new."""
    known = {fact.reference: fact for fact in facts}
    if not known:
        return []
    rows = [
        {
            "id": uuid7(),
            "order_id": attempt.order_id,
            "attempt_id": attempt.id,
            "provider": attempt.provider,
            "kind": fact.kind,
            "reference": fact.reference,
            "amount": fact.amount.amount,
            "currency": fact.amount.currency,
            "source": source,
            "occurred_at": fact.occurred_at,
            "booked_at": now(),
        }
        for fact in known.values()
    ]
    statement = _APPEND_SQLITE if runtime().database.is_sqlite else _APPEND_POSTGRESQL
    added = db.execute(statement, rows).scalars()
    return [known[reference] for reference in added]


def money_of(db: Session, order_id: UUID) -> Sums:
    """What the ledger says of an order. Nothing else computes these."""
    sums: dict[str, int] = defaultdict(int)
    rows = db.execute(_SUMS, {"order_id": order_id})
    for kind, amount in rows:
        sums[kind] = int(amount)
    return Sums(
        authorized=max(sums["authorized"] - sums["voided"], 0),
        captured=sums["captured"],
        refunded=sums["refunded"] - sums["refund_failed"],
        disputed=sums["disputed"] - sums["dispute_won"] - sums["dispute_lost"],
        lost=sums["dispute_lost"],
    )


def payment_state(total: int, sums: Sums) -> str:
    """The stored column: unpaid, authorized, partly_paid, paid, partly_refunded, refunded, disputed,
    charged_back.
    """
    if sums.disputed > 0:
        return "disputed"
    if sums.captured - sums.refunded - sums.lost >= total:
        return "paid"  # also when it was charged twice, and once gave it back
    if sums.lost and sums.refunded + sums.lost >= sums.captured:
        return "charged_back"
    if sums.captured and sums.refunded >= sums.captured:
        return "refunded"
    if sums.refunded or sums.lost:
        return "partly_refunded"
    if sums.captured:
        return "partly_paid"
    return "authorized" if sums.authorized else "unpaid"
