"""Counting: one row per order and promotion, and guarded counters beside it.

`take` runs in Prepare's transaction. Its guarded update locks the promotion's row, so nobody else
counts a use of it until that transaction ends: what a person has by then is counted exactly.
Everything is done once however often it is asked for, because the row of the order says what was.
Locks are taken in one order: the order's rows, then promotions by id, then the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shopwright import Context
from shopwright.commerce.orders import OrderDraft
from sqlalchemy import Row, bindparam, delete, func, insert, or_, select, update

from shopwright_promotions.errors import UsedUp
from shopwright_promotions.models import CODES, PROMOTIONS, USES
from shopwright_promotions.people import person_of

_OF_ORDER = (
    select(USES)
    .where(USES.c.order_id == bindparam("order_id"))
    .order_by(USES.c.promotion_id)
    .with_for_update()
)
_COUNT_PROMOTION = (
    update(PROMOTIONS)
    .where(
        PROMOTIONS.c.id == bindparam("key"),
        or_(PROMOTIONS.c.limit_total.is_(None), PROMOTIONS.c.used < PROMOTIONS.c.limit_total),
    )
    .values(used=PROMOTIONS.c.used + 1)
    .returning(PROMOTIONS.c.limit_per_customer)
)
_COUNT_CODE = (
    update(CODES)
    .where(
        CODES.c.code == bindparam("key"),
        or_(CODES.c.limit_total.is_(None), CODES.c.used < CODES.c.limit_total),
    )
    .values(used=CODES.c.used + 1)
    .returning(CODES.c.id)
)
_OF_PERSON = select(func.count()).where(
    USES.c.promotion_id == bindparam("promotion_id"),
    USES.c.person == bindparam("person"),
    USES.c.order_id != bindparam("order_id"),
    USES.c.state == "counted",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one order has of one promotion. `amount` is what it takes off, in minor units."""

    promotion_id: UUID
    code: str
    label: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """The order that uses promotions, and whose it is."""

    order_id: UUID
    cart_id: UUID
    person: str | None
    currency: str
    at: datetime


def count(ctx: Context, draft: OrderDraft) -> None:
    """Make the order's uses those of its discounts. Raises `UsedUp`."""
    taker = Taker(
        order_id=draft.order_id,
        cart_id=draft.cart_id,
        person=person_of(draft.customer_id, draft.email),
        currency=draft.total.currency,
        at=ctx.now(),
    )
    wanted = _wanted(ctx, draft)
    had = uses_of(ctx, draft.order_id)
    for promotion_id in sorted(wanted.keys() | had.keys()):
        _settle(ctx, taker, wanted.get(promotion_id), had.get(promotion_id))


def uses_of(ctx: Context, order_id: UUID) -> dict[UUID, Row[Any]]:
    """The order's rows by promotion, locked."""
    rows = ctx.db.execute(_OF_ORDER, {"order_id": order_id}).all()
    return {row.promotion_id: row for row in rows}


def _wanted(ctx: Context, draft: OrderDraft) -> Mapping[UUID, Wanted]:
    """What the order's discounts came of."""
    amounts: dict[str, int] = {}
    labels: dict[str, str] = {}
    for item in draft.discounts:
        if item.source == ctx.id:
            amounts[item.code] = amounts.get(item.code, 0) + item.amount.amount
            labels[item.code] = item.label
    if not amounts:
        return {}
    asked = select(CODES.c.code, CODES.c.promotion_id).where(CODES.c.code.in_(amounts))
    owners = {row.code: row.promotion_id for row in ctx.db.execute(asked)}
    found = [
        Wanted(
            promotion_id=owners.get(text) or _automatic(text, labels[text]),
            code=text if text in owners else "",
            label=labels[text],
            amount=amount,
        )
        for text, amount in amounts.items()
    ]
    return {item.promotion_id: item for item in found}


