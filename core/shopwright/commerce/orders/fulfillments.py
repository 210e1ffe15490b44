"""Sending goods: partial fulfillments with tracking, delivery, and taking one back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopwright.commerce.inventory.holds import allocate
from shopwright.commerce.inventory.shipping import Taken, ship, unship
from shopwright.commerce.orders.errors import CannotFulfill, FulfillmentNotFound, NotEnoughUnits
from shopwright.commerce.orders.hooks import OrderFulfilled, ShipmentDelivered, ShipmentShipped
from shopwright.commerce.orders.invoices import owe_invoice
from shopwright.commerce.orders.locks import lock_order_and_cart
from shopwright.commerce.orders.models import Fulfillment, FulfillmentLine, Order, OrderLine
from shopwright.commerce.orders.progress import (
    complete_if_done,
    is_being_screened,
    store_fulfillment_state,
)
from shopwright.commerce.orders.states import follow
from shopwright.commerce.orders.timeline import note
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.errors import Problem
from shopwright.platform.events.outbox import emit
from shopwright.platform.ids import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillLine:
    """Units of one line that are sent."""

    line_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """How the shopper follows the parcel."""

    carrier: str = ""
    number: str = ""
    url: str = ""


@command()
def fulfill(
    order_id: UUID,
    lines: tuple[FulfillLine, ...] = (),
    *,
    tracking: Tracking | None = None,
    location_id: UUID | None = None,
    override_reason: str = "",
) -> UUID:
    """Send units of an open order; without `lines`, all that is left. Returns the fulfillment's id.

    A disputed order, one under review or being screened, or one whose money is not promised or was
    lost is sent only with an `override_reason`, which is kept. Raises `CannotFulfill`,
    `NotEnoughUnits` or `NotAllocated`.
    """
    db = session()
    order = lock_order_and_cart(db, order_id)
    _check_sendable(order, override_reason)
    if override_reason.strip():
        note(db, order_id, "override", f"Sent all the same: {override_reason}")
    rows = _lines(db, order_id)
    chosen = _choose(rows, lines)
    taken = _take(db, order, chosen, location_id)
    row = _write(db, order, chosen, taken, tracking or Tracking(), location_id)
    for line, quantity in chosen:
        line.fulfilled += quantity
    _sent(db, order, row, chosen)
    audit.record(
        "order.fulfill", "order", order_id, fulfillment=row.number, override=override_reason
    )
    return row.id


def _check_sendable(order: Order, override_reason: str) -> None:
    if order.state not in ("open", "awaiting_payment"):
        raise CannotFulfill(f"An order that is {order.state.replace('_', ' ')} cannot be sent.")
    obstacles = _obstacles(order)
    if obstacles and not override_reason.strip():
        raise CannotFulfill(
            f"The order cannot be sent: {' and '.join(obstacles)}. Give a reason to send it anyway."
        )


def _obstacles(order: Order) -> list[str]:
    """What only a person may pass over, with a reason."""
    obstacles = []
    if order.payment_state == "disputed":
        obstacles.append("its payment is disputed")
    if order.payment_state == "charged_back":
        obstacles.append("its payment was lost in a dispute")
    if order.review:
        obstacles.append("it needs a look first")
    if is_being_screened(order):
        obstacles.append("it is being screened for fraud")
    if order.state == "awaiting_payment":
        obstacles.append("it is not paid yet")
    return obstacles


def _lines(db: Session, order_id: UUID) -> dict[UUID, OrderLine]:
    rows = db.scalars(
        select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.position)
    )
    return {row.id: row for row in rows}


def _choose(
    rows: dict[UUID, OrderLine], lines: tuple[FulfillLine, ...]
) -> list[tuple[OrderLine, int]]:
    if not lines:
        chosen = [
            (row, row.quantity - row.canceled - row.fulfilled)
            for row in rows.values()
            if row.requires_shipping
        ]
        chosen = [(row, quantity) for row, quantity in chosen if quantity]
        if not chosen:
            raise CannotFulfill("Everything of this order was sent already.")
        return chosen
    problems = []
    for index, line in enumerate(lines):
        row = rows.get(line.line_id)
        left = row.quantity - row.canceled - row.fulfilled if row else 0
        if not 0 < line.quantity <= left:
            message = f"{left} units of this line are left to send."
            field = f"lines.{index}.quantity"
            problems.append(Problem(code="not_enough_units", message=message, field=field))
    if len({line.line_id for line in lines}) != len(lines):
        problems.append(Problem(code="duplicate", message="A line is named twice.", field="lines"))
    if problems:
        raise NotEnoughUnits("These units cannot be sent.", problems=problems)
    return [(rows[line.line_id], line.quantity) for line in lines]


def _take(
    db: Session,
    order: Order,
    chosen: list[tuple[OrderLine, int]],
    location_id: UUID | None,
) -> list[Taken]:
    """Take the units out of stock; those that were bought uncounted come from nowhere."""
    if order.state == "awaiting_payment":
        # sent before it was paid, by a person's decision: the promise becomes an allocation
        allocate(db, order.id)
    units: dict[UUID, int] = defaultdict(int)
    for line, quantity in chosen:
        units[line.variant_id] += quantity
    return ship(db, order.id, units, location_id=location_id, reference=f"order:{order.id}")


def _write(
    db: Session,
    order: Order,
    chosen: list[tuple[OrderLine, int]],
    taken: list[Taken],
    tracking: Tracking,
    location_id: UUID | None,
) -> Fulfillment:
    count = db.scalar(select(func.count()).where(Fulfillment.order_id == order.id)) or 0
    row = Fulfillment(
        id=uuid7(),
        order_id=order.id,
        number=count + 1,
        location_id=location_id,
        carrier=tracking.carrier,
        tracking_number=tracking.number,
        tracking_url=tracking.url,
    )
    db.add(row)
    db.flush()
    for line_id, level_id, quantity in _assign(chosen, taken):
        db.add(
            FulfillmentLine(
                id=uuid7(),
                fulfillment_id=row.id,
                order_line_id=line_id,
                level_id=level_id,
                quantity=quantity,
            )
        )
    return row


def _assign(
    chosen: list[tuple[OrderLine, int]], taken: list[Taken]
) -> list[tuple[UUID, UUID | None, int]]:
    """Which line's units came from which level: two lines may share a variant."""
    stock: dict[UUID, list[list[object]]] = defaultdict(list)
    for item in taken:
        stock[item.variant_id].append([item.level_id, item.quantity])
    assigned: list[tuple[UUID, UUID | None, int]] = []
    for line, quantity in chosen:
        left = quantity
        for place in stock[line.variant_id]:
            level_id, there = place
            units = min(left, int(str(there)))
            if units:
                assigned.append((line.id, level_id, units))  # type: ignore[arg-type]
                place[1] = int(str(there)) - units
                left -= units
        if left:
            assigned.append((line.id, None, left))
    return assigned


