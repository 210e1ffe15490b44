"""What crosses the border of fraud screening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from shopwright.commerce.customers.types import Address
from shopwright.commerce.payments.types import Risk
from shopwright.commerce.pricing import Money

Verdict = Literal["allow", "review", "block"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudCheck:
    """A paid order, as screens see it. `risk` is what the payment's provider thinks, if anything."""

    order_id: UUID
    number: int | None
    channel: str
    customer_id: UUID | None
    email: str
    total: Money
    billing_address: Address
    shipping_address: Address | None
    payment_method: str
    paid_with: str
    risk: Risk | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudVerdict:
    """What a screen came to; `reasons` are for staff. `score` runs from 0 (harmless) to 100."""

    verdict: Verdict
    score: int | None = None
    reasons: tuple[str, ...] = ()


class FraudScreen(Protocol):
    """Looks for fraud. It may take 10 seconds, and use the network."""

    name: str

    def screen(self, check: FraudCheck) -> FraudVerdict:
        """Its verdict. The same order may be asked about twice."""
        ...
