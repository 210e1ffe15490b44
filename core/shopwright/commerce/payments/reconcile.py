"""Reconciling: what providers know against what the shop has booked.

What the provider knows more is settled. What differs even then is shown to staff: no sum is ever
changed to fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import exists, select

from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.asking import look
from shopwright.commerce.payments.discrepancies import (
    Difference,
    Kind,
    replace_differences,
    report,
)
from shopwright.commerce.payments.hooks import payment_providers
from shopwright.commerce.payments.methods import CALLS
from shopwright.commerce.payments.models import PaymentAttempt, PaymentEntry, Refund
from shopwright.commerce.payments.queries import attempt_by_id, attempt_view, entries_of
from shopwright.commerce.payments.settling import book
from shopwright.commerce.payments.types import (
    RANK,
    AttemptView,
    EntryView,
    PaymentProvider,
    PaymentRefused,
    Seen,
)
from shopwright.commerce.pricing import Money
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import command, read
from shopwright.platform.errors import ShopError
from shopwright.platform.events.outbox import emit, enqueue
from shopwright.platform.hooks import PluginFailed, ask_provider, checked
from shopwright.platform.notices import StaffNotified
from shopwright.platform.runtime import runtime

RECONCILE = "payments.reconcile"
_COMPARED: tuple[Kind, ...] = ("state", "missing", "amount")
_QUIET = timedelta(hours=1)  # a refund of a canceled order may be under way
_log = structlog.get_logger()


def reconcile(since: datetime) -> int:
    """Compare what changed since then, provider by provider; returns how many payments.

    Call it outside of transactions. A provider that does not answer is left for the next pass.
    """
    looked = new = 0
    for plugin_id, provider in runtime().registry.described(payment_providers):
        for attempt_id in _changed(plugin_id, provider, since):
            looked += 1
            try:
                new += compare(provider.name, attempt_id)
            except ShopError as error:
                _log.info("a payment is left", attempt=str(attempt_id), code=error.code)
            except Exception:
                _log.exception("a payment could not be compared", attempt=str(attempt_id))
    new += replace_differences(tuple(_kept_money()), kinds=("canceled_order",))
    if new:
        _tell(new)
    return looked


@command()
def request_reconciliation() -> None:
    """Have a worker compare the last 30 days as soon as one is free."""
    audit.record("payment.reconcile", "payments", "all")
    enqueue(RECONCILE)


def compare(provider: str, attempt_id: UUID) -> int:
    """Settle one payment, and record what differs even then; returns how many differences are new."""
    attempt = attempt_by_id(attempt_id)
    if attempt is None:
        return report(_unknown(provider, attempt_id))
    seen = look(attempt)
    book(seen, source="reconciler")
    found = _differences(seen, attempt_view(attempt_id), entries_of(attempt_id))
    kinds = _COMPARED if seen.error else (*_COMPARED, "foreign")
    return replace_differences(tuple(found), kinds=kinds, attempt_id=attempt_id)


def _changed(plugin_id: str, provider: PaymentProvider, since: datetime) -> list[UUID]:
    """By the provider's own account; else all of ours that are young enough."""

    def ask() -> list[UUID] | None:
        changed = provider.changed_since(since)
        return None if changed is None else list(checked(list(changed), list[UUID]))

    try:
        theirs = ask_provider(
            payment_providers, plugin_id, ask, what=CALLS, answers=(PaymentRefused,), slow=600
        )
    except (PluginFailed, PaymentRefused):
        return []
    return _ours(provider.name, since) if theirs is None else list(dict.fromkeys(theirs))


def _ours(provider: str, since: datetime) -> list[UUID]:
    mine = select(PaymentAttempt.id).where(
        PaymentAttempt.provider == provider, PaymentAttempt.created_at >= since
    )
    with read() as db:
        return list(db.scalars(mine.order_by(PaymentAttempt.id)))


def _differences(
    seen: Seen, attempt: AttemptView, entries: Iterable[EntryView]
) -> Iterable[Difference]:
    """What settling did not bring together."""
    differs = partial(
        Difference, provider=attempt.provider, attempt_id=attempt.id, order_id=attempt.order_id
    )
    if RANK[seen.state] != RANK[attempt.state] and not seen.error:
        yield differs(kind="state", expected=seen.state, found=attempt.state)
    if not seen.facts:
        return  # it keeps no books
    theirs = {fact.reference: fact.amount for fact in seen.facts}
    for entry in entries:
        amount = theirs.get(entry.reference)
        if amount is None:
            said = "nothing of it"
            yield _of_entry(differs, "missing", entry, said)
        elif amount != entry.amount:
            yield _of_entry(differs, "amount", entry, str(amount))


def _of_entry(
    differs: partial[Difference], kind: str, entry: EntryView, expected: str
) -> Difference:
    return differs(
        kind=kind,
        reference=entry.reference,
        expected=expected,
        found=f"{entry.kind} {entry.amount}",
    )


def _unknown(provider: str, attempt_id: UUID) -> Difference:
    return Difference(
        provider=provider,
        attempt_id=attempt_id,
        order_id=None,
        kind="unknown",
        expected="that it is a payment of this shop",
        found="no such payment; it may be from after the last backup",
    )


def _kept_money() -> list[Difference]:
    """Canceled orders of which money is left, and nothing and nobody is about to give it back."""
    left = Order.captured_total - Order.refunded_total - Order.lost_total
    refunding = select(Refund.order_id).where(Refund.state == "pending")
    captured = exists().where(
        PaymentEntry.attempt_id == PaymentAttempt.id, PaymentEntry.kind == "captured"
    )
    statement = (
        select(PaymentAttempt.provider, PaymentAttempt.id, Order.id, left, Order.currency)
        .join(PaymentAttempt, PaymentAttempt.order_id == Order.id)
        .where(
            Order.state == "canceled",
            left > 0,
            ~Order.review,
            Order.updated_at < now() - _QUIET,
            Order.id.not_in(refunding),
            captured,
        )
    )
    with read() as db:
        return [
            Difference(
                provider=provider,
                attempt_id=attempt_id,
                order_id=order_id,
                kind="canceled_order",
                expected="that it was paid",
                found=f"a canceled order, of which {Money(amount, currency)} are left",
            )
            for provider, attempt_id, order_id, amount, currency in db.execute(statement)
        ]


@command()
def _tell(new: int) -> None:
    text = (
        f"{new} new difference(s) between the shop's books and those of payment providers were "
        "found. Nothing was changed. See them under payments, differences."
    )
    emit(StaffNotified(source="payments", title="The books of payments differ", text=text))
