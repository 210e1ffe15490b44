"""Carts: what a shopper intends to buy, and what it comes to."""

from __future__ import annotations

from shopwright.commerce.cart.commands import (
    NewCart,
    create_cart,
    set_codes,
    set_contact,
    set_note,
    set_payment_method,
    set_shipping_option,
)
from shopwright.commerce.cart.counts import CartCount
from shopwright.commerce.cart.hooks import CartLineChange
from shopwright.commerce.cart.lines import acknowledge, add_line, change_line
from shopwright.commerce.cart.merging import merge_into_customer
from shopwright.commerce.cart.owners import owned_cart
from shopwright.commerce.cart.queries import cart_draft, cart_view, view_of
from shopwright.commerce.cart.totals import calculate, shipping_request
from shopwright.commerce.cart.types import (
    Adjustment,
    AppliedDiscount,
    CartDraft,
    CartOwner,
    CartView,
    Change,
    CodeRefusal,
    CodeState,
    DraftLine,
    LineTotals,
    Totals,
)

__all__ = [
    "Adjustment",
    "AppliedDiscount",
    "CartCount",
    "CartDraft",
    "CartLineChange",
    "CartOwner",
    "CartView",
    "Change",
    "CodeRefusal",
    "CodeState",
    "DraftLine",
    "LineTotals",
    "NewCart",
    "Totals",
    "acknowledge",
    "add_line",
    "calculate",
    "cart_draft",
    "cart_view",
    "change_line",
    "create_cart",
    "merge_into_customer",
    "owned_cart",
    "set_codes",
    "set_contact",
    "set_note",
    "set_payment_method",
    "set_shipping_option",
    "shipping_request",
    "view_of",
]
