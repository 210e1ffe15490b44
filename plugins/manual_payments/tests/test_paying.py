"""Each method passes the payment contract, as far as money that people move can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.payments import AttemptView
from shopwright.commerce.payments.commands import capture
from shopwright.testing import PaymentContract, PaymentTrial
from shopwright_manual_payments.plugin import ManualPayments


class CashTrial(PaymentTrial):
    """Promised, and collected by the carrier."""

    method = "manual:cash_on_delivery"
    settings = {"cash_on_delivery": {"enabled": True}}

    def will_authorize(self) -> None:
        """Always."""


class TransferTrial(PaymentTrial):
    """On its way until staff see it on the account."""

    method = "manual:bank_transfer"

    def will_wait(self) -> None:
        """Always."""

    def pay(self, attempt: AttemptView) -> None:
        capture(attempt.order_id)

    def fail(self, attempt: AttemptView) -> None:
        cancel(attempt.order_id, reason="it never came")


class TestCash(PaymentContract):
    """Inherited."""

    plugin = ManualPayments

    @contextmanager
    def trial(self) -> Iterator[PaymentTrial]:
        yield CashTrial()


class TestTransfer(PaymentContract):
    """Inherited."""

    plugin = ManualPayments

    @contextmanager
    def trial(self) -> Iterator[PaymentTrial]:
        yield TransferTrial()
