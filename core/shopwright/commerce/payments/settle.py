"""Settling: turning what a provider knows into what we know.

The return page, the webhook, the sweepers and the staff's button all end in `book`; whoever comes
second finds it done. The network is used outside of transactions only.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.cart.commands import lock_cart
from shopwright.commerce.customers.types import Address
from shopwright.commerce.orders.locks import lock_order
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments import booking, ledger
from shopwright.commerce.payments.discrepancies import Difference, report
from shopwright.commerce.payments.errors import AttemptNotFound, PaymentDeclined, PaymentPending
from shopwright.commerce.payments.hooks import payment_providers
from shopwright.commerce.payments.methods import plugin_of, provider_named
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.commerce.payments.queries import attempt_view
from shopwright.commerce.payments.types import (
    RANK,
    AttemptView,
    PaymentForeign,
    PaymentRefused,
    PaymentRequest,
    Seen,
    Settlement,
    next_action_json,
    next_action_of,
    risk_json,
)
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.hooks import PluginFailed, ask_provider, checked
from shopwright.platform.network import check_network

_SLOW_SECONDS = 10.0  # what a provider may take; more is noted
_OWNERS = (
    select(Order.id, Order.cart_id)
    .join(PaymentAttempt, PaymentAttempt.order_id == Order.id)
    .where(PaymentAttempt.id == bindparam("attempt_id"))
)
_LOCK_ATTEMPT = (
    select(PaymentAttempt)
    .where(PaymentAttempt.id == bindparam("attempt_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def start(attempt_id: UUID) -> Settlement:
    """Ask the provider to begin; the same attempt may be started again, with the same effect.

    Raises `PaymentDeclined`, or `PaymentPending` when the provider did not answer.
    """
    attempt = attempt_view(attempt_id)
    request = _request(attempt)
    seen = ask(attempt, lambda: provider_named(attempt.provider).start(request))
    settlement = book(seen, source="start")
    if settlement.attempt_state == "failed":
        raise PaymentDeclined(seen.error or "The payment was declined; try another way to pay.")
    return settlement


def settle(attempt_id: UUID, *, source: str) -> Settlement:
    """Look at the provider, and book what is there."""
    attempt = attempt_view(attempt_id)
    seen = ask(attempt, lambda: provider_named(attempt.provider).fetch(attempt))
    return book(seen, source=source)


def void(attempt_id: UUID, *, source: str) -> Settlement:
    """Have the provider close the attempt; when it is too late for that, book the success."""
    attempt = attempt_view(attempt_id)
    seen = ask(attempt, lambda: provider_named(attempt.provider).void(attempt))
    return book(seen, source=source)


def ask(attempt: AttemptView, call: Callable[[], Seen]) -> Seen:
    """Call a provider. A refusal is a fact; silence, or an error of the plugin's, is none: what
    happened is unknown, and `PaymentPending` is raised. What is another shop's changes nothing.
    """
    check_network(f"the payment provider '{attempt.provider}'")
    plugin_id = plugin_of(attempt.provider)
    try:
        return ask_provider(
            payment_providers,
            plugin_id,
            lambda: checked(call(), Seen),
            answers=(PaymentRefused, PaymentForeign),
            slow=_SLOW_SECONDS,
        )
    except PaymentRefused as error:
        return Seen(
            attempt_id=attempt.id, order_id=attempt.order_id, state="failed", error=str(error)
        )
    except PaymentForeign as error:
        _alert_foreign(attempt.provider, attempt.id, attempt.order_id, str(error))
        return Seen(
            attempt_id=attempt.id, order_id=attempt.order_id, state="creating", error=str(error)
        )
    except PluginFailed as error:
        _touch(attempt.id, str(error.__cause__))
        raise PaymentPending(
            "We are checking your payment. You need not pay again; we will tell you.",
            retry_after=10,
            extra={"order_id": str(attempt.order_id)},
        ) from error


def _alert_foreign(provider: str, attempt_id: UUID, order_id: UUID, found: str) -> None:
    report(
        Difference(
            provider=provider,
            attempt_id=attempt_id,
            order_id=order_id,
            kind="foreign",
            expected=found,
            found="a payment of its own, to which nothing was booked",
        ),
        notice="A payment is another shop's",
    )


@command()
def _touch(attempt_id: UUID, error: str) -> None:
    session().execute(
        update(PaymentAttempt)
        .where(PaymentAttempt.id == attempt_id)
        .values(touched_at=now(), error=error[:500])
    )


def _request(attempt: AttemptView) -> PaymentRequest:
    with read() as db:
        order, row = db.get_one(Order, attempt.order_id), db.get_one(PaymentAttempt, attempt.id)
        return PaymentRequest(
            attempt=attempt,
            order_number=order.number,
            email=order.email,
            billing_address=Address.from_dict(order.billing_address),
            shipping_address=Address.from_dict(order.shipping_address)
            if order.shipping_address
            else None,
            locale=order.locale,
            return_url=row.return_url,
            cancel_url=row.cancel_url,
            customer_id=order.customer_id,
            options=MappingProxyType(dict(row.options)),
        )


@command(durable=True)
def book(seen: Seen, *, source: str) -> Settlement:
    """Record what was seen and move the order by it. Idempotent: facts are a set, states have ranks."""
    db = session()
    order, attempt = _lock(db, seen.attempt_id)
    if seen.order_id != order.id:
        found = f"that it is for the order {seen.order_id}"
        _alert_foreign(attempt.provider, attempt.id, order.id, found)
        return _settlement(order, attempt, ())
    new_facts = ledger.append(db, attempt, seen.facts, source=source)
    advanced = _advance(attempt, seen)
    refunds: tuple[UUID, ...] = ()
    if new_facts or advanced:
        refunds = booking.apply(
            db, order, attempt, seen, new_facts, advanced=advanced, source=source
        )
    db.flush()
    return _settlement(order, attempt, refunds)


def _lock(db: Session, attempt_id: UUID) -> tuple[Order, PaymentAttempt]:
    """Cart, order, attempt: the order of locks everywhere."""
    found = db.execute(_OWNERS, {"attempt_id": attempt_id}).one_or_none()
    if found is None:
        raise AttemptNotFound("There is no such payment.")
    lock_cart(db, found.cart_id)
    order = lock_order(db, found.id)
    return order, db.scalars(_LOCK_ATTEMPT, {"attempt_id": attempt_id}).one()


def _advance(attempt: PaymentAttempt, seen: Seen) -> bool:
    """Forward only: an old picture after a new one changes nothing."""
    attempt.touched_at = now()
    attempt.reference = seen.reference or attempt.reference
    if RANK[seen.state] < RANK[attempt.state]:
        return False
    attempt.error = seen.error or None
    attempt.next_action = next_action_json(seen.next_action) or attempt.next_action
    attempt.deadline = seen.deadline or attempt.deadline
    attempt.capture_before = seen.capture_before or attempt.capture_before
    attempt.paid_with = seen.paid_with or attempt.paid_with
    attempt.risk = risk_json(seen.risk) or attempt.risk
    if RANK[seen.state] == RANK[attempt.state]:
        return False
    attempt.state = seen.state
    return True


def _settlement(order: Order, attempt: PaymentAttempt, refunds: tuple[UUID, ...]) -> Settlement:
    return Settlement(
        order_id=order.id,
        attempt_id=attempt.id,
        order_state=order.state,
        payment_state=order.payment_state,
        attempt_state=attempt.state,
        next_action=next_action_of(attempt.next_action, order_number=order.number),
        refunds=refunds,
    )
