"""Checkout: from a cart to an order, in three phases."""

from __future__ import annotations

from shopwright.commerce.checkout.commands import (
    cancel_payment,
    complete,
    completion_of,
    edit_cart,
    order_token,
    settle_order,
    token_opens,
)
from shopwright.commerce.checkout.hooks import CheckoutDraft, CheckoutStarted
from shopwright.commerce.checkout.types import Completion

__all__ = [
    "CheckoutDraft",
    "CheckoutStarted",
    "Completion",
    "cancel_payment",
    "complete",
    "completion_of",
    "edit_cart",
    "order_token",
    "settle_order",
    "token_opens",
]
