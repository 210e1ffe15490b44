"""A payment provider that does what a test tells it to, with a memory like a real one's.

What it "took" is kept outside the shop's database, so that tests can compare both books.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from shopwright.commerce.payments import (
    AttemptView,
    Fact,
    NextAction,
    PaymentMethod,
    PaymentOffer,
    PaymentRefused,
    PaymentRequest,
    PaymentUnknown,
    Seen,
)
from shopwright.commerce.pricing import Money
from shopwright.platform.clock import now

Outcome = Literal["paid", "authorized", "processing", "open", "declined"]
Fault = Literal["none", "drop_request", "drop_answer"]


@dataclass(slots=True)
class Account:
    """One attempt as the provider knows it."""

    attempt_id: UUID
    order_id: UUID
    total: Money
    state: str
    facts: dict[str, Fact] = field(default_factory=dict)

    def sum_of(self, kind: str) -> int:
        """Minor units over the facts of one kind."""
        return sum(fact.amount.amount for fact in self.facts.values() if fact.kind == kind)


@dataclass(slots=True)
class ScriptedProvider:
    """Set `outcome` for what `start` leads to, `fault` for what happens to the next calls."""

    name: str = "scripted"
    outcome: Outcome = "paid"
    fault: Fault = "none"
    accounts: dict[UUID, Account] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def methods(self, offer: PaymentOffer) -> Sequence[PaymentMethod]:
        """One method."""
        return [PaymentMethod(id=f"{self.name}:card", label="Card")]

    def start(self, request: PaymentRequest) -> Seen:
        """Begin; the same key leads to the same account."""
        attempt = request.attempt
        with self._call("start"):
            if attempt.id not in self.accounts:
                self.accounts[attempt.id] = self._open(attempt)
            return self._seen(attempt)

    def _open(self, attempt: AttemptView) -> Account:
        if self.outcome == "declined":
            raise PaymentRefused("The card was declined.")
        account = Account(attempt.id, attempt.order_id, attempt.amount, self.outcome)
        if self.outcome == "paid":
            self._book(account, "captured", f"captured:{attempt.id}", attempt.amount)
        elif self.outcome == "authorized":
            self._book(account, "authorized", f"authorized:{attempt.id}", attempt.amount)
        return account

    def succeed(self, attempt_id: UUID) -> None:
        """The shopper paid at the provider; nobody has told the shop yet."""
        account = self.accounts[attempt_id]
        self._book(account, "captured", f"captured:{attempt_id}", account.total)
        account.state = "paid"

    def fetch(self, attempt: AttemptView) -> Seen:
        """What is known."""
        with self._call("fetch"):
            return self._seen(attempt)

    def capture(self, attempt: AttemptView, amount: Money, *, key: str) -> Seen:
        """Take `amount`, once per key."""
        with self._call("capture"):
            account = self.accounts[attempt.id]
            self._book(account, "captured", f"captured:{key}", amount)
            if account.sum_of("captured") >= account.total.amount:
                account.state = "paid"
            return self._seen(attempt)

    def void(self, attempt: AttemptView) -> Seen:
        """Close, unless it is too late."""
        with self._call("void"):
            account = self.accounts.get(attempt.id)
            if account is None:
                # what never began is closed from now on
                account = Account(attempt.id, attempt.order_id, attempt.amount, "voided")
                self.accounts[attempt.id] = account
            elif account.state != "paid":
                if account.state == "authorized":
                    self._book(account, "voided", f"voided:{attempt.id}", account.total)
                account.state = "voided"
            return self._seen(attempt)

    def refund(
        self, attempt: AttemptView, amount: Money, *, key: str, refund_id: UUID, reason: str
    ) -> Seen:
        """Give back, once per key, never more than was captured."""
        with self._call("refund"):
            account = self.accounts[attempt.id]
            reference = f"refunded:{key}"
            left = account.sum_of("captured") - account.sum_of("refunded")
            if reference not in account.facts and amount.amount > left:
                raise PaymentRefused("More than was charged.")
            self._book(account, "refunded", reference, amount, refund_id)
            return self._seen(attempt)

    def changed_since(self, moment: datetime) -> Iterable[UUID] | None:
        """It cannot tell."""
        return None

    def charged(self) -> int:
        """Minor units taken and not given back, over all accounts."""
        return sum(
            account.sum_of("captured") - account.sum_of("refunded")
            for account in self.accounts.values()
        )

    def _call(self, verb: str) -> _Wire:
        return _Wire(self, verb)

    def _seen(self, attempt: AttemptView) -> Seen:
        account = self.accounts.get(attempt.id)
        if account is None:
            return Seen(attempt_id=attempt.id, order_id=attempt.order_id, state="creating")
        action = (
            NextAction(kind="redirect", url="https://pay.example/")
            if (account.state == "open")
            else None
        )
        return Seen(
            attempt_id=attempt.id,
            order_id=attempt.order_id,
            state=account.state,  # type: ignore[arg-type]
            reference=f"acct_{attempt.id}",
            facts=tuple(account.facts.values()),
            next_action=action,
        )

    @staticmethod
    def _book(
        account: Account, kind: str, reference: str, amount: Money, refund_id: UUID | None = None
    ) -> None:
        account.facts.setdefault(
            reference,
            Fact(
                kind=kind,  # type: ignore[arg-type]
                reference=reference,
                amount=amount,
                occurred_at=now(),
                refund_id=refund_id,
            ),
        )


@dataclass(slots=True)
class _Wire:
    """One call over a wire that may lose the request, or the answer."""

    provider: ScriptedProvider
    verb: str

    def __enter__(self) -> None:
        self.provider._lock.acquire()
        self.provider.calls.append(self.verb)
        if self.provider.fault == "drop_request":
            self.provider._lock.release()
            raise PaymentUnknown("no answer")

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        dropped = kind is None and self.provider.fault == "drop_answer"
        self.provider._lock.release()
        if dropped:
            raise PaymentUnknown("the answer was lost")
