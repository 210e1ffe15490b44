"""The plugin."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright import Context, Plugin, hooks
from shopwright.commerce.payments import PaymentProvider

from shopwright_manual_payments.provider import ManualProvider
from shopwright_manual_payments.settings import Settings


class ManualPayments(Plugin):
    """Brings the payment provider `manual`."""

    id = "manual_payments"
    settings: Settings

    @hooks.payment_providers
    def providers(self, ctx: Context) -> Iterable[PaymentProvider]:
        """One provider; its methods are those that are switched on."""
        transfer = self.settings.bank_transfer
        if transfer.enabled and not transfer.iban:
            ctx.log.warning("bank transfer is on offer, but no IBAN is set: shoppers are not told")
        return [ManualProvider(self.settings, ctx.now)]
