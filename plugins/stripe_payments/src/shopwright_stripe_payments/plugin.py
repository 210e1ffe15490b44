"""The plugin."""

from __future__ import annotations

from shopwright import Plugin


class StripePayments(Plugin):
    """Brings the payment provider `stripe`."""

    id = "stripe_payments"
