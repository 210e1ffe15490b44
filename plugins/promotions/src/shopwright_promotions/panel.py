"""Beside an order: which promotion gave what."""

from __future__ import annotations

from uuid import UUID

from shopwright import Badge, Context, PanelContent, Table
from shopwright.commerce.pricing import Money
from sqlalchemy import select

from shopwright_promotions.models import PROMOTIONS, USES

_STATES = {
    "counted": Badge(text="counted", tone="ok"),
    "returned": Badge(text="given back"),
    "beyond": Badge(text="beyond the limit", tone="warn"),
}
_OF_ORDER = (
    select(PROMOTIONS.c.name, USES.c.code, USES.c.amount, USES.c.currency, USES.c.state)
    .join(PROMOTIONS, PROMOTIONS.c.id == USES.c.promotion_id)
    .order_by(USES.c.amount.desc(), PROMOTIONS.c.name)
)


def of_order(order_id: UUID, ctx: Context) -> PanelContent | None:
    """None for an order without any."""
    with ctx.read() as db:
        found = db.execute(_OF_ORDER.where(USES.c.order_id == order_id)).all()
    rows = tuple(
        (row.name, row.code or "automatic", Money(row.amount, row.currency), _STATES[row.state])
        for row in found
    )
    table = Table(columns=("Promotion", "Code", "Took off", "Its use is"), rows=rows)
    return PanelContent(blocks=(table,)) if rows else None
