"""Keeping who moved an order by hand, and why."""

from __future__ import annotations

from uuid import UUID

from shopwright import Context, current_actor
from shopwright.commerce.orders import OrderTransition
from sqlalchemy import select, update

from shopwright_house_rules.models import OrderMove


def keep_move(ctx: Context, move: OrderTransition) -> None:
    """Write it down in the move's own transaction: neither exists without the other."""
    actor = current_actor()
    ctx.db.add(
        OrderMove(
            order_id=move.order_id,
            from_state=move.from_state,
            to_state=move.to_state,
            reason=move.reason,
            override=move.override,
            actor=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
            at=ctx.now(),
        )
    )


def moves_of(ctx: Context, order_id: UUID) -> list[OrderMove]:
    """The kept moves of an order, the latest first."""
    statement = select(OrderMove).where(OrderMove.order_id == order_id)
    with ctx.read() as db:
        return list(db.scalars(statement.order_by(OrderMove.id.desc())))


def forget_customer(ctx: Context, customer_id: UUID) -> None:
    """Take a customer out of what is kept; that the order moved stays."""
    own = update(OrderMove).where(OrderMove.actor_id == customer_id)
    ctx.db.execute(own.values(actor_id=None, actor_label="", reason=""))
