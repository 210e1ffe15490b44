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
    PaymentForeign,
    PaymentMethod,
    PaymentOffer,
    PaymentRefused,
    PaymentRequest,
    PaymentUnknown,
    Risk,
    Seen,
)
from shopwright.commerce.pricing import Money
from shopwright.platform.clock import now

Outcome = Literal["paid", "authorized", "processing", "open", "declined"]
Fault = Literal["none", "drop_request", "drop_answer", "stored_error"]


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
    """Set `outcome` for what `start` leads to, `fault` for what happens to the next calls.

    `stored_error` answers a key with an error, and again whenever that key comes. `foreign` makes it
    find another shop's payments; `changed` is what `changed_since` tells.
    """

    name: str = "scripted"
    outcome: Outcome = "paid"
    fault: Fault = "none"
    foreign: str = ""
    risk: Risk | None = None
    paid_with: str = ""
    capture_before: datetime | None = None
    changed: list[UUID] | None = None
    requests: list[PaymentRequest] = field(default_factory=list)
    poisoned: set[str] = field(default_factory=set)
    accounts: dict[UUID, Account] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def methods(self, offer: PaymentOffer) -> Sequence[PaymentMethod]:
        """One method."""
        return [PaymentMethod(id=f"{self.name}:card", label="Card")]

    def start(self, request: PaymentRequest) -> Seen:
        """Begin; the same key leads to the same account."""
        attempt = request.attempt
        self.requests.append(request)
        with self._call("start", attempt.key):
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
        with self._call("capture", key):
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
        with self._call("refund", key):
            account = self.accounts[attempt.id]
            reference = f"refunded:{key}"
            left = account.sum_of("captured") - account.sum_of("refunded")
            if reference not in account.facts and amount.amount > left:
                raise PaymentRefused("More than was charged.")
            self._book(account, "refunded", reference, amount, refund_id)
            return self._seen(attempt)

    def changed_since(self, moment: datetime) -> Iterable[UUID] | None:
        """What `changed` says; by default it cannot tell."""
        return self.changed

    def capture_by_hand(self, attempt_id: UUID, amount: int) -> None:
        """The merchant takes it on the provider's own pages; the rest is given up."""
        account = self.accounts[attempt_id]
        taken = Money(amount, account.total.currency)
        self._book(account, "captured", f"captured:{attempt_id}", taken)
        rest = account.total - taken
        if rest.amount:
            self._book(account, "voided", f"voided:{attempt_id}", rest)
        account.state = "paid"

    def refund_by_hand(self, attempt_id: UUID, amount: int) -> None:
        """The merchant gives it back on the provider's own pages."""
        account = self.accounts[attempt_id]
        money = Money(amount, account.total.currency)
        self._book(account, "refunded", f"refunded:by-hand-{attempt_id}", money)

    def fail_refund(self, attempt_id: UUID) -> None:
        """The shopper's bank sends the last refund back."""
        account = self.accounts[attempt_id]
        last = [fact for fact in account.facts.values() if fact.kind == "refunded"][-1]
        reference = last.reference.replace("refunded:", "refund_failed:")
        self._book(account, "refund_failed", reference, last.amount, last.refund_id)

    def lapse(self, attempt_id: UUID) -> None:
        """The authorization ran out."""
        account = self.accounts[attempt_id]
        self._book(account, "voided", f"voided:{attempt_id}", account.total)
        account.state = "voided"

    def dispute(self, attempt_id: UUID, amount: int | None = None) -> None:
        """The shopper's bank asks for `amount`, or all of the money."""
        account = self.accounts[attempt_id]
        money = account.total if amount is None else Money(amount, account.total.currency)
        self._book(account, "disputed", f"disputed:{attempt_id}", money)

    def end_dispute(self, attempt_id: UUID, *, won: bool) -> None:
        """The bank decides."""
        account = self.accounts[attempt_id]
        kind = "dispute_won" if won else "dispute_lost"
        amount = account.facts[f"disputed:{attempt_id}"].amount
        self._book(account, kind, f"{kind}:{attempt_id}", amount)

    def charged(self) -> int:
        """Minor units taken and not given back, over all accounts."""
        return sum(
            account.sum_of("captured")
            - account.sum_of("refunded")
            + account.sum_of("refund_failed")
            - account.sum_of("dispute_lost")
            for account in self.accounts.values()
        )

    def _call(self, verb: str, key: str = "") -> _Wire:
        return _Wire(self, verb, key)

    def _seen(self, attempt: AttemptView) -> Seen:
        if self.foreign:
            raise PaymentForeign(self.foreign)
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
            risk=self.risk,
            paid_with=self.paid_with,
            capture_before=self.capture_before,
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
    key: str = ""

    def __enter__(self) -> None:
        self.provider._lock.acquire()
        self.provider.calls.append(self.verb)
        if self.provider.fault == "drop_request":
            self.provider._lock.release()
            raise PaymentUnknown("no answer", answered=False)
        if self.key and self.provider.fault == "stored_error":
            self.provider.poisoned.add(self.key)
        if self.key in self.provider.poisoned:
            self.provider._lock.release()
            raise PaymentUnknown("the stored answer of this key is an error")

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        dropped = kind is None and self.provider.fault == "drop_answer"
        self.provider._lock.release()
        if dropped:
            raise PaymentUnknown("the answer was lost", answered=False)
