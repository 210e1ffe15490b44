"""How the plugin does, without asking Stripe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shopwright import Context

from shopwright_stripe_payments.arrivals import arrivals
from shopwright_stripe_payments.connection import connection, webhook_secrets
from shopwright_stripe_payments.webhooks import address


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is in force, and what came. `realm` is empty without an account."""

    realm: str
    webhook_address: str
    webhook_secrets: int
    last_event_at: datetime | None
    last_event_type: str
    refused_in_a_row: int


def status_of(ctx: Context) -> Status:
    """As it is now."""
    account = connection(ctx.settings)
    found = arrivals(ctx, account.realm) if account else None
    return Status(
        realm=account.realm if account else "",
        webhook_address=address(ctx),
        webhook_secrets=len(webhook_secrets(ctx.settings, ctx.now())),
        last_event_at=found.last_at if found else None,
        last_event_type=found.last_type if found else "",
        refused_in_a_row=found.stale + found.forged if found else 0,
    )
