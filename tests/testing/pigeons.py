"""A second, tiny payment provider: written from docs/payments.md alone, over a wire that may fail.

`PigeonBank` is the service elsewhere. It knows idempotency keys, and nothing of shops but metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from shopwright import Context
from shopwright.commerce.payments import (
    AttemptView,
    Fact,
    FactKind,
    NextAction,
    PaymentForeign,
    PaymentMethod,
    PaymentOffer,
    PaymentRefused,
    PaymentRequest,
    PaymentUnknown,
    Seen,
)
from shopwright.commerce.pricing import Money


@dataclass
class Flight:
    """A payment as the bank has it; `movements` are (kind, id, amount, refund id)."""

    shop: str
    attempt: UUID
    amount: int
    currency: str
    state: str
    movements: list[tuple[FactKind, str, int, UUID | None]] = field(default_factory=list)

    def sum_of(self, kind: str) -> int:
        return sum(amount for found, _, amount, _ in self.movements if found == kind)

    def move(self, kind: FactKind, amount: int, refund_id: UUID | None = None) -> None:
        self.movements.append((kind, uuid4().hex, amount, refund_id))


class PigeonBank:
    """Answers a key that it knows without doing anything again."""

    def __init__(self) -> None:
        self.flights: dict[UUID, Flight] = {}
        self.keys: set[str] = set()
        self.next = "paid"
        self.wire = "whole"

    def ask(self, verb: str, key: str, **what: Any) -> Flight | None:
        """One request over the wire."""
        if self.wire == "request lost":
            raise TimeoutError
        answer = self._answer(verb, key, **what)
        if self.wire == "answer lost":
            raise TimeoutError
        return answer

    def _answer(self, verb: str, key: str, **what: Any) -> Flight | None:
        if key in self.keys or verb == "look":
            return self.flights.get(what["attempt"])
        answer: Flight | None = getattr(self, f"_{verb}")(**what)
        self.keys.add(key)
        return answer

    def _start(self, attempt: UUID, shop: str, amount: Money) -> Flight:
        if self.next == "declined":
            raise PermissionError("The pigeon shook its head.")
        flight = Flight(shop, attempt, amount.amount, amount.currency, self.next)
        if self.next in ("paid", "authorized"):
            flight.move("captured" if self.next == "paid" else "authorized", amount.amount)
        self.flights[attempt] = flight
        return flight

    def _capture(self, attempt: UUID, amount: Money) -> Flight:
        flight = self.flights[attempt]
        flight.move("captured", amount.amount)
        if flight.amount > amount.amount:
            flight.move("voided", flight.amount - amount.amount)
        flight.state = "paid"
        return flight

    def _close(self, attempt: UUID) -> Flight | None:
        flight = self.flights.get(attempt)
        if flight and flight.state not in ("paid", "failed", "voided"):
            if flight.state == "authorized":
                flight.move("voided", flight.amount)
            flight.state = "voided"
        return flight

    def _refund(self, attempt: UUID, amount: Money, refund_id: UUID) -> Flight:
        flight = self.flights[attempt]
        flight.move("refunded", amount.amount, refund_id)
        return flight


class PigeonPay:
    """Pays by pigeon."""

    name = "pigeons"

    def __init__(self, ctx: Context, bank: PigeonBank) -> None:
        self._ctx, self._bank = ctx, bank

    def methods(self, offer: PaymentOffer) -> Sequence[PaymentMethod]:
        return [PaymentMethod(id="pigeons:mail", label="By pigeon")]

    def start(self, request: PaymentRequest) -> Seen:
        attempt, shop = request.attempt, self._ctx.shop.id
        return self._ask(attempt, "start", attempt.key, shop=shop, amount=attempt.amount)

    def fetch(self, attempt: AttemptView) -> Seen:
        return self._ask(attempt, "look", "")

    def capture(self, attempt: AttemptView, amount: Money, *, key: str) -> Seen:
        return self._ask(attempt, "capture", key, amount=amount)

    def void(self, attempt: AttemptView) -> Seen:
        return self._ask(attempt, "close", f"{attempt.key}-close", missing="voided")

    def refund(
        self, attempt: AttemptView, amount: Money, *, key: str, refund_id: UUID, reason: str
    ) -> Seen:
        return self._ask(attempt, "refund", key, amount=amount, refund_id=refund_id)

    def changed_since(self, moment: datetime) -> Iterable[UUID]:
        return list(self._bank.flights)

    def _ask(
        self, attempt: AttemptView, verb: str, key: str, missing: Any = "creating", **what: Any
    ) -> Seen:
        try:
            flight = self._bank.ask(verb, key, attempt=attempt.id, **what)
        except TimeoutError as error:
            raise PaymentUnknown("no pigeon came back", answered=False) from error
        except PermissionError as error:
            raise PaymentRefused(str(error)) from error
        if flight is None:
            return Seen(attempt_id=attempt.id, order_id=attempt.order_id, state=missing)
        return self._seen(attempt, flight)

    def _seen(self, attempt: AttemptView, flight: Flight) -> Seen:
        if (flight.shop, flight.attempt) != (self._ctx.shop.id, attempt.id):
            raise PaymentForeign(f"a payment of the shop {flight.shop}")
        to_do = NextAction(kind="redirect", url="https://pigeons.example/feed")
        return Seen(
            attempt_id=attempt.id,
            order_id=attempt.order_id,
            state=flight.state,  # type: ignore[arg-type]
            reference=f"flight-{attempt.id}",
            facts=tuple(self._facts(flight)),
            next_action=to_do if flight.state == "open" else None,
        )

    def _facts(self, flight: Flight) -> Iterable[Fact]:
        for kind, name, amount, refund_id in flight.movements:
            yield Fact(
                kind=kind,
                reference=f"{kind}:{name}",
                amount=Money(amount, flight.currency),
                occurred_at=datetime.now(UTC),
                refund_id=refund_id,
            )
