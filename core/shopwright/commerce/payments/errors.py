"""What can go wrong with payments, as typed errors."""

from __future__ import annotations

from shopwright.platform.errors import Conflict, Invalid, NotFound, Unavailable


class AttemptNotFound(NotFound):
    """There is no such payment."""

    code = "payment_not_found"


class ProviderMissing(Unavailable):
    """The plugin of this payment's provider is not enabled."""

    code = "payment_provider_missing"


class PaymentPending(Unavailable):
    """The provider does not answer; what happened is unknown and will be looked up."""

    code = "payment_unknown"


class NotAnswered(PaymentPending):
    """Nothing came back: asking again, with the same key, shows what happened."""


class NotAskedYet(PaymentPending):
    """The provider was not asked, for somebody has waited long enough: the next call does."""


class PaymentDeclined(Conflict):
    """The provider refused."""

    code = "payment_declined"


class NothingToCapture(Conflict):
    """The order has no open payment, or less is left to capture than asked."""

    code = "nothing_to_capture"


class DiscrepancyNotFound(NotFound):
    """There is no such difference."""

    code = "payment_discrepancy_not_found"


class RefundTooLarge(Invalid):
    """More than was captured and not yet refunded."""

    code = "refund_too_large"
