"""Which promotions a cart has to look at: one statement, whatever their number, always fresh.

Only what shoppers read may be old; money is not. What is kept in memory is the parsed terms, by a
revision that is a new one after every edit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from shopwright import Context
from shopwright.commerce.cart import CartDraft
from sqlalchemy import Row, and_, bindparam, func, or_, select

from shopwright_promotions.codes import fold
from shopwright_promotions.models import Code, Promotion, Use
from shopwright_promotions.offers import Offer, Terms
from shopwright_promotions.people import person_of

_KEPT = 2000
_counted = Use.state == "counted"
# What this person has, in orders of other carts than this one.
_BEFORE = (
    select(func.count())
    .select_from(Use)
    .where(
        Use.promotion_id == Promotion.id,
        Use.person == bindparam("person"),
        Use.cart_id != bindparam("cart_id"),
        _counted,
    )
    .correlate(Promotion)
    .scalar_subquery()
)
_OWN = and_(Use.promotion_id == Promotion.id, Use.cart_id == bindparam("cart_id"), _counted)
# Built once: building it costs more than running it.
_CANDIDATES = (
    select(
        Promotion.id,
        Promotion.name,
        Promotion.label,
        Promotion.channels,
        Promotion.lane,
        Promotion.priority,
        Promotion.ends_at,
        Promotion.limit_total,
        Promotion.limit_per_customer,
        Promotion.used,
        Promotion.terms,
        Promotion.revision,
        Code.code,
        Code.limit_total.label("code_limit"),
        Code.used.label("code_used"),
        Use.id.is_not(None).label("is_own"),
        Use.code.label("own_code"),
        _BEFORE.label("before"),
    )
    .outerjoin(
        Code,
        and_(Code.promotion_id == Promotion.id, Code.code.in_(bindparam("codes", expanding=True))),
    )
    .outerjoin(Use, _OWN)
    .where(
        Promotion.enabled,
        Promotion.archived_at.is_(None),
        or_(Promotion.starts_at.is_(None), Promotion.starts_at <= bindparam("now")),
        or_(
            Code.id.is_not(None),
            and_(
                Promotion.automatic,
                or_(Promotion.ends_at.is_(None), Promotion.ends_at > bindparam("now")),
            ),
        ),
    )
    .order_by(Promotion.id)
)


class Candidates:
    """Finds them; keeps the terms that it has parsed."""

    def __init__(self) -> None:
        self._terms: dict[UUID, Terms] = {}

    def of(self, draft: CartDraft, ctx: Context, moment: datetime) -> list[Offer]:
        """Those by code in the order in which the codes were typed, then the automatic ones."""
        entered = _entered(draft.codes)
        asked: dict[str, Any] = {
            "codes": list(entered),
            "cart_id": draft.cart_id,
            "person": person_of(draft.customer_id, draft.email),
            "now": moment,
        }
        with ctx.read() as db:
            rows = db.execute(_CANDIDATES, asked).all()
        places = {code: place for place, code in enumerate(entered)}
        rows = sorted(rows, key=lambda row: places.get(row.code, len(places)))
        return [self._offer(row, entered) for row in rows]

    def _offer(self, row: Row[Any], entered: dict[str, str]) -> Offer:
        own = int(row.is_own)
        own_code = int(row.is_own and row.own_code == row.code)
        return Offer(
            id=row.id,
            code=row.code or str(row.id),
            entered=entered[row.code] if row.code else "",
            label=row.label or row.name,
            terms=self._parsed(row.revision, row.terms),
            channels=frozenset(row.channels),
            lane=row.lane,
            priority=row.priority,
            ends_at=row.ends_at,
            used_up=_reached(row.limit_total, row.used - own)
            or (row.code is not None and _reached(row.code_limit, row.code_used - own_code)),
            used_before=_reached(row.limit_per_customer, row.before),
        )

    def _parsed(self, revision: UUID, terms: str) -> Terms:
        found = self._terms.get(revision)
        if found is None:
            if len(self._terms) >= _KEPT:
                self._terms.clear()
            found = self._terms[revision] = Terms.model_validate_json(terms)
        return found


def _reached(limit: int | None, used: int) -> bool:
    return limit is not None and used >= limit


def _entered(codes: Iterable[str]) -> dict[str, str]:
    """Each code in its one spelling, with the one in which it was typed first."""
    entered: dict[str, str] = {}
    for code in codes:
        entered.setdefault(fold(code), code)
    return entered
