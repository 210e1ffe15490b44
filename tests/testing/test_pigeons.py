"""The tiny provider that was written from docs/payments.md passes the whole contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import ClassVar

from shopwright import Context, Plugin, hooks
from shopwright.commerce.payments import AttemptView, PaymentProvider
from shopwright.commerce.pricing import Money
from shopwright.testing import PaymentContract, PaymentTrial

from tests.testing.pigeons import PigeonBank, PigeonPay


class Pigeons(Plugin):
    """Brings it."""

    bank: ClassVar[PigeonBank]

    @hooks.payment_providers
    def providers(self, ctx: Context) -> Iterable[PaymentProvider]:
        return [PigeonPay(ctx, self.bank)]


class PigeonTrial(PaymentTrial):
    """Plays the bank's side."""

    method = "pigeons:mail"

    def __init__(self, bank: PigeonBank) -> None:
        self.bank = bank

    def charged(self) -> int:
        return sum(
            flight.sum_of("captured") - flight.sum_of("refunded") - flight.sum_of("dispute_lost")
            for flight in self.bank.flights.values()
        )

    def will_pay(self) -> None:
        self.bank.next = "paid"

    def will_authorize(self) -> None:
        self.bank.next = "authorized"

    def will_ask(self) -> None:
        self.bank.next = "open"

    def will_wait(self) -> None:
        self.bank.next = "processing"

    def will_decline(self) -> None:
        self.bank.next = "declined"

    def pay(self, attempt: AttemptView) -> None:
        flight = self.bank.flights[attempt.id]
        flight.state = "paid"
        flight.move("captured", flight.amount)

    def fail(self, attempt: AttemptView) -> None:
        self.bank.flights[attempt.id].state = "failed"

    def lapse(self, attempt: AttemptView) -> None:
        flight = self.bank.flights[attempt.id]
        flight.state = "voided"
        flight.move("voided", flight.amount)

    def capture_by_hand(self, attempt: AttemptView, amount: Money) -> None:
        self.bank._capture(attempt.id, amount)

    def refund_by_hand(self, attempt: AttemptView, amount: Money) -> None:
        self.bank.flights[attempt.id].move("refunded", amount.amount)

    def dispute(self, attempt: AttemptView) -> None:
        flight = self.bank.flights[attempt.id]
        flight.move("disputed", flight.amount)

    def decide(self, attempt: AttemptView, *, won: bool) -> None:
        flight = self.bank.flights[attempt.id]
        flight.move("dispute_won" if won else "dispute_lost", flight.amount)

    def make_foreign(self, attempt: AttemptView) -> None:
        self.bank.flights[attempt.id].shop = "the baker's"

    def lose_request(self) -> None:
        self.bank.wire = "request lost"

    def lose_answer(self) -> None:
        self.bank.wire = "answer lost"

    def mend(self) -> None:
        self.bank.wire = "whole"


class TestPigeons(PaymentContract):
    """Inherited."""

    plugin = Pigeons

    @contextmanager
    def trial(self) -> Iterator[PaymentTrial]:
        Pigeons.bank = PigeonBank()
        yield PigeonTrial(Pigeons.bank)
