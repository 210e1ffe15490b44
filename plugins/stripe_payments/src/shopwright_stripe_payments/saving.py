"""Saving a card without paying: on Stripe's page, or in an app with Stripe's library.

Stripe tries the card, which may ask the bank (3-D Secure), and keeps it with its owner. That is the
consent: nobody comes here who did not ask to have a card kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID, uuid4

import stripe
from shopwright import Context

from shopwright_stripe_payments import cards
from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.cards import Owner
from shopwright_stripe_payments.connection import Connection, connection
from shopwright_stripe_payments.errors import (
    CardsNotKept,
    StripeIsSilent,
    is_gone,
    is_silence,
)
from shopwright_stripe_payments.settings import Settings
from shopwright_stripe_payments.shapes import Subject
from shopwright_stripe_payments.starting import stripe_locale
from shopwright_stripe_payments.subjects import customer_of

T = TypeVar("T")
_COMPLETE = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a customer comes from and goes back to: a path of this shop, in a language."""

    path: str
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What an app gives to Stripe's library."""

    id: str
    client_secret: str
    publishable_key: str


def is_offered(settings: Settings) -> bool:
    """Whether customers may add a card: cards are a way to pay here, and may be kept."""
    takes_cards = not settings.methods or "card" in settings.methods
    return settings.save_cards and takes_cards and connection(settings) is not None


def page_for(ctx: Context, customer_id: UUID, email: str, place: Place, done: str) -> str:
    """The address of Stripe's page, which leads back to the path `done`.

    Raises `CardsNotKept`, `StripeIsSilent`.
    """
    account = _account(ctx)
    query = urlencode({"back": place.path, "locale": place.locale})
    back = f"{ctx.shop.public_url}{done}?{query}&session={{CHECKOUT_SESSION_ID}}"
    ids = _ids(ctx, customer_id)
    params = {
        "mode": "setup",
        "allowed_payment_method_types": ["card"],
        "success_url": back,
        "cancel_url": f"{ctx.shop.public_url}{place.path}",
        "locale": stripe_locale(place.locale),
        "metadata": ids,
        "setup_intent_data": {"metadata": ids},
    }
    owner = Owner(customer_id=customer_id, email=email, realm=account.realm)
    with _asking(ctx):
        api = Api(ctx, account)
        session = _for_customer(
            ctx,
            api,
            owner,
            lambda known, key: api.create_session({**params, "customer": known}, key=key),
        )
    if not session.url:
        raise StripeIsSilent
    return session.url


def setup_for(ctx: Context, customer_id: UUID, email: str) -> Setup:
    """For an app, which asked its customer. Raises `CardsNotKept`, `StripeIsSilent`."""
    account = _account(ctx)
    params = {
        "allowed_payment_method_types": ["card"],
        "usage": "on_session",
        "metadata": _ids(ctx, customer_id),
    }
    owner = Owner(customer_id=customer_id, email=email, realm=account.realm)
    with _asking(ctx):
        api = Api(ctx, account)
        made = _for_customer(
            ctx,
            api,
            owner,
            lambda known, key: api.create_setup({**params, "customer": known}, key=key),
        )
    return Setup(
        id=made.id, client_secret=made.client_secret, publishable_key=account.publishable_key
    )


def look(ctx: Context, customer_id: UUID, session_id: str) -> bool:
    """Back from Stripe's page: learn what is kept now. False when nothing was saved there.

    Raises `CardsNotKept`, `StripeIsSilent`; then the card is learned of a little later.
    """
    account = _account(ctx)
    if not session_id.startswith("cs_"):
        return False
    with _asking(ctx):
        try:
            session = Api(ctx, account).session(session_id)
        except stripe.InvalidRequestError as error:
            if is_gone(error):
                return False
            raise
        ours = _ids(ctx, customer_id).items() <= session.metadata.items()
        if not ours or session.status != _COMPLETE or session.customer is None:
            return False
        cards.keep(ctx, account, session.customer)
    return True


def note(ctx: Context, account: Connection, subject: Subject) -> None:
    """Stripe says that a card was set up: have the customer's cards looked at."""
    customer_id = customer_of(subject)
    known = cards.stripe_customer(ctx, customer_id, account.realm) if customer_id else None
    if known is not None:
        cards.owe_keeping(ctx, known, account.realm, subject.id)


def _account(ctx: Context) -> Connection:
    account = connection(ctx.settings)
    if account is None or not is_offered(ctx.settings):
        raise CardsNotKept
    return account


def _ids(ctx: Context, customer_id: UUID) -> dict[str, str]:
    return {"shop_id": ctx.shop.id, "customer_id": str(customer_id)}


def _for_customer(ctx: Context, api: Api, owner: Owner, make: Callable[[str, str], T]) -> T:
    """`make(customer, key)`, and once more for a customer who was removed at Stripe."""
    try:
        return _made(ctx, api, owner, make)
    except stripe.InvalidRequestError as error:
        if error.param != "customer":
            raise
    cards.forget_all(ctx, owner.customer_id, owner.realm)
    return _made(ctx, api, owner, make)


def _made(ctx: Context, api: Api, owner: Owner, make: Callable[[str, str], T]) -> T:
    key = uuid4().hex
    return make(cards.customer_for(ctx, api, owner, key=f"{key}-customer"), key)


@contextmanager
def _asking(ctx: Context) -> Iterator[None]:
    """Raise `StripeIsSilent` for whatever Stripe does not do."""
    try:
        yield
    except stripe.StripeError as error:
        if not is_silence(error):
            ctx.log.error("Stripe refuses to set a card up", code=error.code)
        raise StripeIsSilent from None
