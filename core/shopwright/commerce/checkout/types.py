"""What crosses the border of checkout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from shopwright.commerce.payments.types import NextAction
from shopwright.commerce.pricing import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Paying:
    """How the client wants to pay: where the shopper goes after it and after giving up, and what the
    payment method asked for (`options`).
    """

    return_url: str
    cancel_url: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What Prepare came to.

    `attempt_id` is to be started, unless it was `begun` before; `stale_attempt_id` belongs to
    another version of the cart and has to be closed first; with neither, the order is already
    decided.
    """

    order_id: UUID
    attempt_id: UUID | None = None
    begun: bool = False
    stale_attempt_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A cart's order, and what the shopper has to do next. Equal however often it is asked for."""

    order_id: UUID
    order_token: str
    number: int | None
    state: str
    payment_state: str
    total: Money
    next_action: NextAction | None
    checking_payment: bool = False
