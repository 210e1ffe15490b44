"""Saved cards: kept by Stripe with the customer's consent, named here so that they can be offered.

Stripe asks for consent on its page; apps ask themselves, and say `save=yes`. What is stored here is
what a receipt shows (brand, last four digits, end), never a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import stripe
from shopwright import Context
from shopwright.commerce.payments import PaymentMethod, PaymentRefused
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.connection import Connection
from shopwright_stripe_payments.errors import CardNotFound, StripeIsSilent, is_gone
from shopwright_stripe_payments.models import SavedCard, StripeCustomer
from shopwright_stripe_payments.persons import brand_name
from shopwright_stripe_payments.shapes import PaymentMethodShape
from shopwright_stripe_payments.subjects import NAME

PREFIX = "saved_"
KEEP_JOB, FORGET_JOB = "keep_cards", "forget_customer"
_NOT_THERE = "This card is not saved any more. Please choose another way to pay."


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A saved card, as its owner sees it."""

    id: UUID
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    expired: bool

    @property
    def label(self) -> str:
        """`Visa ending in 4242`."""
        return f"{brand_name(self.brand)} ending in {self.last4}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A customer of the shop who may keep cards, in one realm."""

    customer_id: UUID
    email: str
    realm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A saved card and its owner, by Stripe's ids."""

    stripe_id: str
    customer: str


def cards_of(ctx: Context, customer_id: UUID, realm: str) -> list[CardView]:
    """A customer's cards, the latest first."""
    with ctx.read() as db:
        rows = list(
            db.scalars(
                select(SavedCard)
                .where(SavedCard.customer_id == customer_id, SavedCard.realm == realm)
                .order_by(SavedCard.id.desc())
            )
        )
    return [_view(row, ctx.now()) for row in rows]


def methods_of(
    ctx: Context, customer_id: UUID, realm: str, said: Mapping[str, str]
) -> list[PaymentMethod]:
    """The cards that can be paid with, as ways to pay, in the words of a language."""
    return [
        PaymentMethod(
            id=f"{NAME}:{PREFIX}{card.id.hex}",
            label=said["ending"].format(brand=brand_name(card.brand), last4=card.last4),
            description=said["expires"].format(month=card.exp_month, year=card.exp_year),
        )
        for card in cards_of(ctx, customer_id, realm)
        if not card.expired
    ]


def card_of(ctx: Context, customer_id: UUID | None, method: str, realm: str) -> Chosen:
    """The card of a method's name. Raises `PaymentRefused` unless it is this customer's."""
    try:
        card_id = UUID(hex=method.removeprefix(PREFIX))
    except ValueError:
        raise PaymentRefused(_NOT_THERE) from None
    with ctx.read() as db:
        row: Any = db.execute(
            select(SavedCard.stripe_id, StripeCustomer.stripe_id)
            .join(
                StripeCustomer,
                (StripeCustomer.customer_id == SavedCard.customer_id)
                & (StripeCustomer.realm == SavedCard.realm),
            )
            .where(
                SavedCard.id == card_id,
                SavedCard.customer_id == customer_id,
                SavedCard.realm == realm,
            )
        ).one_or_none()
    if row is None:
        raise PaymentRefused(_NOT_THERE)
    return Chosen(stripe_id=row[0], customer=row[1])


def customer_for(ctx: Context, api: Api, owner: Owner, *, key: str) -> str:
    """Stripe's id of a customer, who is made known to it the first time, under this key."""
    known = stripe_customer(ctx, owner.customer_id, owner.realm)
    if known is not None:
        return known
    ids = {"shop_id": ctx.shop.id, "customer_id": str(owner.customer_id)}
    made = api.create_customer({"email": owner.email, "metadata": ids}, key=key)
    row = StripeCustomer(
        customer_id=owner.customer_id, realm=owner.realm, stripe_id=made, created_at=ctx.now()
    )
    with suppress(IntegrityError), ctx.transaction(settles=False) as db:
        db.add(row)  # unless another request was quicker
    return stripe_customer(ctx, owner.customer_id, owner.realm) or made


def forget_all(ctx: Context, customer_id: UUID, realm: str) -> None:
    """Stripe does not know the customer any more, who is made known to it anew next time."""
    with ctx.transaction(settles=False) as db:
        for table in (SavedCard, StripeCustomer):
            db.execute(delete(table).where(table.customer_id == customer_id, table.realm == realm))


def forget_card(ctx: Context, stripe_id: str) -> None:
    """Stripe does not keep this card any more."""
    with ctx.transaction(settles=False) as db:
        db.execute(delete(SavedCard).where(SavedCard.stripe_id == stripe_id))


def owe_keeping(ctx: Context, stripe_id: str, realm: str, cause: str) -> None:
    """Have the customer's cards looked at, once for what may have saved one: a payment, a setup."""
    with ctx.transaction(settles=False):
        ctx.jobs.enqueue(KEEP_JOB, dedupe_key=f"cards:{cause}", stripe_id=stripe_id, realm=realm)


