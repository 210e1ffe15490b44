"""Refunding by line: what units cost, and what happens to them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopwright.commerce.inventory.shipping import restock as restock_units
from shopwright.commerce.orders.errors import NotEnoughUnits
from shopwright.commerce.orders.models import Fulfillment, FulfillmentLine, Order, OrderLine
from shopwright.platform.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    """Units of one line."""

    line_id: UUID
    quantity: int


def price_lines(db: Session, order: Order, lines: tuple[RefundLine, ...]) -> int:
    """What the units cost, in minor units, tax included.

    Computed from what is left after the units refunded before, so that refunding a line unit by
    unit gives back exactly its total.
    """
    rows = _rows(db, order, lines)
    return sum(
        _share(rows[line.line_id], rows[line.line_id].refunded + line.quantity)
        - _share(rows[line.line_id], rows[line.line_id].refunded)
        for line in lines
    )


def _share(row: OrderLine, units: int) -> int:
    return row.total * units // row.quantity


def _rows(db: Session, order: Order, lines: tuple[RefundLine, ...]) -> dict[UUID, OrderLine]:
    rows = {
        row.id: row for row in db.scalars(select(OrderLine).where(OrderLine.order_id == order.id))
    }
    problems = [
        Problem(
            code="not_enough_units",
            message="More units than the line has left to refund.",
            field=f"lines.{index}.quantity",
        )
        for index, line in enumerate(lines)
        if line.line_id not in rows
        or not 0 < line.quantity <= rows[line.line_id].quantity - rows[line.line_id].refunded
    ]
    if problems or len({line.line_id for line in lines}) != len(lines):
        raise NotEnoughUnits("These units cannot be refunded.", problems=tuple(problems))
    return rows


def apply_refund_lines(
    db: Session, order: Order, lines: tuple[RefundLine, ...], *, restock: bool
) -> None:
    """Count the units as refunded, and put shipped ones back on hand when asked."""
    if not lines:
        return
    rows = _rows(db, order, lines)
    for line in lines:
        rows[line.line_id].refunded += line.quantity
    if restock:
        back = _levels_to_restock(db, order.id, {line.line_id: line.quantity for line in lines})
        restock_units(db, back, reference=f"order:{order.id}")


def _levels_to_restock(db: Session, order_id: UUID, quantities: dict[UUID, int]) -> dict[UUID, int]:
    """Where units of the lines were taken from, at most as many as are refunded."""
    shipped = db.execute(
        select(FulfillmentLine.order_line_id, FulfillmentLine.level_id, FulfillmentLine.quantity)
        .join(Fulfillment, Fulfillment.id == FulfillmentLine.fulfillment_id)
        .where(
            Fulfillment.order_id == order_id,
            Fulfillment.state != "canceled",
            FulfillmentLine.order_line_id.in_(quantities),
            FulfillmentLine.level_id.is_not(None),
        )
        .order_by(FulfillmentLine.id.desc())
    )
    left = dict(quantities)
    back: dict[UUID, int] = defaultdict(int)
    for line_id, level_id, quantity in shipped:
        assert level_id is not None
        units = min(left[line_id], quantity)
        back[level_id] += units
        left[line_id] -= units
    return {level_id: units for level_id, units in back.items() if units}
