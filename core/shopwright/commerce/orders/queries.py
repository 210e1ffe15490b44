"""Reading orders."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from shopwright.commerce.channels import channel_by_id
from shopwright.commerce.orders.errors import OrderNotFound
from shopwright.commerce.orders.models import (
    Fulfillment,
    FulfillmentLine,
    Order,
    OrderDiscount,
    OrderFee,
    OrderLine,
    OrderShipping,
    OrderTax,
    TimelineEntry,
)
from shopwright.commerce.orders.states import State
from shopwright.commerce.orders.types import OrderDetail, OrderFilter, OrderSummary
from shopwright.commerce.payments.models import PaymentAttempt, PaymentEntry, Refund
from shopwright.platform.db import read

M = TypeVar("M")
Sort = Literal["newest", "oldest"]
_COUNTED = 1000
_STATE = select(Order.state).where(Order.id == bindparam("order_id"))


def order_detail(order_id: UUID) -> OrderDetail:
    """One order with everything that belongs to it. Raises `OrderNotFound`."""
    with read() as db:
        order = db.get(Order, order_id)
        if order is None:
            raise OrderNotFound("There is no such order.")
        return OrderDetail(
            order=order,
            channel=channel_by_id(order.channel_id).handle,
            lines=_of(db, OrderLine, order_id, OrderLine.position),
            discounts=_of(db, OrderDiscount, order_id),
            fees=_of(db, OrderFee, order_id),
            taxes=_of(db, OrderTax, order_id),
            shipping=db.get(OrderShipping, order_id),
            fulfillments=_fulfillments(db, order_id),
            timeline=_of(db, TimelineEntry, order_id, TimelineEntry.at, TimelineEntry.id),
            attempts=_of(db, PaymentAttempt, order_id),
            entries=_of(db, PaymentEntry, order_id),
            refunds=_of(db, Refund, order_id),
        )


def order_state(order_id: UUID) -> State:
    """Where the order is now; an event about it may be late. Raises `OrderNotFound`."""
    with read() as db:
        state: State | None = db.scalar(_STATE, {"order_id": order_id})
    if state is None:
        raise OrderNotFound("There is no such order.")
    return state


def has_ordered(*, customer_id: UUID | None, email: str) -> bool:
    """Whether this customer, or for None this address, has placed an order that was not canceled."""
    who = Order.email == email if customer_id is None else Order.customer_id == customer_id
    placed = exists().where(who, Order.number.is_not(None), Order.state != "canceled")
    with read() as db:
        return bool(db.scalar(select(placed)))


def _of(db: Session, model: type[M], order_id: UUID, *order: Any) -> tuple[M, ...]:
    table: Any = model
    return tuple(
        db.scalars(
            select(model).where(table.order_id == order_id).order_by(*(order or (table.id,)))
        )
    )


def _fulfillments(
    db: Session, order_id: UUID
) -> tuple[tuple[Fulfillment, tuple[FulfillmentLine, ...]], ...]:
    rows = db.execute(
        select(Fulfillment, FulfillmentLine)
        .join(FulfillmentLine, FulfillmentLine.fulfillment_id == Fulfillment.id)
        .where(Fulfillment.order_id == order_id)
        .order_by(Fulfillment.number, FulfillmentLine.id)
    )
    heads: dict[UUID, Fulfillment] = {}
    lines: dict[UUID, list[FulfillmentLine]] = defaultdict(list)
    for head, line in rows:
        heads[head.id] = head
        lines[head.id].append(line)
    return tuple((head, tuple(lines[key])) for key, head in heads.items())


def list_orders(
    filters: OrderFilter,
    *,
    sort: Sort = "newest",
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> list[OrderSummary]:
    """Placed orders by when they were placed; the pages' cost does not grow with their number."""
    keys = tuple_(Order.placed_at, Order.id)
    statement = select(*_SUMMARY).where(Order.placed_at.is_not(None), *_conditions(filters))
    if after is not None:
        statement = statement.where(keys < after if sort == "newest" else keys > after)
    order = (
        (Order.placed_at.desc(), Order.id.desc())
        if sort == "newest"
        else (Order.placed_at, Order.id)
    )
    with read() as db:
        rows = db.execute(statement.order_by(*order).limit(limit)).mappings()
        return [OrderSummary(**row) for row in rows]


def count_orders(filters: OrderFilter) -> tuple[int, bool]:
    """How many match, exact up to 1,000: (1000, False) means there are more."""
    matching = (
        select(Order.id)
        .where(Order.placed_at.is_not(None), *_conditions(filters))
        .limit(_COUNTED + 1)
    )
    with read() as db:
        found = db.scalar(select(func.count()).select_from(matching.subquery())) or 0
    return min(found, _COUNTED), found <= _COUNTED


_SUMMARY = (
    Order.id,
    Order.number,
    Order.email,
    Order.customer_id,
    Order.state,
    Order.payment_state,
    Order.fulfillment_state,
    Order.review,
    Order.total,
    Order.currency,
    Order.placed_at,
    Order.created_at,
)


def _conditions(filters: OrderFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name in (
        "state",
        "payment_state",
        "fulfillment_state",
        "review",
        "customer_id",
        "channel_id",
    ):
        value = getattr(filters, name)
        if value is not None:
            found.append(getattr(Order, name) == value)
    if filters.placed_from is not None:
        found.append(Order.placed_at >= filters.placed_from)
    if filters.placed_until is not None:
        found.append(Order.placed_at < filters.placed_until)
    text = filters.text.strip().lstrip("#")
    if text.isascii() and text.isdigit() and len(text) < 18:
        found.append(or_(Order.number == int(text), Order.email == text))
    elif text:
        found.append(Order.email == text.lower())
    return found


def order_id_by_number(number: int) -> UUID:
    """The order with this number. Raises `OrderNotFound`."""
    with read() as db:
        found = db.scalar(select(Order.id).where(Order.number == number))
    if found is None:
        raise OrderNotFound(f"There is no order {number}.")
    return found
