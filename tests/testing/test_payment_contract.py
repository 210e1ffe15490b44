"""The kit's own provider passes the payment contract, and the contract notices what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import ClassVar

import pytest
from shopwright import Context, Plugin, hooks
from shopwright.commerce.payments import AttemptView, PaymentProvider
from shopwright.commerce.pricing import Money
from shopwright.testing import PaymentContract, PaymentTrial, ScriptedProvider


class Scripted(Plugin):
    """Brings the kit's provider under another name, as `trading_plugin` brings one, too."""

    provider: ClassVar[ScriptedProvider]

    @hooks.payment_providers
    def providers(self, ctx: Context) -> Iterable[PaymentProvider]:
        return [self.provider]


class ScriptedTrial(PaymentTrial):
    """Everything that the kit's provider can be told."""

    method = "sandbox:card"

    def __init__(self, provider: ScriptedProvider) -> None:
        self.provider = provider

    def charged(self) -> int:
        return self.provider.charged()

    def will_pay(self) -> None:
        self.provider.outcome = "paid"

    def will_authorize(self) -> None:
        self.provider.outcome = "authorized"

    def will_ask(self) -> None:
        self.provider.outcome = "open"

    def will_wait(self) -> None:
        self.provider.outcome = "processing"

    def will_decline(self) -> None:
        self.provider.outcome = "declined"

    def pay(self, attempt: AttemptView) -> None:
        self.provider.succeed(attempt.id)

    def fail(self, attempt: AttemptView) -> None:
        self.provider.accounts[attempt.id].state = "failed"

    def lapse(self, attempt: AttemptView) -> None:
        self.provider.lapse(attempt.id)

    def capture_by_hand(self, attempt: AttemptView, amount: Money) -> None:
        self.provider.capture_by_hand(attempt.id, amount.amount)

    def refund_by_hand(self, attempt: AttemptView, amount: Money) -> None:
        self.provider.refund_by_hand(attempt.id, amount.amount)

    def dispute(self, attempt: AttemptView) -> None:
        self.provider.dispute(attempt.id)

    def decide(self, attempt: AttemptView, *, won: bool) -> None:
        self.provider.end_dispute(attempt.id, won=won)

    def make_foreign(self, attempt: AttemptView) -> None:
        self.provider.foreign = "a payment of another account"

    def lose_request(self) -> None:
        self.provider.fault = "drop_request"

    def lose_answer(self) -> None:
        self.provider.fault = "drop_answer"

    def mend(self) -> None:
        self.provider.fault = "none"


class TestScripted(PaymentContract):
    """Inherited."""

    plugin = Scripted

    @contextmanager
    def trial(self) -> Iterator[PaymentTrial]:
        Scripted.provider = ScriptedProvider(name="sandbox")
        yield ScriptedTrial(Scripted.provider)


def test_a_trial_that_cannot_do_a_thing_skips_what_needs_it() -> None:
    with pytest.raises(pytest.skip.Exception, match="this provider has no disputes"):
        PaymentTrial().dispute(None)  # type: ignore[arg-type]
