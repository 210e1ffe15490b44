"""`PaymentTrial`: how the payment contract plays the shopper, the merchant, the bank and the wire.

A small adapter that a provider's tests write. What a provider does not have is left as it is here:
the tests that need it are skipped, and say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Never

import pytest

from shopwright.commerce.payments import AttemptView
from shopwright.commerce.pricing import Money


def _without(what: str) -> Never:
    pytest.skip(f"this provider {what}")


class PaymentTrial:
    """Override what your provider can do. Each method acts on the provider's side alone: nobody tells
    the shop, which has to find out.

    `method` is the way to pay, as shoppers choose it; `settings` are the plugin's; `options` is what
    the client says when it presses Pay.
    """

    method: ClassVar[str]
    settings: ClassVar[Mapping[str, Any]] = {}

    def options(self) -> Mapping[str, str]:
        """For the next payment."""
        return {}

    def charged(self) -> int | None:
        """Minor units that the provider has taken and not given back, of all payments; None when it
        keeps no books of its own.
        """
        return None

    # What pressing Pay next comes to.

    def will_pay(self) -> None:
        """It is paid at once."""
        _without("takes no money at once")

    def will_authorize(self) -> None:
        """It is promised, and can be captured."""
        _without("promises no money")

    def will_ask(self) -> None:
        """The shopper has to do something first."""
        _without("asks shoppers for nothing")

    def will_wait(self) -> None:
        """It is on its way, for days."""
        _without("has no payments that take days")

    def will_decline(self) -> None:
        """It is refused."""
        _without("declines nothing")

    # What happens at the provider later.

    def pay(self, attempt: AttemptView) -> None:
        """The shopper did what was asked; or the money that was on its way came."""
        _without("is paid without its own doing")

    def fail(self, attempt: AttemptView) -> None:
        """The shopper gave up, or the money did not come."""
        _without("does not fail by itself")

    def lapse(self, attempt: AttemptView) -> None:
        """What was promised is not any more."""
        _without("has no promises that end")

    def capture_by_hand(self, attempt: AttemptView, amount: Money) -> None:
        """The merchant captured, for good, on the provider's own pages."""
        _without("has no pages of its own to capture on")

    def refund_by_hand(self, attempt: AttemptView, amount: Money) -> None:
        """The merchant gave money back on the provider's own pages."""
        _without("has no pages of its own to refund on")

    def dispute(self, attempt: AttemptView) -> None:
        """The shopper's bank wants all of it back."""
        _without("has no disputes")

    def decide(self, attempt: AttemptView, *, won: bool) -> None:
        """The bank has decided."""
        _without("has no disputes")

    def make_foreign(self, attempt: AttemptView) -> None:
        """What is found of it from now on is another shop's."""
        _without("knows one shop only")

    # The wire between the shop and the provider.

    def lose_request(self) -> None:
        """From now on nothing arrives at the provider."""
        _without("is asked over no wire")

    def lose_answer(self) -> None:
        """From now on what the provider does is done, and its answers are lost."""
        _without("is asked over no wire")

    def mend(self) -> None:
        """The wire is whole again."""
        _without("is asked over no wire")
