"""What crosses the border of payments, and the protocol of its providers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from shopwright.commerce.customers.types import Address
from shopwright.commerce.pricing import Money

# creating -> open -> processing -> authorized -> paid, or -> failed | voided; forward only.
AttemptState = Literal["creating", "open", "processing", "authorized", "paid", "failed", "voided"]
RANK: Mapping[str, int] = {
    "creating": 0,
    "open": 1,
    "processing": 2,
    "authorized": 3,
    "failed": 4,
    "voided": 4,
    "paid": 5,
}
FactKind = Literal[
    "authorized",
    "captured",
    "voided",
    "refunded",
    "refund_failed",
    "disputed",
    "dispute_won",
    "dispute_lost",
]
RiskLevel = Literal["normal", "elevated", "highest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What a provider thinks of a payment; `score` runs from 0 (harmless) to 100."""

    level: RiskLevel
    score: int | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOffer:
    """The order or cart that methods are offered for; `locale` is the language of its shopper."""

    channel: str
    country: str
    total: Money
    email: str
    requires_shipping: bool
    customer_id: UUID | None = None
    locale: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethod:
    """A way to pay, as shoppers choose it: `id` is `<provider>:<code>`."""

    id: str
    label: str
    description: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """One try to pay one order. `amount` comes from the order, never from the client.

    `booked` holds the references of the facts that are in the ledger; `captured` is their sum. A
    provider that keeps no books of its own tells by them whether it has done a thing before.
    `created_at` never changes: what a provider derives from it is the same on every call.
    """

    id: UUID
    order_id: UUID
    provider: str
    method: str
    key: str
    reference: str | None
    amount: Money
    captured: Money
    state: AttemptState
    deadline: datetime | None
    created_at: datetime
    booked: frozenset[str] = frozenset()
    capture_before: datetime | None = None
    paid_with: str = ""
    risk: Risk | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """What a provider needs to start. `attempt.key` is the idempotency key: same key, same payment.

    All of it is stored with the attempt or its order, so that a start that is repeated says the
    same. `options` is what the client said about this method when it pressed Pay: check it.
    `return_url` is where the shopper goes after paying, `cancel_url` after giving up.
    """

    attempt: AttemptView
    order_number: int | None
    email: str
    billing_address: Address
    shipping_address: Address | None
    locale: str
    return_url: str
    cancel_url: str
    customer_id: UUID | None
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened to money. `reference` is unique per kind at the provider: `captured:ch_1`.

    `refund_id` is ours, on refunds that we asked for.
    """

    kind: FactKind
    reference: str
    amount: Money
    occurred_at: datetime
    refund_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """What comes next: the shopper follows `url` (redirect) or reads `text` (instructions), or the
    client goes on with the provider's own library (client), with what is in `details`.

    An order has no number yet when its payment starts. `{order_number}` in `text` and in the values
    of `details` stands for it, and is filled in wherever shoppers read them.
    """

    kind: Literal["redirect", "instructions", "client"]
    url: str = ""
    text: str = ""
    details: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a provider knows of an attempt now. It may be older than what is booked: that is harmless.

    `facts` are all that are known, or none from a provider that keeps no books. `deadline` moves the
    moment at which we give up (a bank transfer has days); `capture_before` is when an authorization
    lapses; `paid_with` says it to people: "Visa ending in 4242".
    """

    attempt_id: UUID
    order_id: UUID
    state: AttemptState
    reference: str | None = None
    facts: tuple[Fact, ...] = ()
    next_action: NextAction | None = None
    deadline: datetime | None = None
    error: str = ""
    risk: Risk | None = None
    capture_before: datetime | None = None
    paid_with: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderStanding:
    """What a provider has open: orders whose payment is disputed, and differences of its books."""

    disputed_orders: int
    differences: int


class PaymentUnknown(Exception):
    """Nobody knows what happened: it has not failed. It is asked for again, with the same key.

    `answered=False` when no answer came, or one that the provider surely does not keep under the key:
    then asking again is the way to learn more. An error that may be kept is asked for twice only.
    """

    def __init__(self, message: str = "", *, answered: bool = True) -> None:
        super().__init__(message)
        self.answered = answered


class PaymentRefused(Exception):
    """The provider said no, finally. The message is for staff and shopper; no secrets."""


class PaymentForeign(Exception):
    """What the provider found is another shop's, account's or mode's. Nothing is booked; staff are told.

    The message is for staff: what was expected, and what was found.
    """


class PaymentProvider(Protocol):
    """Takes money. Each method is called outside of transactions and may take 10 seconds at most.

    Raise `PaymentUnknown` on time-outs and 5xx answers, `PaymentRefused` on a final no, and
    `PaymentForeign` for what is not this shop's. Every verb takes a key that was stored before: the
    same key must have the same effect once.
    """

    name: str

    def methods(self, offer: PaymentOffer) -> Sequence[PaymentMethod]:
        """What shoppers may choose for this offer. Pure: no network."""
        ...

    def start(self, request: PaymentRequest) -> Seen:
        """Begin the payment."""
        ...

    def fetch(self, attempt: AttemptView) -> Seen:
        """What is known of it now. The state `creating` says for sure that nothing has begun."""
        ...

    def capture(self, attempt: AttemptView, amount: Money, *, key: str) -> Seen:
        """Take authorized (or, offline, received) money."""
        ...

    def void(self, attempt: AttemptView) -> Seen:
        """Close it so that it can never succeed; when it already did, say so instead."""
        ...

    def refund(
        self, attempt: AttemptView, amount: Money, *, key: str, refund_id: UUID, reason: str
    ) -> Seen:
        """Give money back. The facts, here and of `fetch`, hold it with its `refund_id` as soon as
        it was accepted, even if it is on its way; should it fail later, `refund_failed` follows.
        """
        ...

    def changed_since(self, moment: datetime) -> Iterable[UUID] | None:
        """Attempts of this shop that changed at the provider; None when it cannot tell. May take long."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What booking came to."""

    order_id: UUID
    attempt_id: UUID
    order_state: str
    payment_state: str
    attempt_state: str
    next_action: NextAction | None
    refunds: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One fact as it stands in the ledger. `source` is who looked: start, webhook, completer."""

    id: UUID
    attempt_id: UUID
    kind: FactKind
    reference: str
    amount: Money
    source: str
    occurred_at: datetime
    booked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundView:
    """A refund: pending (being checked), succeeded or failed. `reference` is the provider's."""

    id: UUID
    attempt_id: UUID
    amount: Money
    state: Literal["pending", "succeeded", "failed"]
    reason: str
    reference: str | None
    error: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPayments:
    """All that happened to an order's money, the oldest first."""

    attempts: tuple[AttemptView, ...]
    entries: tuple[EntryView, ...]
    refunds: tuple[RefundView, ...]