def keep(ctx: Context, account: Connection, stripe_id: str) -> None:
    """Make what is stored here what Stripe keeps for a customer; a card that is there twice goes once."""
    with ctx.read() as db:
        owner = db.scalars(
            select(StripeCustomer.customer_id).where(
                StripeCustomer.stripe_id == stripe_id, StripeCustomer.realm == account.realm
            )
        ).one_or_none()
    if owner is None:
        return
    api = Api(ctx, account)
    found, twice = _told_apart(api.payment_methods(stripe_id))
    for item in twice:
        with suppress(stripe.InvalidRequestError):  # somebody else was quicker
            api.detach_payment_method(item.id)
    mine = (SavedCard.customer_id == owner, SavedCard.realm == account.realm)
    # who comes back from Stripe, and its webhook, may both be here at once with the same list
    with suppress(IntegrityError), ctx.transaction() as db:
        known = set(db.scalars(select(SavedCard.stripe_id).where(*mine)))
        db.execute(
            delete(SavedCard).where(*mine, SavedCard.stripe_id.not_in([item.id for item in found]))
        )
        for item in reversed(found):
            if item.id not in known:
                db.add(SavedCard(**_values(item, owner, account.realm, ctx.now())))


def _told_apart(
    methods: list[PaymentMethodShape],
) -> tuple[list[PaymentMethodShape], list[PaymentMethodShape]]:
    """Those to keep, the latest first, and those that are the same card again."""
    kept: dict[str, PaymentMethodShape] = {}
    twice = []
    for item in methods:
        # 'limited' is what Stripe notes where nobody agreed to see the card again
        if item.card is None or item.allow_redisplay == "limited":
            continue
        mark = item.card.fingerprint or item.id
        if mark in kept:
            twice.append(item)
        else:
            kept[mark] = item
    return list(kept.values()), twice


def remove(ctx: Context, account: Connection, customer_id: UUID, card_id: UUID) -> None:
    """Have Stripe forget a card of this customer, then forget it here.

    Raises `CardNotFound`, `StripeIsSilent`.
    """
    mine = (
        SavedCard.id == card_id,
        SavedCard.customer_id == customer_id,
        SavedCard.realm == account.realm,
    )
    with ctx.read() as db:
        stripe_id = db.scalars(select(SavedCard.stripe_id).where(*mine)).one_or_none()
    if stripe_id is None:
        raise CardNotFound
    try:
        Api(ctx, account).detach_payment_method(stripe_id)
    except stripe.InvalidRequestError:
        ctx.log.info("Stripe had no such card any more")
    except stripe.StripeError:
        raise StripeIsSilent from None
    with ctx.transaction() as db:
        db.execute(delete(SavedCard).where(*mine))


def erase(ctx: Context, customer_id: UUID) -> None:
    """Forget a person here, in the open transaction, and owe it to have Stripe forget them."""
    known: list[StripeCustomer] = list(
        ctx.db.scalars(select(StripeCustomer).where(StripeCustomer.customer_id == customer_id))
    )
    for row in known:
        ctx.jobs.enqueue(FORGET_JOB, stripe_id=row.stripe_id, realm=row.realm)
    ctx.db.execute(delete(SavedCard).where(SavedCard.customer_id == customer_id))
    ctx.db.execute(delete(StripeCustomer).where(StripeCustomer.customer_id == customer_id))


def forget(ctx: Context, account: Connection, stripe_id: str) -> None:
    """Have Stripe forget a customer, with the cards; fine when it did already."""
    try:
        Api(ctx, account).delete_customer(stripe_id)
    except stripe.InvalidRequestError as error:
        if not is_gone(error):
            raise


def stripe_customer(ctx: Context, customer_id: UUID, realm: str) -> str | None:
    """Stripe's id of a customer who is known to it already."""
    with ctx.read() as db:
        found: str | None = db.scalars(
            select(StripeCustomer.stripe_id).where(
                StripeCustomer.customer_id == customer_id, StripeCustomer.realm == realm
            )
        ).one_or_none()
    return found


def _values(item: PaymentMethodShape, owner: UUID, realm: str, at: datetime) -> dict[str, Any]:
    assert item.card is not None
    return {
        "customer_id": owner,
        "realm": realm,
        "stripe_id": item.id,
        "brand": item.card.brand,
        "last4": item.card.last4,
        "exp_month": item.card.exp_month,
        "exp_year": item.card.exp_year,
        "created_at": at,
    }


def _view(row: SavedCard, at: datetime) -> CardView:
    return CardView(
        id=row.id,
        brand=row.brand,
        last4=row.last4,
        exp_month=row.exp_month,
        exp_year=row.exp_year,
        expired=(row.exp_year, row.exp_month) < (at.year, at.month),
    )
