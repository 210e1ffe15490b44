"""Writing promotions. Each change stands in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from shopwright import Context
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from shopwright_promotions.codes import draw
from shopwright_promotions.errors import (
    Archived,
    Automatic,
    CodeTaken,
    CodeUsed,
    LimitTooLow,
    PromotionNotFound,
)
from shopwright_promotions.models import CODES, PROMOTIONS
from shopwright_promotions.types import PromotionInput

_LIMIT_TOO_LOW = "{used} orders have this promotion already; the limit cannot be lower."
_BATCH = 1000


def create(ctx: Context, new: PromotionInput) -> UUID:
    """Make it; returns its id. Raises `CodeTaken`."""
    with _codes_are_unique(), ctx.transaction() as db:
        moment = ctx.now()
        values = _values(new) | {"created_at": moment, "updated_at": moment}
        made = insert(PROMOTIONS).values(**values).returning(PROMOTIONS.c.id)
        promotion_id: UUID = db.execute(made).scalar_one()
        _add_codes(ctx, promotion_id, new.codes, limit=None)
        ctx.audit("create", promotion_id, promotion=_summary(new))
    return promotion_id


def change(ctx: Context, promotion_id: UUID, new: PromotionInput) -> None:
    """Replace it by `new`; codes that were generated stay.

    Raises `PromotionNotFound`, `Archived`, `CodeTaken`, `CodeUsed` or `LimitTooLow`.
    """
    with _codes_are_unique(), ctx.transaction() as db:
        used = _lock(ctx, promotion_id).used
        if new.limit_total is not None and new.limit_total < used:
            raise LimitTooLow(_LIMIT_TOO_LOW.format(used=used), extra={"used": used})
        changed = update(PROMOTIONS).where(PROMOTIONS.c.id == promotion_id)
        db.execute(changed.values(**_values(new), updated_at=ctx.now()))
        _replace_codes(ctx, promotion_id, new)
        ctx.audit("change", promotion_id, promotion=_summary(new))


def archive(ctx: Context, promotion_id: UUID) -> None:
    """Take it out of use for good; what orders have of it stays. Again is fine."""
    with ctx.transaction() as db:
        row = _lock(ctx, promotion_id, archived=True)
        if row.archived_at is None:
            gone = update(PROMOTIONS).where(PROMOTIONS.c.id == promotion_id)
            db.execute(gone.values(archived_at=ctx.now(), enabled=False, revision=uuid4()))
            ctx.audit("archive", promotion_id, name=row.name)


def switch(ctx: Context, promotion_id: UUID, *, enabled: bool) -> None:
    """Enable or disable it. Raises `PromotionNotFound` or `Archived`."""
    with ctx.transaction() as db:
        row = _lock(ctx, promotion_id)
        if row.enabled != enabled:
            switched = update(PROMOTIONS).where(PROMOTIONS.c.id == promotion_id)
            values = {"enabled": enabled, "updated_at": ctx.now(), "revision": uuid4()}
            db.execute(switched.values(**values))
            ctx.audit("enable" if enabled else "disable", promotion_id, name=row.name)


def generate(
    ctx: Context, promotion_id: UUID, count: int, *, prefix: str = "", length: int = 10
) -> list[str]:
    """Make `count` codes that are good for one order each; returns them.

    Raises `PromotionNotFound`, `Archived` or `Automatic`.
    """
    with _codes_are_unique(), ctx.transaction():
        if _lock(ctx, promotion_id).automatic:
            raise Automatic("This promotion applies by itself; codes would do nothing.")
        codes: list[str] = []
        while len(codes) < count:
            drawn = {draw(prefix, length) for _ in range(min(_BATCH, count - len(codes)))}
            fresh = sorted(drawn - _known(ctx, drawn) - set(codes))
            _add_codes(ctx, promotion_id, fresh, limit=1)
            codes += fresh
        ctx.audit("generate", promotion_id, count=count)
    return codes


def remove_code(ctx: Context, promotion_id: UUID, code_id: UUID) -> None:
    """Remove a code that no order has. Raises `CodeUsed`; one that is gone is fine."""
    with ctx.transaction() as db:
        _lock(ctx, promotion_id, archived=True)
        own = (CODES.c.id == code_id, CODES.c.promotion_id == promotion_id)
        used = db.execute(select(CODES.c.used).where(*own).with_for_update()).scalar_one_or_none()
        if used:
            raise CodeUsed("Orders have this code; disable the promotion instead.")
        if used == 0:
            db.execute(delete(CODES).where(*own))
            ctx.audit("remove_code", promotion_id, code_id=str(code_id))


def _values(new: PromotionInput) -> dict[str, Any]:
    plain = new.model_dump(exclude={"codes", "conditions", "action"})
    return plain | {"terms": new.terms.model_dump_json(), "revision": uuid4()}


def _summary(new: PromotionInput) -> dict[str, Any]:
    return new.model_dump(mode="json", exclude={"codes"}) | {"codes": len(new.codes)}


def _lock(ctx: Context, promotion_id: UUID, *, archived: bool = False) -> Any:
    asked = select(PROMOTIONS).where(PROMOTIONS.c.id == promotion_id).with_for_update()
    row = ctx.db.execute(asked).one_or_none()
    if row is None:
        raise PromotionNotFound("There is no such promotion.")
    if row.archived_at is not None and not archived:
        raise Archived("This promotion is archived and cannot be changed; make a new one.")
    return row


def _replace_codes(ctx: Context, promotion_id: UUID, new: PromotionInput) -> None:
    """The shared codes become those of `new`; used ones cannot go."""
    shared = (CODES.c.promotion_id == promotion_id, CODES.c.limit_total.is_(None))
    rows = ctx.db.execute(select(CODES.c.code, CODES.c.used).where(*shared)).all()
    gone = {row.code: row.used for row in rows if row.code not in new.codes}
    for code, used in sorted(gone.items()):
        if used:
            raise CodeUsed(f"Orders have the code {code}; keep it, or disable the promotion.")
    if gone:
        ctx.db.execute(delete(CODES).where(*shared, CODES.c.code.in_(gone)))
    known = {row.code for row in rows}
    _add_codes(ctx, promotion_id, [code for code in new.codes if code not in known], limit=None)
    if (
        new.automatic
        and ctx.db.execute(
            select(func.count()).where(CODES.c.promotion_id == promotion_id)
        ).scalar_one()
    ):
        raise CodeUsed("It has generated codes, so it cannot become automatic; make a new one.")


def _add_codes(
    ctx: Context, promotion_id: UUID, codes: Sequence[str], *, limit: int | None
) -> None:
    moment = ctx.now()
    rows = [
        {"promotion_id": promotion_id, "code": code, "limit_total": limit, "created_at": moment}
        for code in dict.fromkeys(codes)
    ]
    if rows:
        ctx.db.execute(insert(CODES), rows)


def _known(ctx: Context, codes: Iterable[str]) -> set[str]:
    return set(ctx.db.execute(select(CODES.c.code).where(CODES.c.code.in_(codes))).scalars())


@contextmanager
def _codes_are_unique() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if "promotions_codes" not in str(error.orig):
            raise
        raise CodeTaken("Another promotion has one of these codes; choose others.") from error
