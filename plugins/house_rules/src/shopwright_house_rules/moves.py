"""Keeping who moved an order by hand, and why."""

from __future__ import annotations

from uuid import UUID

from shopwright import Context, PanelContent, Table, current_actor
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


def moves_panel(order_id: UUID, ctx: Context) -> PanelContent | None:
    """The kept moves of an order, for the dashboard; None when there are none."""
    rows = tuple(
        (move.at, f"{move.from_state} → {move.to_state}", move.actor_label, move.reason)
        for move in moves_of(ctx, order_id)
    )
    table = Table(columns=("When", "Move", "By", "Reason"), rows=rows)
    return PanelContent(blocks=(table,)) if rows else None


def forget_customer(ctx: Context, customer_id: UUID) -> None:
    """Take a customer out of what is kept; that the order moved stays."""
    own = update(OrderMove).where(OrderMove.actor_id == customer_id)
    ctx.db.execute(own.values(actor_id=None, actor_label="", reason=""))
