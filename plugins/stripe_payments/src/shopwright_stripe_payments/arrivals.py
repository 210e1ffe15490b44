"""How webhooks do: when the last one was believed, and an alert when they are refused in a row."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from shopwright import Context
from sqlalchemy import or_, select, update

from shopwright_stripe_payments.models import Arrivals

STALE_IN_A_ROW = 3
FORGED_IN_A_ROW = 20
_OFTEN_ENOUGH = timedelta(seconds=10)
_FLUSH_SECONDS = 1.0
_STALE = (
    "Stripe's webhooks come too late",
    f"{STALE_IN_A_ROW} webhooks in a row were signed more than five minutes ago, so they were "
    "refused. Usually the server's clock is wrong. Payments are still found, by asking Stripe.",
)
_FORGED = (
    "Webhooks with a wrong signature come in",
    f"{FORGED_IN_A_ROW} webhooks in a row were not signed by Stripe. If you changed the signing "
    "secret there, enter it here as well; else somebody is trying to deceive the shop, in vain.",
)


def arrivals(ctx: Context, realm: str) -> Arrivals | None:
    """How they do in a realm."""
    with ctx.read() as db:
        found: Arrivals | None = db.scalars(
            select(Arrivals).where(Arrivals.realm == realm)
        ).one_or_none()
    return found


def believed(ctx: Context, realm: str, kind: str) -> None:
    """One came. It is noted every few seconds only: many come at once, and one row would hold them up."""
    due = or_(
        Arrivals.last_at.is_(None),
        Arrivals.last_at < ctx.now() - _OFTEN_ENOUGH,
        Arrivals.stale > 0,
        Arrivals.forged > 0,
    )
    with ctx.read() as db:
        if db.scalars(select(Arrivals.realm).where(Arrivals.realm == realm, due)).first() is None:
            return
    values = {"last_at": ctx.now(), "last_type": kind, "stale": 0, "forged": 0}
    with ctx.transaction(settles=False) as db:
        db.execute(update(Arrivals).where(Arrivals.realm == realm).values(**values))


class Doorkeeper:
    """Counts what was refused. Forged ones are gathered, so that a flood of them writes little."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._gathered = 0
        self._flushed_at = 0.0

    def stale(self, ctx: Context, realm: str) -> None:
        """Signed by Stripe, but too old: staff hear of the third in a row."""
        with ctx.transaction(settles=False) as db:
            counted = db.execute(
                update(Arrivals)
                .where(Arrivals.realm == realm)
                .values(stale=Arrivals.stale + 1, refused_at=ctx.now())
                .returning(Arrivals.stale)
            ).scalar_one()
            if counted == STALE_IN_A_ROW:
                ctx.notify_staff(*_STALE)

    def forged(self, ctx: Context, realm: str) -> None:
        """Signed by somebody else, or with a secret that is not here: staff hear of bursts."""
        with self._lock:
            self._gathered += 1
            moment = time.monotonic()
            if self._gathered < FORGED_IN_A_ROW and moment - self._flushed_at < _FLUSH_SECONDS:
                return
            count, self._gathered, self._flushed_at = self._gathered, 0, moment
        with ctx.transaction(settles=False) as db:
            total = db.execute(
                update(Arrivals)
                .where(Arrivals.realm == realm)
                .values(forged=Arrivals.forged + count, refused_at=ctx.now())
                .returning(Arrivals.forged)
            ).scalar_one()
            if total - count < FORGED_IN_A_ROW <= total:
                ctx.notify_staff(*_FORGED)
