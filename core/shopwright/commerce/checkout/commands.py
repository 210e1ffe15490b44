"""Completing a cart: Prepare (a transaction), Pay (the network), Finalize (a transaction)."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from sqlalchemy import bindparam, select

from shopwright.commerce.cart.errors import PaymentUnderWay
from shopwright.commerce.cart.queries import cart_draft
from shopwright.commerce.cart.types import CartOwner
from shopwright.commerce.checkout.errors import CheckoutBusy
from shopwright.commerce.checkout.prepare import prepare
from shopwright.commerce.checkout.types import Completion, Paying
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.asking import one_slow_answer
from shopwright.commerce.payments.errors import PaymentPending
from shopwright.commerce.payments.models import LIVE_STATES, PaymentAttempt
from shopwright.commerce.payments.settling import settle, start, void
from shopwright.commerce.payments.stored import next_action_of
from shopwright.commerce.pricing import Money
from shopwright.platform.db import read
from shopwright.platform.runtime import runtime

T = TypeVar("T")
_TRIES = 3
_LIVE = select(PaymentAttempt.id).where(
    PaymentAttempt.order_id == bindparam("order_id"), PaymentAttempt.state.in_(LIVE_STATES)
)
_NEXT_ACTION = (
    select(PaymentAttempt.next_action)
    .where(
        PaymentAttempt.order_id == Order.id,
        PaymentAttempt.state.in_(("open", "processing")),
    )
    .order_by(PaymentAttempt.id.desc())
    .limit(1)
    .scalar_subquery()
)
_STANDING = select(
    Order.number,
    Order.state,
    Order.payment_state,
    Order.total,
    Order.currency,
    _NEXT_ACTION.label("action"),
).where(Order.id == bindparam("order_id"))


@one_slow_answer()
def complete(
    cart_id: UUID,
    *,
    expected_total: int | None,
    return_url: str,
    cancel_url: str = "",
    options: Mapping[str, str] | None = None,
    owner: CartOwner | None = None,
) -> Completion:
    """Turn the cart into an order and begin its payment; with `owner`, theirs only.

    Completing a cart twice, at once or a year later, gives the same order. A payment that was begun
    for another version of the cart, or with other `options`, is closed first.
    """
    paying = Paying(
        return_url=return_url, cancel_url=cancel_url or return_url, options=options or {}
    )
    for _ in range(_TRIES):
        prepared = prepare(cart_id, owner=owner, expected_total=expected_total, paying=paying)
        if prepared.stale_attempt_id is None:
            break
        void(prepared.stale_attempt_id, source="checkout")
    else:
        raise CheckoutBusy("This cart is being paid for elsewhere. Please try again.")
    checking = False
    if prepared.attempt_id is not None and not prepared.begun:
        try:
            start(prepared.attempt_id)
        except PaymentPending:
            checking = True
    return completion_of(prepared.order_id, checking=checking)


def cancel_payment(cart_id: UUID) -> None:
    """Close the payment that is open for a cart, so that the cart can be changed again.

    Raises `PaymentPending` when the provider does not answer: the cart then stays as it is.
    """
    with read() as db:
        attempt_id = db.scalar(
            select(PaymentAttempt.id)
            .join(Order, Order.id == PaymentAttempt.order_id)
            .where(
                Order.cart_id == cart_id,
                Order.state == "pending",
                PaymentAttempt.state.in_(LIVE_STATES),
            )
        )
    if attempt_id is None:
        cart_draft(cart_id)
        return
    void(attempt_id, source="shopper")


def edit_cart(cart_id: UUID, change: Callable[[], T]) -> T:
    """Make a change to a cart; a payment that is open for it is closed first.

    Raises `PaymentPending` when the provider does not answer, and `CartClosed` when it was too
    late: the cart then stays as it is.
    """
    try:
        return change()
    except PaymentUnderWay:
        cancel_payment(cart_id)
        return change()


def settle_order(order_id: UUID) -> Completion:
    """Back from the provider: look what became of the open payment, and say where the order stands.

    Asking twice changes nothing. A provider that does not answer leaves `checking_payment` set.
    """
    with read() as db:
        live = db.scalar(_LIVE, {"order_id": order_id})
    checking = False
    if live is not None:
        try:
            checking = settle(live, source="return").attempt_state == "creating"
        except PaymentPending:
            checking = True
    return completion_of(order_id, checking=checking)


def completion_of(order_id: UUID, *, checking: bool = False) -> Completion:
    """The order as its buyer sees it right after pressing Pay."""
    with read() as db:
        order = db.execute(_STANDING, {"order_id": order_id}).one()
    return Completion(
        order_id=order_id,
        order_token=order_token(order_id),
        number=order.number,
        state=order.state,
        payment_state=order.payment_state,
        total=Money(order.total, order.currency),
        next_action=next_action_of(order.action, order_number=order.number),
        checking_payment=checking,
    )


def order_token(order_id: UUID) -> str:
    """What a guest shows to see the order: 128 bits, derived, so that every answer has the same."""
    return _order_token(order_id, runtime().settings.secret_key)


def token_opens(order_id: UUID, token: str) -> bool:
    """Whether `token` is the order's, also by an old key; compared in constant time."""
    settings = runtime().settings
    keys = (settings.secret_key, *settings.old_secret_keys)
    return any(hmac.compare_digest(_order_token(order_id, key), token) for key in keys)


def _order_token(order_id: UUID, key: str) -> str:
    return hmac.new(key.encode(), b"order:" + order_id.bytes, sha256).hexdigest()[:32]
