"""What can go wrong at checkout, as typed errors."""

from __future__ import annotations

from shopwright.platform.errors import Conflict, Invalid


class CheckoutIncomplete(Invalid):
    """Something is missing or cannot be had; `problems` names everything."""

    code = "checkout_incomplete"


class TotalChanged(Conflict):
    """The total is no longer what the shopper saw; `extra` has both."""

    code = "total_changed"


class CheckoutBusy(Conflict):
    """The cart changes faster than its payment can be closed; try again."""

    code = "checkout_busy"
