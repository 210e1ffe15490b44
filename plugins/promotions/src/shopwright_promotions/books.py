"""Whether what was counted is what orders have: invariant I7. Differences are shown, not repaired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shopwright import Context
from sqlalchemy import Select, func, select

from shopwright_promotions.models import CODES, PROMOTIONS, USES


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A thing (a promotion's id, or a code) whose numbers do not agree."""

    rule: str
    subject: str
    found: int
    expected: int


def differences(ctx: Context) -> list[Difference]:
    """Counters that differ from the orders' rows, and limits that are exceeded."""
    return [*_counters(ctx), *_limits(ctx), *_people(ctx)]


def _counters(ctx: Context) -> Iterator[Difference]:
    for rule, subject, own, table in (
        ("promotion's counter", PROMOTIONS.c.id, USES.c.promotion_id, PROMOTIONS),
        ("code's counter", CODES.c.code, USES.c.code, CODES),
    ):
        counted = (
            select(own.label("subject"), func.count().label("uses"))
            .where(USES.c.state == "counted")
            .group_by(own)
            .subquery()
        )
        uses = func.coalesce(counted.c.uses, 0)
        asked = (
            select(subject.label("subject"), table.c.used.label("found"), uses.label("expected"))
            .outerjoin(counted, counted.c.subject == subject)
            .where(table.c.used != uses)
        )
        yield from _found(ctx, rule, asked)


def _limits(ctx: Context) -> Iterator[Difference]:
    for rule, subject, table in (
        ("promotion's limit", PROMOTIONS.c.id, PROMOTIONS),
        ("code's limit", CODES.c.code, CODES),
    ):
        limit = table.c.limit_total
        asked = select(
            subject.label("subject"), table.c.used.label("found"), limit.label("expected")
        )
        yield from _found(ctx, rule, asked.where(table.c.used > limit))


def _people(ctx: Context) -> Iterator[Difference]:
    """Also where somebody had more before the limit was lowered."""
    limit = PROMOTIONS.c.limit_per_customer
    asked = (
        select(
            PROMOTIONS.c.id.label("subject"), func.count().label("found"), limit.label("expected")
        )
        .join(USES, USES.c.promotion_id == PROMOTIONS.c.id)
        .where(USES.c.state == "counted", USES.c.person.is_not(None))
        .group_by(PROMOTIONS.c.id, limit, USES.c.person)
        .having(func.count() > limit)
    )
    yield from _found(ctx, "limit per customer", asked)


def _found(ctx: Context, rule: str, asked: Select[Any]) -> Iterator[Difference]:
    with ctx.read() as db:
        rows = db.execute(asked).all()
    for row in rows:
        yield Difference(
            rule=rule, subject=str(row.subject), found=row.found, expected=row.expected
        )
