"""The REST routes, below `/api/v1/plugins/stripe_payments/`: a customer's cards, and how it does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field
from shopwright import (
    CUSTOMER,
    OutModel,
    Page,
    PluginApi,
    Result,
    current_actor,
    plugin_context,
    staff,
)
from shopwright.commerce.customers import customer

from shopwright_stripe_payments import cards, saving
from shopwright_stripe_payments.connection import connection
from shopwright_stripe_payments.errors import CardNotFound, CardsNotKept
from shopwright_stripe_payments.pages import ADDING
from shopwright_stripe_payments.status import Status, status_of

api = PluginApi(
    "stripe_payments", tag="Stripe", description="Saved cards, and how payments by Stripe do."
)
READ = "stripe_payments:read"


class CardOut(OutModel):
    """A saved card. It is offered as the payment method `method` while it is not expired."""

    id: UUID
    method: str = Field(examples=["stripe:saved_0198d6a2f1c97b2e8a4c1d2e3f405162"])
    label: str = Field(examples=["Visa ending in 4242"])
    brand: str = Field(examples=["visa"])
    last4: str
    exp_month: int
    exp_year: int
    expired: bool

    @classmethod
    def of(cls, card: cards.CardView) -> CardOut:
        """From the plugin's value."""
        return cls(
            id=card.id,
            method=f"stripe:{cards.PREFIX}{card.id.hex}",
            label=card.label,
            brand=card.brand,
            last4=card.last4,
            exp_month=card.exp_month,
            exp_year=card.exp_year,
            expired=card.expired,
        )


class SetupOut(OutModel):
    """What Stripe.js, or the mobile library, is set up with to save a card."""

    id: str = Field(examples=["seti_1QxK2dLkdIwHu7ix"])
    client_secret: str
    publishable_key: str


class StatusOut(OutModel):
    """`realm`: live, test, stand_in (of a demo), or empty while no secret key is set."""

    realm: str
    webhook_address: str = Field(description="To be entered in Stripe's dashboard.")
    webhook_secrets: int = Field(description="How many signing secrets are believed now.")
    last_event_at: datetime | None
    last_event_type: str
    refused_in_a_row: int = Field(description="Webhooks that were forged or too old, since then.")

    @classmethod
    def of(cls, status: Status) -> StatusOut:
        """From the plugin's value."""
        return cls.model_validate(status)


@api.get("/cards", returns=Page[CardOut], access=CUSTOMER, summary="List your saved cards")
def list_cards() -> Result:
    """The latest first. They are kept by Stripe; here is what they are called."""
    ctx, customer_id = plugin_context(), current_actor().id
    account = connection(ctx.settings)
    found = cards.cards_of(ctx, customer_id, account.realm) if account and customer_id else []
    return Page[CardOut](items=[CardOut.of(card) for card in found])


@api.post(
    "/cards",
    returns={201: SetupOut},
    access=CUSTOMER,
    limit=ADDING,
    errors=(409,),
    summary="Begin to save a card",
)
def begin_card() -> Result:
    """For apps: ask your customer, then confirm the setup with Stripe's library.

    The card is listed when Stripe has told the shop of it, in a moment. Nothing is charged.
    """
    ctx, customer_id = plugin_context(), current_actor().id
    if customer_id is None:
        raise CardsNotKept
    setup = saving.setup_for(ctx, customer_id, customer(customer_id).email)
    return SetupOut(
        id=setup.id, client_secret=setup.client_secret, publishable_key=setup.publishable_key
    )


@api.delete("/cards/<uuid:card_id>", access=CUSTOMER, summary="Remove a saved card")
def remove_card(card_id: UUID) -> None:
    """Stripe forgets it as well."""
    ctx, customer_id = plugin_context(), current_actor().id
    account = connection(ctx.settings)
    if account is None or customer_id is None:
        raise CardNotFound
    cards.remove(ctx, account, customer_id, card_id)


@api.get("/status", returns=StatusOut, access=staff(READ), summary="Read how Stripe does")
def read_status() -> Result:
    """What is in force, and when the last event came. Calls nobody."""
    return StatusOut.of(status_of(plugin_context()))
