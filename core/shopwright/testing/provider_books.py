"""A payment provider's own books against the shop's: the rules I4 and I5 of `invariants`.

A provider that tests can look into shows what really happened to the money as `ProviderBooks`; the
shop's ledger has to say the same, and every cent taken has to belong to one order or be given back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.models import PaymentAttempt, PaymentEntry
from shopwright.testing.violations import SHOWN, Rule, Violation

__all__ = ["ProviderBooks", "TakenMoney", "compare_books"]

_PLACED = ("awaiting_payment", "open", "completed")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenMoney:
    """One payment as the provider has it, in minor units. `reference` is the provider's own id.

    `attempt_id` is what the shop wrote beside it. `refunded` are refunds that succeeded, `returning`
    those that are on their way.
    """

    reference: str
    attempt_id: UUID | None
    currency: str
    captured: int
    refunded: int
    returning: int = 0


class ProviderBooks(Protocol):
    """What a provider knows of all payments that were made through it."""

    name: str

    def payments(self) -> Iterable[TakenMoney]:
        """Each payment once, also those of which nothing was taken."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ours:
    """One attempt, its order, and the sums of its ledger."""

    order_id: UUID
    order_state: str
    order_currency: str
    captured: int
    refunded: int


def compare_books(db: Session, books: ProviderBooks) -> Iterator[Violation]:
    """Every rule between the two books that is broken."""
    theirs, ours = list(books.payments()), _ours(db, books.name)
    yield from _homeless(theirs, ours)
    yield from _charged_twice(theirs, ours)
    yield from _different(theirs, ours)


def _ours(db: Session, provider: str) -> dict[UUID, _Ours]:
    def total(kind: str) -> Any:
        amount = case((PaymentEntry.kind == kind, PaymentEntry.amount), else_=0)
        return func.coalesce(func.sum(amount), 0)

    rows = db.execute(
        select(
            PaymentAttempt.id,
            Order.id.label("order_id"),
            Order.state,
            Order.currency,
            total("captured").label("captured"),
            (total("refunded") - total("refund_failed")).label("refunded"),
        )
        .join(Order, Order.id == PaymentAttempt.order_id)
        .outerjoin(PaymentEntry, PaymentEntry.attempt_id == PaymentAttempt.id)
        .where(PaymentAttempt.provider == provider)
        .group_by(PaymentAttempt.id, Order.id, Order.state, Order.currency)
    )
    return {
        row.id: _Ours(
            order_id=row.order_id,
            order_state=row.state,
            order_currency=row.currency,
            captured=int(row.captured),
            refunded=int(row.refunded),
        )
        for row in rows
    }


def _homeless(theirs: list[TakenMoney], ours: dict[UUID, _Ours]) -> Iterator[Violation]:
    lost = [
        _row(taken, ours)
        for taken in theirs
        if _kept(taken)
        and (taken.attempt_id not in ours or ours[taken.attempt_id].order_state not in _PLACED)
    ]
    yield from _violation("I4", "money was taken for no order, and is not given back", lost)


def _charged_twice(theirs: list[TakenMoney], ours: dict[UUID, _Ours]) -> Iterator[Violation]:
    by_order: dict[UUID, list[TakenMoney]] = defaultdict(list)
    for taken in theirs:
        if _kept(taken) and taken.attempt_id in ours:
            by_order[ours[taken.attempt_id].order_id].append(taken)
    twice = [
        _row(taken, ours)
        for payments in by_order.values()
        if len(payments) > 1
        for taken in payments
    ]
    yield from _violation("I4", "an order was paid for twice", twice)


def _different(theirs: list[TakenMoney], ours: dict[UUID, _Ours]) -> Iterator[Violation]:
    sums: dict[UUID, tuple[int, int]] = {
        attempt_id: (mine.captured, mine.refunded) for attempt_id, mine in ours.items()
    }
    wrong = []
    for taken in theirs:
        if taken.attempt_id not in ours:
            continue
        captured, refunded = sums[taken.attempt_id]
        sums[taken.attempt_id] = (captured - taken.captured, refunded - taken.refunded)
        if taken.captured and taken.currency != ours[taken.attempt_id].order_currency:
            wrong.append(_row(taken, ours))
    yield from _violation("I5", "the provider took another currency than the order's", wrong)
    apart = [
        {"attempt": str(attempt_id), "captured_too_much": captured, "refunded_too_much": refunded}
        for attempt_id, (captured, refunded) in sums.items()
        if captured or refunded
    ]
    yield from _violation("I5", "the ledger is not what the provider has", apart)


def _kept(taken: TakenMoney) -> bool:
    return taken.captured > taken.refunded + taken.returning


def _row(taken: TakenMoney, ours: dict[UUID, _Ours]) -> dict[str, Any]:
    mine = ours.get(taken.attempt_id) if taken.attempt_id else None
    return {
        "reference": taken.reference,
        "attempt": str(taken.attempt_id),
        "order": str(mine.order_id) if mine else None,
        "state": mine.order_state if mine else None,
        "taken": f"{taken.captured - taken.refunded} {taken.currency}",
    }


def _violation(rule: Rule, message: str, rows: list[dict[str, Any]]) -> Iterator[Violation]:
    if rows:
        yield Violation(rule=rule, message=message, rows=tuple(rows[:SHOWN]))
