"""The provider. It keeps no books: what the shop has recorded is all there is to know.

Every answer follows from the attempt and the arguments alone, so the same key always gives the
same references, and asking twice books once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from shopwright.commerce.payments import (
    AttemptState,
    AttemptView,
    Fact,
    FactKind,
    NextAction,
    PaymentMethod,
    PaymentOffer,
    PaymentRefused,
    PaymentRequest,
    Seen,
)
from shopwright.commerce.pricing import Money

from shopwright_manual_payments.instructions import transfer_instructions
from shopwright_manual_payments.settings import BankTransfer, CashOnDelivery, Settings
from shopwright_manual_payments.words import offered

Code = Literal["bank_transfer", "cash_on_delivery"]
_CLOSED = ("failed", "voided", "paid")


class ManualProvider:
    """`PaymentProvider` for money that people move: `manual:bank_transfer`, `manual:cash_on_delivery`."""

    name = "manual"

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now

    def methods(self, offer: PaymentOffer) -> Sequence[PaymentMethod]:
        """What is switched on and fits the order."""
        transfer, cash = self._settings.bank_transfer, self._settings.cash_on_delivery
        found = []
        if transfer.enabled:
            found.append(self._method("bank_transfer", transfer, offer.locale))
        if cash.enabled and self._collects_at(offer):
            found.append(self._method("cash_on_delivery", cash, offer.locale))
        return found

    def _method(self, code: Code, own: BankTransfer | CashOnDelivery, locale: str) -> PaymentMethod:
        label, description = offered(code, locale)
        return PaymentMethod(
            id=f"{self.name}:{code}",
            label=own.label or label,
            description=own.description or description,
        )

    def _collects_at(self, offer: PaymentOffer) -> bool:
        cash = self._settings.cash_on_delivery
        limit = cash.max_amount.get(offer.total.currency)
        return (
            offer.requires_shipping
            and (not cash.countries or offer.country in cash.countries)
            and (limit is None or offer.total.amount <= limit)
        )

    def start(self, request: PaymentRequest) -> Seen:
        """A transfer is on its way; cash is promised, so the order can be packed."""
        attempt = request.attempt
        if attempt.method == "bank_transfer":
            return self._await_transfer(request)
        if attempt.method == "cash_on_delivery":
            promised = self._fact("authorized", attempt.key, attempt.amount)
            return self._seen(attempt, "authorized", promised)
        raise PaymentRefused(f"'{attempt.method}' is no way to pay here; choose another one.")

    def _await_transfer(self, request: PaymentRequest) -> Seen:
        settings = self._settings.bank_transfer
        due = self._now() + timedelta(days=settings.days_to_pay)
        action = transfer_instructions(
            settings,
            request.attempt.amount,
            order_number=request.order_number,
            due=due.date(),
            locale=request.locale,
        )
        deadline = due + timedelta(days=settings.grace_days)
        return self._seen(request.attempt, "processing", action=action, deadline=deadline)

    def fetch(self, attempt: AttemptView) -> Seen:
        """Nothing that is not booked already."""
        return self._seen(attempt, attempt.state)

    def capture(self, attempt: AttemptView, amount: Money, *, key: str) -> Seen:
        """Staff saw the money; with the last of it, the attempt is paid."""
        fact = self._fact("captured", key, amount)
        known = fact.reference in attempt.booked
        captured = attempt.captured if known else attempt.captured + amount
        return self._seen(attempt, "paid" if captured == attempt.amount else attempt.state, fact)

    def void(self, attempt: AttemptView) -> Seen:
        """Nobody waits for this money any more; too late when all of it has come."""
        if attempt.state in _CLOSED:
            return self._seen(attempt, attempt.state)
        if attempt.amount <= attempt.captured:
            return self._seen(attempt, "paid")
        if attempt.state != "authorized":
            return self._seen(attempt, "voided")
        rest = attempt.amount - attempt.captured
        return self._seen(attempt, "voided", self._fact("voided", attempt.key, rest))

    def refund(
        self, attempt: AttemptView, amount: Money, *, key: str, refund_id: UUID, reason: str
    ) -> Seen:
        """A promise: staff send the money back themselves, this records that they do."""
        fact = self._fact("refunded", str(refund_id), amount, refund_id=refund_id)
        return self._seen(attempt, attempt.state, fact)

    def changed_since(self, moment: datetime) -> None:
        """Nothing ever changes behind the shop's back."""

    def _fact(
        self, kind: FactKind, key: str, amount: Money, *, refund_id: UUID | None = None
    ) -> Fact:
        return Fact(
            kind=kind,
            reference=f"{kind}:{key}",
            amount=amount,
            occurred_at=self._now(),
            refund_id=refund_id,
        )

    def _seen(
        self,
        attempt: AttemptView,
        state: AttemptState,
        *facts: Fact,
        action: NextAction | None = None,
        deadline: datetime | None = None,
    ) -> Seen:
        return Seen(
            attempt_id=attempt.id,
            order_id=attempt.order_id,
            state=state,
            reference=attempt.key,
            facts=facts,
            next_action=action,
            deadline=deadline,
        )
