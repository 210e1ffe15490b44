"""What the dashboard shows: a card about the connection, and a panel beside an order.

Both read what is stored here, and call nobody. Taking and giving back money is the orders' own.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from shopwright import (
    Badge,
    CardContent,
    Context,
    Fact,
    Facts,
    Link,
    Note,
    PanelContent,
    Table,
)
from shopwright.commerce.payments import (
    AttemptView,
    EntryView,
    OrderPayments,
    payments_of,
    standing_of,
)

from shopwright_stripe_payments.connection import Realm, connection, missing, webhook_secrets
from shopwright_stripe_payments.status import status_of
from shopwright_stripe_payments.subjects import NAME

_MODES: dict[Realm, Badge] = {
    "live": Badge(text="Live", tone="ok"),
    "test": Badge(text="Test mode", tone="info"),
    "stand_in": Badge(text="Demo", tone="info"),
}
_DASHBOARD: dict[Realm, str] = {
    "live": "https://dashboard.stripe.com/payments/",
    "test": "https://dashboard.stripe.com/test/payments/",
}
_ENDED = ("dispute_won", "dispute_lost")


def connection_card(ctx: Context) -> CardContent:
    """Which account is used, whether its webhooks come, and what staff have to look at."""
    account = connection(ctx.settings)
    if account is None:
        return CardContent(blocks=(Note(text=missing(ctx.settings)),))
    status, standing = status_of(ctx), standing_of(NAME)
    facts = Facts(
        facts=(
            Fact(label="Last event", value=status.last_event_at or "None came yet"),
            Fact(label="Open disputes", value=standing.disputed_orders),
            Fact(label="Differences in the books", value=standing.differences),
            Fact(label="Webhook address", value=status.webhook_address),
        )
    )
    warnings = []
    if not webhook_secrets(ctx.settings, ctx.now()):
        text = "There is no signing secret: webhooks are refused, and payments are found later."
        warnings.append(Note(text=text, tone="warn"))
    elif status.refused_in_a_row:
        text = f"{status.refused_in_a_row} webhooks in a row were refused. Ask Stripe's health."
        warnings.append(Note(text=text, tone="warn"))
    if standing.disputed_orders:
        text = (
            "Banks ask for money back: stop sending those orders, and answer in Stripe's dashboard."
        )
        warnings.append(Note(text=text, tone="warn"))
    return CardContent(blocks=(*warnings, facts), badge=_MODES[account.realm])


def order_panel(order_id: UUID, ctx: Context) -> PanelContent | None:
    """How an order was paid by Stripe; None for one that was not."""
    found = payments_of(order_id)
    attempts = [item for item in found.attempts if item.provider == NAME]
    if not attempts:
        return None
    last = attempts[-1]
    entries = [item for item in found.entries if item.attempt_id in {one.id for one in attempts}]
    blocks: list[Note | Facts | Table] = [*_warnings(last)]
    blocks.append(Facts(facts=tuple(_facts(last, entries, ctx))))
    if entries:
        rows = tuple(
            (item.occurred_at, item.kind.replace("_", " "), item.amount, item.source)
            for item in entries
        )
        blocks.append(Table(columns=("When", "What", "Amount", "Heard by"), rows=rows))
    return PanelContent(blocks=tuple(blocks), badge=_badge(last, entries, found))


def _warnings(last: AttemptView) -> Iterable[Note]:
    if last.error:
        yield Note(text=last.error, tone="warn")
    if last.risk is not None and last.risk.level != "normal":
        reasons = ", ".join(last.risk.reasons).replace("_", " ")
        yield Note(text=f"Stripe finds this payment risky: {reasons}", tone="warn")


def _facts(last: AttemptView, entries: list[EntryView], ctx: Context) -> Iterable[Fact]:
    if last.paid_with:
        yield Fact(label="Paid with", value=last.paid_with)
    if last.risk is not None:
        score = "" if last.risk.score is None else f" ({last.risk.score} of 100)"
        yield Fact(label="Risk", value=f"{last.risk.level}{score}")
    if last.state == "authorized" and last.capture_before is not None:
        yield Fact(label="Capture before", value=last.capture_before)
    charge = next((name for item in entries if (name := _charge(item))), "")
    account = connection(ctx.settings)
    address = _DASHBOARD.get(account.realm) if account else None
    if charge and address:
        yield Fact(label="At Stripe", value=Link(text=charge, url=address + charge))
    else:
        yield Fact(label="At Stripe", value=charge or last.reference or "not begun")


def _charge(entry: EntryView) -> str:
    name = entry.reference.partition(":")[2]
    return name if entry.kind in ("authorized", "captured") else ""


def _badge(last: AttemptView, entries: list[EntryView], found: OrderPayments) -> Badge:
    opened = sum(item.kind == "disputed" for item in entries)
    if opened > sum(item.kind in _ENDED for item in entries):
        return Badge(text="disputed", tone="error")
    if any(item.state == "pending" for item in found.refunds):
        return Badge(text="refund on its way", tone="info")
    tones = {"paid": "ok", "authorized": "info", "processing": "info", "failed": "warn"}
    return Badge(text=last.state, tone=tones.get(last.state, "neutral"))  # type: ignore[arg-type]
