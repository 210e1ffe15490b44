"""The plugin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field
from shopwright import Context, Plugin, hooks
from shopwright.commerce.custom_fields import CustomField
from shopwright.commerce.payments import PaymentProvider

from shopwright_manual_payments.provider import ManualProvider
from shopwright_manual_payments.settings import Settings


class ManualPayments(Plugin):
    """Brings the payment provider `manual`, and a place for where its money was booked."""

    id = "manual_payments"
    settings: Settings

    @hooks.payment_providers
    def providers(self, ctx: Context) -> Iterable[PaymentProvider]:
        """One provider; its methods are those that are switched on."""
        transfer = self.settings.bank_transfer
        if transfer.enabled and not transfer.iban:
            ctx.log.warning("bank transfer is on offer, but no IBAN is set: shoppers are not told")
        return [ManualProvider(self.settings, ctx.now)]

    @hooks.custom_fields
    def fields(self, ctx: Context) -> list[CustomField]:
        """For whoever captures a transfer, so that an accountant finds the money."""
        return [
            CustomField(
                entity="order",
                name="statement",
                type=Annotated[str, Field(max_length=80)],
                label="Bank statement",
                help="The number or date of the statement on which the money came.",
            )
        ]
