"""Prepare: one transaction that turns a cart into a pending order with a payment to start.

Lock the cart, recalculate everything, compare with the total the shopper saw, run the vetoes, hold
the stock, copy the cart into the order, and write down the payment attempt with its key. Nothing
is charged here, and nothing outside of the database is touched.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from shopwright.commerce.cart.errors import CartClosed
from shopwright.commerce.cart.locks import lock_cart
from shopwright.commerce.cart.queries import customer_group, load_draft
from shopwright.commerce.cart.totals import calculate
from shopwright.commerce.cart.types import CartDraft, CartOwner, Totals
from shopwright.commerce.channels import channel_by_id
from shopwright.commerce.checkout.errors import CheckoutIncomplete, TotalChanged
from shopwright.commerce.checkout.hooks import CheckoutDraft, CheckoutStarted, checkout_validate
from shopwright.commerce.checkout.rules import fingerprint, missing
from shopwright.commerce.checkout.types import Paying, Prepared
from shopwright.commerce.checkout.writing import write_order
from shopwright.commerce.inventory.holds import Owner, hold
from shopwright.commerce.orders.hooks import OrderDraft, order_placing
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.snapshots import line_snapshots
from shopwright.commerce.orders.states import follow
from shopwright.commerce.payments.booking import EXPIRED
from shopwright.commerce.payments.methods import payment_methods_for
from shopwright.commerce.payments.models import LIVE_STATES, PaymentAttempt
from shopwright.commerce.payments.placing import place_free
from shopwright.commerce.pricing import Money
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.errors import Problem
from shopwright.platform.events.outbox import emit
from shopwright.platform.hooks import is_implemented, join, veto
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime

_LOCK_ORDER = (
    select(Order)
    .where(Order.cart_id == bindparam("cart_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


@command(durable=True)
def prepare(
    cart_id: UUID, *, owner: CartOwner | None, expected_total: int | None, paying: Paying
) -> Prepared:
    """See the module. `expected_total` is what the shopper saw, in minor units; None skips the check.

    Raises `CartClosed`, `CheckoutIncomplete`, `TotalChanged`, `OutOfStock`, or `Invalid` with
    plugins' vetoes.
    """
    db = session()
    cart = lock_cart(db, cart_id, owner)
    order = _lock_order(db, cart_id)
    if order is not None and not _open_for_change(order):
        return Prepared(order_id=order.id)
    if cart.state != "active":
        raise CartClosed("This cart was merged into another one; go on with that one.")
    draft = load_draft(db, cart, customer_group(db, cart))
    totals = _check(draft, expected_total)
    mark = fingerprint(draft, totals, paying.options)
    if order is not None:
        live = _live_attempt(db, order.id)
        if live is not None:
            if live.fingerprint == mark:
                return Prepared(
                    order_id=order.id, attempt_id=live.id, begun=live.state != "creating"
                )
            return Prepared(order_id=order.id, stale_attempt_id=live.id)
    _require_method(draft, totals)
    order_id = order.id if order else uuid7()
    _hold(db, draft, order_id)
    is_first = order is None
    order = write_order(db, cart, order, order_id, draft, totals, mark)
    _tell(db, draft, totals, order, is_first=is_first)
    if totals.total.amount == 0:
        place_free(db, order)
        return Prepared(order_id=order.id)
    return Prepared(order_id=order.id, attempt_id=_attempt(db, order, mark, paying).id)


def _lock_order(db: Session, cart_id: UUID) -> Order | None:
    return db.scalars(_LOCK_ORDER, {"cart_id": cart_id}).one_or_none()


def _open_for_change(order: Order) -> bool:
    """Pending orders are rewritten; so is one that was canceled because nobody paid in time."""
    never_placed = order.number is None
    return order.state == "pending" or (
        order.state == "canceled" and order.cancel_reason == EXPIRED and never_placed
    )


def _check(draft: CartDraft, expected_total: int | None) -> Totals:
    totals = calculate(draft)
    problems = missing(draft, totals)
    if problems:
        raise CheckoutIncomplete(
            "The order cannot be placed yet. Please check the marked fields.", problems=problems
        )
    if expected_total is not None and expected_total != totals.total.amount:
        raise TotalChanged(
            f"The total is now {totals.total.format(draft.locale)}. Please check it again.",
            extra={
                "expected": expected_total,
                "total": totals.total.amount,
                "currency": totals.currency,
            },
        )
    veto(
        checkout_validate,
        CheckoutDraft(cart=draft, totals=totals),
        code="checkout_refused",
        message="The order cannot be placed like this.",
    )
    return totals


def _require_method(draft: CartDraft, totals: Totals) -> None:
    """What was chosen for another cart, or while its provider still answered, may be gone."""
    if totals.total.amount == 0:
        return
    if draft.payment_method not in {method.id for method in payment_methods_for(draft, totals)}:
        message = "This way of paying is not on offer now. Please choose another one."
        problem = Problem(code="method_not_on_offer", message=message, field="payment_method")
        raise CheckoutIncomplete(message, problems=(problem,))


def _live_attempt(db: Session, order_id: UUID) -> PaymentAttempt | None:
    return db.scalars(
        select(PaymentAttempt)
        .where(PaymentAttempt.order_id == order_id, PaymentAttempt.state.in_(LIVE_STATES))
        .with_for_update()
    ).one_or_none()


def _hold(db: Session, draft: CartDraft, order_id: UUID) -> None:
    """Tied to the attempt that begins with it: no clock ends a hold while a payment can succeed."""
    wanted: dict[UUID, int] = defaultdict(int)
    for line in draft.lines:
        wanted[line.variant_id] += line.quantity
    hold(
        db,
        Owner(cart_id=draft.cart_id, order_id=order_id),
        wanted,
        locations=channel_by_id(draft.channel_id).location_ids,
        expires_at=None,
    )


def _tell(db: Session, draft: CartDraft, totals: Totals, order: Order, *, is_first: bool) -> None:
    if order.state == "canceled":
        follow(db, order, "pending", reason="checkout begun again")
    db.flush()
    total = Money(order.total, order.currency)
    if is_implemented(order_placing):
        join(
            order_placing,
            OrderDraft(
                order_id=order.id,
                cart_id=draft.cart_id,
                channel=draft.channel,
                email=draft.email,
                lines=line_snapshots(db, order.id, order.currency),
                total=total,
                customer_id=draft.customer_id,
                discounts=totals.discounts,
            ),
        )
    if is_first:
        emit(
            CheckoutStarted(
                cart_id=draft.cart_id, order_id=order.id, email=draft.email, total=total
            )
        )


def _attempt(db: Session, order: Order, mark: str, paying: Paying) -> PaymentAttempt:
    assert order.payment_method is not None
    provider, _, method = order.payment_method.partition(":")
    attempt_id = uuid7()
    attempt = PaymentAttempt(
        id=attempt_id,
        order_id=order.id,
        provider=provider,
        method=method,
        key=f"{order.id}-{attempt_id}-start-1",
        amount=order.total,
        currency=order.currency,
        fingerprint=mark,
        options=dict(paying.options),
        return_url=paying.return_url,
        cancel_url=paying.cancel_url,
        state="creating",
        deadline=now() + timedelta(minutes=runtime().settings.payment_window_minutes),
    )
    db.add(attempt)
    return attempt
