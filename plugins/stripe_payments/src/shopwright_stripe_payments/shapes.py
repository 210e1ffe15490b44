"""Stripe's objects, as far as this plugin relies on them. What it does not read may change."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Shape(BaseModel):
    """A part of an answer; unknown fields are left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Outcome(Shape):
    """What Radar thinks of a charge."""

    type: str = ""
    risk_level: str | None = None
    risk_score: int | None = None
    reason: str | None = None
    seller_message: str | None = None


class Refund(Shape):
    """`status`: pending, requires_action, succeeded, failed or canceled."""

    id: str
    amount: int
    currency: str
    status: str | None = None
    created: int
    reason: str | None = None
    failure_reason: str | None = None
    balance_transaction: Any = None
    metadata: dict[str, str] = Field(default_factory=dict)


class RefundList(Shape):
    """The first page of a charge's refunds."""

    data: tuple[Refund, ...] = ()
    has_more: bool = False


class Charge(Shape):
    """Money that was taken, promised, or refused."""

    id: str
    amount: int
    amount_captured: int = 0
    currency: str
    captured: bool = False
    paid: bool = False
    disputed: bool = False
    refunded: bool = False
    status: str = ""
    created: int
    livemode: bool = False
    failure_message: str | None = None
    outcome: Outcome | None = None
    payment_method_details: dict[str, Any] | None = None
    refunds: RefundList | None = None
    metadata: dict[str, str] = Field(default_factory=dict)


class PaymentError(Shape):
    """Why the last try with an intent failed."""

    code: str | None = None
    decline_code: str | None = None


class Intent(Shape):
    """A PaymentIntent; `latest_charge` is expanded wherever it is asked for."""

    id: str
    amount: int
    currency: str
    status: str
    capture_method: str = "automatic"
    created: int
    livemode: bool = False
    client_secret: str | None = None
    customer: str | None = None
    cancellation_reason: str | None = None
    last_payment_error: PaymentError | None = None
    latest_charge: Charge | None = None
    next_action: dict[str, Any] | None = None
    metadata: dict[str, str] = Field(default_factory=dict)


class Session(Shape):
    """A Checkout Session. Its intent exists from the moment at which somebody tried to pay."""

    id: str
    status: str
    payment_status: str
    url: str | None = None
    currency: str | None = None
    amount_total: int | None = None
    livemode: bool = False
    payment_intent: Intent | None = None
    customer: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)


class SetupShape(Shape):
    """A SetupIntent: a card that is to be kept, without a payment."""

    id: str
    client_secret: str


class Dispute(Shape):
    """A shopper's bank wants money back."""

    id: str
    amount: int
    currency: str
    status: str
    created: int


class Card(Shape):
    """The card of a saved payment method. The same number has the same `fingerprint`."""

    fingerprint: str | None = None
    brand: str = ""
    last4: str = ""
    exp_month: int = 0
    exp_year: int = 0


class PaymentMethodShape(Shape):
    """A payment method that belongs to a customer. `allow_redisplay`: always, limited, unspecified."""

    id: str
    type: str
    allow_redisplay: str | None = None
    card: Card | None = None


class Account(Shape):
    """Whose key it is."""

    id: str
    charges_enabled: bool = False
    email: str | None = None
    country: str | None = None


def _id_alone(value: Any) -> str | None:
    """Where an object stands in place of its id, it is none of our business."""
    return value if isinstance(value, str) else None


class Subject(Shape):
    """What an event is about, as far as it leads to a payment. Nothing of it is believed."""

    object: str = ""
    id: str = ""
    charge: Annotated[str | None, BeforeValidator(_id_alone)] = None
    metadata: dict[str, str] | None = None


class EventData(Shape):
    """The inside of an event."""

    object: Subject = Subject()


class Event(Shape):
    """Something happened at Stripe: a hint to look."""

    id: str
    type: str
    created: int
    livemode: bool = False
    data: EventData = EventData()
