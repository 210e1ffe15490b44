"""How orders move: one explicit table. "Paid" is never an order state, it is stored beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from shopwright.commerce.orders.errors import TransitionRefused
from shopwright.commerce.orders.hooks import (
    OrderTransition,
    OrderTransitioned,
    order_transition_validate,
    order_transitioning,
)
from shopwright.commerce.orders.models import Order, OrderNumber
from shopwright.commerce.orders.timeline import note
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.events.outbox import emit
from shopwright.platform.hooks import join, veto

State = Literal["pending", "awaiting_payment", "open", "completed", "canceled"]


@dataclass(frozen=True, slots=True)
class Move:
    """An edge of the table. `asked`: a person or rule may ask for it; else only facts bring it about."""

    asked: bool = False
    override: bool = False


MOVES: dict[tuple[str, str], Move] = {
    ("pending", "awaiting_payment"): Move(),
    ("pending", "open"): Move(override=True),
    ("pending", "canceled"): Move(asked=True),
    ("awaiting_payment", "open"): Move(override=True),
    ("awaiting_payment", "canceled"): Move(asked=True),
    ("open", "completed"): Move(override=True),
    ("open", "canceled"): Move(asked=True),
    ("completed", "open"): Move(override=True),
    ("canceled", "pending"): Move(),
    ("canceled", "open"): Move(),
}
_FIRST_NUMBER = 1000


def ask(db: Session, order: Order, to: State, *, reason: str, override: bool = False) -> None:
    """Move because somebody asked; plugins may veto, unless staff override with a reason.

    Raises `TransitionRefused` when the table has no such move.
    """
    draft = check(order, to, reason=reason, override=override)
    join(order_transitioning, draft)
    audit.record(f"order.{to}", "order", order.id, reason=reason, override=override)
    _move(db, order, to, reason=reason, automatic=False)


def check(order: Order, to: State, *, reason: str, override: bool) -> OrderTransition:
    """Whether `ask` would be refused, without moving anything."""
    move = MOVES.get((order.state, to))
    if move is None or not (move.asked or (override and move.override)):
        raise TransitionRefused(
            f"An order that is {order.state.replace('_', ' ')} cannot become {to}.",
            extra={"from": order.state, "to": to},
        )
    if override and not reason.strip():
        raise TransitionRefused("An override needs a reason; it is kept in the timeline.")
    draft = OrderTransition(
        order_id=order.id, from_state=order.state, to_state=to, reason=reason, override=override
    )
    if not override:
        veto(
            order_transition_validate,
            draft,
            code="transition_vetoed",
            message="This order cannot be moved now.",
        )
    return draft


def follow(db: Session, order: Order, to: State, *, reason: str) -> None:
    """Move because of a fact; nobody can veto it. Staying where it is is no move."""
    if order.state == to:
        return
    if (order.state, to) not in MOVES:
        raise TransitionRefused(f"A fact cannot move an order from {order.state} to {to}.")
    _move(db, order, to, reason=reason, automatic=True)


def _move(db: Session, order: Order, to: State, *, reason: str, automatic: bool) -> None:
    before = order.state
    order.state = to
    order.updated_at = now()
    if to == "completed":
        order.completed_at = order.updated_at
    if to == "canceled":
        order.canceled_at = order.updated_at
        order.cancel_reason = reason
    if to not in ("pending", "canceled"):
        place(db, order)
    note(
        db,
        order.id,
        "moved",
        f"{before.replace('_', ' ')} → {to.replace('_', ' ')}" + (f": {reason}" if reason else ""),
        data={"from": before, "to": to, "automatic": automatic},
        public=to in ("canceled", "completed"),
    )
    emit(
        OrderTransitioned(
            order_id=order.id,
            number=order.number,
            from_state=before,
            to_state=to,
            automatic=automatic,
            reason=reason,
        )
    )


def place(db: Session, order: Order) -> None:
    """Give the order its number and date, once."""
    if order.number is None:
        order.number = draw_number(db, order.id)
        order.placed_at = now()


def draw_number(db: Session, order_id: UUID) -> int:
    """The next order number: unique and short. Abandoned checkouts draw none."""
    statement = insert(OrderNumber).values(order_id=order_id).returning(OrderNumber.value)
    return _FIRST_NUMBER + db.execute(statement).scalar_one()
