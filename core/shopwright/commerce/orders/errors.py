"""What can go wrong with orders, as typed errors."""

from __future__ import annotations

from shopwright.platform.errors import Conflict, Invalid, NotFound


class OrderNotFound(NotFound):
    """There is no such order, or it is not the caller's."""

    code = "order_not_found"


class TransitionRefused(Conflict):
    """The order cannot move there from its state."""

    code = "transition_refused"


class InvoiceRefused(Conflict):
    """There is nothing to write an invoice about."""

    code = "invoice_refused"


class CannotFulfill(Conflict):
    """The order, or one of its lines, cannot be sent now."""

    code = "cannot_fulfill"


class NotEnoughUnits(Invalid):
    """More units than are left of a line."""

    code = "not_enough_units"


class FulfillmentNotFound(NotFound):
    """The order has no such fulfillment."""

    code = "fulfillment_not_found"
