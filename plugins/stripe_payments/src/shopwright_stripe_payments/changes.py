"""What changed at Stripe since a moment: its own list of events, which does not depend on webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from uuid import UUID

from shopwright import Context

from shopwright_stripe_payments import saving
from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.connection import Connection
from shopwright_stripe_payments.errors import asking
from shopwright_stripe_payments.shapes import Charge, Event
from shopwright_stripe_payments.subjects import EVENTS, SET_UP, attempt_of


def changed_since(ctx: Context, account: Connection, moment: datetime) -> Iterator[UUID]:
    """Each attempt once, the latest change first. Raises `PaymentUnknown`.

    Cards that were saved without a payment are noted by the way.

    A page is read when it is reached, in eight seconds of its own: a month can have thousands.
    """
    told: set[UUID] = set()

    @cache
    def charge_of(charge_id: str) -> Charge:
        return Api(ctx, account).charge(charge_id)

    with asking():
        for event in _events(ctx, account, moment):
            shop_id = (event.data.object.metadata or {}).get("shop_id", ctx.shop.id)
            if event.livemode != account.livemode or shop_id != ctx.shop.id:
                continue
            if event.type == SET_UP:
                saving.note(ctx, account, event.data.object)
                continue
            found = attempt_of(event.data.object, charge_of)
            if found is not None and found not in told:
                told.add(found)
                yield found


def _events(ctx: Context, account: Connection, moment: datetime) -> Iterator[Event]:
    after, more = "", True
    while more:
        page, more = Api(ctx, account).events(moment, EVENTS, after=after)
        yield from page
        after, more = (page[-1].id, more) if page else ("", False)
