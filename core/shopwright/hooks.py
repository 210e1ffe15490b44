"""Every hook, by name: `from shopwright import hooks`, then `@hooks.order_placed` on a method.

Plurals return descriptors at boot, `..._validate` refuses, `...ing` joins the transaction, `...ed`
hears of it afterwards, and the rest computes. Each hook's docstring has its phase and an example.
"""

from __future__ import annotations

from shopwright.commerce.cart.hooks import cart_adjustments, cart_line_validate
from shopwright.commerce.checkout.hooks import checkout_started, checkout_validate
from shopwright.commerce.inventory.hooks import (
    hold_expired,
    stock_changed,
    stock_shortfall,
    stock_threshold_crossed,
)
from shopwright.commerce.orders.hooks import (
    order_canceled,
    order_fulfilled,
    order_note_added,
    order_paid,
    order_placed,
    order_placing,
    order_transition_validate,
    order_transitioned,
    order_transitioning,
    shipment_delivered,
    shipment_shipped,
)
from shopwright.commerce.payments.hooks import (
    payment_authorized,
    payment_captured,
    payment_disputed,
    payment_failed,
    payment_methods,
    payment_providers,
    refund_failed,
    refund_issued,
    refund_validate,
)
from shopwright.commerce.shipping.hooks import shipping_options, shipping_providers
from shopwright.commerce.tax.hooks import tax_providers

__all__ = [
    "cart_adjustments",
    "cart_line_validate",
    "checkout_started",
    "checkout_validate",
    "hold_expired",
    "order_canceled",
    "order_fulfilled",
    "order_note_added",
    "order_paid",
    "order_placed",
    "order_placing",
    "order_transition_validate",
    "order_transitioned",
    "order_transitioning",
    "payment_authorized",
    "payment_captured",
    "payment_disputed",
    "payment_failed",
    "payment_methods",
    "payment_providers",
    "refund_failed",
    "refund_issued",
    "refund_validate",
    "shipment_delivered",
    "shipment_shipped",
    "shipping_options",
    "shipping_providers",
    "stock_changed",
    "stock_shortfall",
    "stock_threshold_crossed",
    "tax_providers",
]