def _sent(db: Session, order: Order, row: Fulfillment, chosen: list[tuple[OrderLine, int]]) -> None:
    store_fulfillment_state(db, order)
    complete = order.fulfillment_state == "fulfilled"
    units = sum(quantity for _, quantity in chosen)
    note(
        db,
        order.id,
        "shipped",
        f"{units} {'unit' if units == 1 else 'units'} sent"
        + (f" with {row.carrier}" if row.carrier else ""),
        data={"fulfillment": row.number, "tracking_number": row.tracking_number},
        public=True,
    )
    emit(
        ShipmentShipped(
            order_id=order.id,
            number=order.number,
            email=order.email,
            locale=order.locale,
            fulfillment_id=row.id,
            carrier=row.carrier,
            tracking_number=row.tracking_number,
            tracking_url=row.tracking_url,
            lines=tuple((_title(line), quantity) for line, quantity in chosen),
            complete=complete,
        )
    )
    owe_invoice(order)
    if complete:
        emit(OrderFulfilled(order_id=order.id, number=order.number, email=order.email))
    complete_if_done(db, order)


def _title(line: OrderLine) -> str:
    return f"{line.title} ({line.variant_title})" if line.variant_title else line.title


def _lock_fulfillment(db: Session, order_id: UUID, fulfillment_id: UUID) -> Fulfillment:
    row = db.get(Fulfillment, fulfillment_id, with_for_update=True)
    if row is None or row.order_id != order_id:
        raise FulfillmentNotFound("The order has no such fulfillment.")
    if row.state == "canceled":
        raise CannotFulfill("This fulfillment was canceled.")
    return row


@command()
def set_tracking(order_id: UUID, fulfillment_id: UUID, tracking: Tracking) -> None:
    """Correct how a parcel is followed."""
    db = session()
    lock_order_and_cart(db, order_id)
    row = _lock_fulfillment(db, order_id, fulfillment_id)
    row.carrier, row.tracking_number, row.tracking_url = (
        tracking.carrier,
        tracking.number,
        tracking.url,
    )
    note(db, order_id, "tracking", f"Tracking of parcel {row.number} changed.", public=True)
    audit.record("order.tracking", "order", order_id, fulfillment=row.number)


@command()
def mark_delivered(order_id: UUID, fulfillment_id: UUID) -> None:
    """The parcel arrived. Telling it twice changes nothing."""
    db = session()
    order = lock_order_and_cart(db, order_id)
    row = _lock_fulfillment(db, order_id, fulfillment_id)
    if row.state == "delivered":
        return
    row.state, row.delivered_at = "delivered", now()
    db.flush()
    others = db.scalar(
        select(func.count()).where(Fulfillment.order_id == order_id, Fulfillment.state == "shipped")
    )
    if order.fulfillment_state == "fulfilled" and not others:
        order.fulfillment_state = "delivered"
    note(db, order_id, "delivered", f"Parcel {row.number} was delivered.", public=True)
    emit(
        ShipmentDelivered(
            order_id=order_id,
            number=order.number,
            email=order.email,
            locale=order.locale,
            fulfillment_id=fulfillment_id,
        )
    )
    complete_if_done(db, order)


@command()
def cancel_fulfillment(order_id: UUID, fulfillment_id: UUID, *, reason: str = "") -> None:
    """The parcel never left: its units are on hand and allocated again."""
    db = session()
    order = lock_order_and_cart(db, order_id)
    row = _lock_fulfillment(db, order_id, fulfillment_id)
    if row.state == "delivered":
        raise CannotFulfill("A delivered parcel cannot be taken back; refund it instead.")
    lines = _lines(db, order_id)
    sent = db.scalars(
        select(FulfillmentLine).where(FulfillmentLine.fulfillment_id == fulfillment_id)
    ).all()
    taken = [
        Taken(
            variant_id=lines[item.order_line_id].variant_id,
            level_id=item.level_id,
            quantity=item.quantity,
        )
        for item in sent
        if item.level_id is not None
    ]
    if taken:
        unship(db, order_id, taken, reference=f"order:{order_id}")
    for item in sent:
        lines[item.order_line_id].fulfilled -= item.quantity
    row.state, row.canceled_at = "canceled", now()
    store_fulfillment_state(db, order)
    if order.state == "completed":
        follow(db, order, "open", reason="a parcel was taken back")
    note(db, order_id, "fulfillment_canceled", f"Parcel {row.number} was taken back. {reason}")
    audit.record("order.fulfillment_cancel", "order", order_id, fulfillment=row.number)
