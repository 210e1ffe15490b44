"""What can go wrong with a cart, as typed errors."""

from __future__ import annotations

from shopwright.platform.errors import Conflict, Invalid, NotFound


class CartNotFound(NotFound):
    """There is no such cart, or it is not the caller's."""

    code = "cart_not_found"


class CartClosed(Conflict):
    """The cart became an order, or was merged into another one."""

    code = "cart_closed"


class PaymentUnderWay(Conflict):
    """The cart cannot be changed while a payment for it is open; cancel that first."""

    code = "payment_under_way"


class LineNotFound(NotFound):
    """The cart has no such line."""

    code = "cart_line_not_found"


class VariantNotFound(NotFound):
    """There is no such variant, or it is not for sale here."""

    code = "variant_not_found"


class CartFull(Invalid):
    """The cart has as many lines, or the line as many units, as it may."""

    code = "cart_full"


class UnknownChoice(Invalid):
    """The shipping option or payment method is not on offer for this cart."""

    code = "not_on_offer"
