"""What every payment provider must hold, tried with money taken at once and with money promised.

On Stripe's page nothing is paid before the shopper gets there. Where the contract wants an answer at
once, this shopper is quicker than Stripe's own answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

import pytest
import stripe
from shopwright.commerce.payments import AttemptView
from shopwright.commerce.pricing import Money
from shopwright.testing import PaymentContract, PaymentTrial
from shopwright_stripe_payments.amounts import to_stripe
from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.fake import FakeStripe, Options, running_fake
from shopwright_stripe_payments.plugin import StripePayments
from shopwright_stripe_payments.shapes import Session

from .conftest import SECRET, STAND_IN


class Trial(PaymentTrial):
    """Plays the shopper on Stripe's page, the merchant in its dashboard, the bank and the wire."""

    method = "stripe:checkout"

    def __init__(self, fake: FakeStripe, patch: pytest.MonkeyPatch) -> None:
        self._fake = fake
        self._controls = fake.controls
        address = {"api": fake.url}
        self._dashboard = stripe.StripeClient(fake.secret_key, base_addresses=address).v1  # type: ignore[arg-type]
        self._quick: dict[str, Any] | None = None
        make = Api.create_session

        def create(api: Api, params: Mapping[str, Any], *, key: str) -> Session:
            session = make(api, params, key=key)
            if self._quick is not None and session.status == "open":
                self._controls.pay(session.id, **self._quick)
                session = api.session(session.id)
            return session

        patch.setattr(Api, "create_session", create)

    def charged(self) -> int:
        return sum(
            book["captured"] - book["refunded"]
            for book in self._controls.books().values()
            if "lost" not in book["disputes"].values()
        )

    def will_ask(self) -> None:
        self._quick = None

    def will_pay(self) -> None:
        self._quick = {}

    def will_wait(self) -> None:
        self._quick = {"method": "sepa_debit"}

    def pay(self, attempt: AttemptView) -> None:
        if attempt.state == "processing":
            self._controls.answer_debit(self._intent(attempt), succeeds=True)
        else:
            self._controls.pay(str(attempt.reference))

    def fail(self, attempt: AttemptView) -> None:
        if attempt.state == "processing":
            self._controls.answer_debit(self._intent(attempt), succeeds=False)
        else:
            self._controls.pay(str(attempt.reference), "4000000000000002")

    def refund_by_hand(self, attempt: AttemptView, amount: Money) -> None:
        intent = self._intent(attempt)
        self._dashboard.refunds.create({"payment_intent": intent, "amount": to_stripe(amount)})

    def dispute(self, attempt: AttemptView) -> None:
        self._controls.dispute(self._book(attempt)["charges"][0])

    def decide(self, attempt: AttemptView, *, won: bool) -> None:
        (dispute,) = self._book(attempt)["disputes"]
        self._controls.decide_dispute(dispute, "won" if won else "lost")

    def make_foreign(self, attempt: AttemptView) -> None:
        changed = {"metadata": {"shop_id": "another"}}
        self._dashboard.checkout.sessions.update(str(attempt.reference), changed)  # type: ignore[arg-type]

    def lose_request(self) -> None:
        self._controls.fail("before", count=0)

    def lose_answer(self) -> None:
        self._controls.fail("after_drop_response", method="POST", count=0)

    def mend(self) -> None:
        self._controls.heal()

    def _intent(self, attempt: AttemptView) -> str:
        return next(name for name, book in self._controls.books().items() if _is(book, attempt))

    def _book(self, attempt: AttemptView) -> dict[str, Any]:
        return next(book for book in self._controls.books().values() if _is(book, attempt))


def _is(book: dict[str, Any], attempt: AttemptView) -> bool:
    return bool(book["metadata"].get("attempt_id") == str(attempt.id))


class PromisingTrial(Trial):
    """Money is captured later."""

    settings: ClassVar[Mapping[str, Any]] = {"capture": "manual"}

    will_ask = PaymentTrial.will_ask  # tried above, and then it would not be paid
    will_pay = PaymentTrial.will_pay
    will_wait = PaymentTrial.will_wait

    def will_authorize(self) -> None:
        self._quick = {}

    def lapse(self, attempt: AttemptView) -> None:
        self._dashboard.payment_intents.cancel(self._intent(attempt))

    def capture_by_hand(self, attempt: AttemptView, amount: Money) -> None:
        units: Any = {"amount_to_capture": to_stripe(amount)}
        self._dashboard.payment_intents.capture(self._intent(attempt), units)


class TestPayments(PaymentContract):
    """Taken at once."""

    plugin = StripePayments
    played: ClassVar[type[Trial]] = Trial

    @contextmanager
    def trial(self) -> Iterator[PaymentTrial]:
        """With a Stripe of its own."""
        options = Options(refund_seconds=3600)
        with running_fake(options=options) as fake, pytest.MonkeyPatch.context() as patch:
            patch.setenv(STAND_IN, fake.url)
            patch.setenv(f"{STAND_IN}_SECRET", SECRET)
            yield self.played(fake, patch)


class TestPromisedPayments(TestPayments):
    """Captured later."""

    played = PromisingTrial