def _automatic(text: str, label: str) -> UUID:
    """The promotion itself. What is no id was a code when the total was worked out, and is gone."""
    try:
        return UUID(text)
    except ValueError:
        raise _used_up(text, label, None) from None


def _settle(ctx: Context, taker: Taker, wanted: Wanted | None, had: Row[Any] | None) -> None:
    """Bring one promotion's use by the order from what it was to what it shall be."""
    if had is not None:
        same = wanted is not None and (had.code, had.person) == (wanted.code, taker.person)
        if wanted is not None and same and had.state == "counted":
            stays = update(USES).where(USES.c.id == had.id)
            ctx.db.execute(stays.values(amount=wanted.amount, currency=taker.currency))
            return
        _uncount(ctx, had)
        ctx.db.execute(delete(USES).where(USES.c.id == had.id))
    if wanted is not None:
        if not take(ctx, wanted.promotion_id, wanted.code, taker.person, taker.order_id):
            raise _used_up(wanted.code, wanted.label, wanted.promotion_id)
        ctx.db.execute(insert(USES).values(**_row(taker, wanted)))


def _row(taker: Taker, wanted: Wanted) -> dict[str, Any]:
    return {
        "promotion_id": wanted.promotion_id,
        "code": wanted.code,
        "amount": wanted.amount,
        "order_id": taker.order_id,
        "cart_id": taker.cart_id,
        "person": taker.person,
        "currency": taker.currency,
        "state": "counted",
        "at": taker.at,
    }


def _used_up(code: str, label: str, promotion_id: UUID | None) -> UsedUp:
    name = f"The code {code}" if code else f"The offer “{label}”"
    return UsedUp(
        f"{name} has just been used up. Please check the total again.",
        extra={"code": code, "promotion_id": str(promotion_id) if promotion_id else None},
    )


def take(ctx: Context, promotion_id: UUID, code: str, person: str | None, order_id: UUID) -> bool:
    """Count one more use; False, and everything as it was, where a limit is reached."""
    row = ctx.db.execute(_COUNT_PROMOTION, {"key": promotion_id}).one_or_none()
    if row is None:
        return False
    if _has_enough(ctx, row.limit_per_customer, promotion_id, person, order_id):
        _give_promotion(ctx, promotion_id)
        return False
    if code and ctx.db.execute(_COUNT_CODE, {"key": code}).one_or_none() is None:
        _give_promotion(ctx, promotion_id)
        return False
    return True


def _has_enough(
    ctx: Context, limit: int | None, promotion_id: UUID, person: str | None, order_id: UUID
) -> bool:
    if limit is None:
        return False
    asked = {"promotion_id": promotion_id, "person": person, "order_id": order_id}
    return int(ctx.db.execute(_OF_PERSON, asked).scalar_one()) >= limit


def give_back(ctx: Context, use: Row[Any]) -> None:
    """The order was canceled: its use is somebody else's again."""
    _uncount(ctx, use)
    ctx.db.execute(update(USES).where(USES.c.id == use.id).values(state="returned"))


def _uncount(ctx: Context, use: Row[Any]) -> None:
    if use.state != "counted":
        return
    _give_promotion(ctx, use.promotion_id)
    if use.code:
        given = update(CODES).where(CODES.c.code == use.code)
        ctx.db.execute(given.values(used=CODES.c.used - 1))


def _give_promotion(ctx: Context, promotion_id: UUID) -> None:
    given = update(PROMOTIONS).where(PROMOTIONS.c.id == promotion_id)
    ctx.db.execute(given.values(used=PROMOTIONS.c.used - 1))


def reclaim(ctx: Context, use: Row[Any]) -> bool:
    """A canceled order was paid after all: count its use again, or note that it is beyond the limit."""
    counted = take(ctx, use.promotion_id, use.code, use.person, use.order_id)
    state = "counted" if counted else "beyond"
    ctx.db.execute(update(USES).where(USES.c.id == use.id).values(state=state))
    return counted
