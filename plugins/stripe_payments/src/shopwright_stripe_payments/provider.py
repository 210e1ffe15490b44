"""The payment provider `stripe`.

`stripe:checkout` leads to Stripe's page (a Checkout Session), or, with the option `flow=client`,
hands an app what Stripe's library needs (a PaymentIntent). `stripe:saved_<id>` charges a saved card.
Each method is one operation of at most eight seconds, and ends with a look at what Stripe has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import stripe
from shopwright import Context
from shopwright.commerce.payments import (
    AttemptState,
    AttemptView,
    PaymentMethod,
    PaymentOffer,
    PaymentRequest,
    PaymentUnknown,
    Seen,
)
from shopwright.commerce.pricing import Money

from shopwright_stripe_payments import beginning, cards, changes, facts, starting
from shopwright_stripe_payments.amounts import NotPayable, is_payable, to_stripe
from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.connection import Connection, Realm, connection, missing
from shopwright_stripe_payments.errors import (
    is_silence,
    refund_refusal,
    unknown,
)
from shopwright_stripe_payments.facts import Picture, Reading
from shopwright_stripe_payments.look import check_ours, completed, look
from shopwright_stripe_payments.settings import Settings
from shopwright_stripe_payments.shapes import Intent, Refund
from shopwright_stripe_payments.words import words

NAME = "stripe"
_CLOSABLE = (
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "requires_capture",
    "processing",
)
_TAKEN = ("authorized", "paid")
# Shoppers must never take a trial for the real thing.
_NO_REAL_MONEY: Mapping[Realm, str] = {"stand_in": "demo", "test": "test_mode"}


class StripeProvider:
    """`PaymentProvider` for Stripe. Made anew whenever the settings change."""

    name = NAME

    def __init__(self, settings: Settings, ctx: Context) -> None:
        self._settings = settings
        self._ctx = ctx

    def methods(self, offer: PaymentOffer) -> Sequence[PaymentMethod]:
        """Stripe's page, after the customer's saved cards; nothing without an account."""
        account = connection(self._settings)
        if account is None or not is_payable(offer.total):
            return []
        found, said = [], words(offer.locale)
        if self._settings.save_cards and offer.customer_id is not None:
            found = cards.methods_of(self._ctx, offer.customer_id, account.realm, said)
        trial = _NO_REAL_MONEY.get(account.realm)
        page = PaymentMethod(
            id=f"{NAME}:{beginning.CHECKOUT}",
            label=self._settings.label or said["label"],
            description=said[trial] if trial else self._settings.description or said["page"],
        )
        return [*found, page]

    def start(self, request: PaymentRequest) -> Seen:
        """Make the session or intent, or find the one that was made with this key."""
        with self._asking() as (api, account):
            made = beginning.begin(self._ctx, self._settings, api, account, request)
            if made is None:  # the same key with other words: settings changed since the first call
                picture = self._known(api, request.attempt, account)
            else:
                picture = completed(api, request.attempt, made)
            return self._seen(api, request.attempt, picture, account)

    def fetch(self, attempt: AttemptView) -> Seen:
        """What Stripe has now."""
        with self._asking() as (api, account):
            picture = look(api, attempt)
            if picture is None:
                return _nothing(attempt, "creating")
            return self._seen(api, attempt, picture, account)

    def capture(self, attempt: AttemptView, amount: Money, *, key: str) -> Seen:
        """Take promised money; what is not taken now is let go, for Stripe captures once."""
        with self._asking() as (api, account):
            picture, refused = self._known(api, attempt, account), ""
            if picture.intent is not None and picture.intent.status == "requires_capture":
                try:
                    intent = api.capture_intent(picture.intent.id, to_stripe(amount), key=key)
                    picture = _with_intent(api, attempt, picture, intent)
                except NotPayable as error:
                    refused = f"{error}."
                except (stripe.CardError, stripe.InvalidRequestError) as error:
                    picture = self._known(api, attempt, account)
                    refused = f"Stripe does not take this amount ({error.code})."
            if picture.is_captured:
                refused = ""  # by us, or by somebody who was quicker
            elif not refused:
                refused = "There is no promised money at Stripe that could be taken."
            return self._seen(api, attempt, picture, account, refused=refused)

    def void(self, attempt: AttemptView) -> Seen:
        """Close it. When it succeeded meanwhile, or cannot be stopped any more, that is told."""
        with self._asking() as (api, account):
            picture = look(api, attempt)
            if picture is None:
                # A session that is still on its way to Stripe has no address that anybody knows,
                # and an intent takes nothing before it is confirmed.
                return _nothing(attempt, "voided")
            self._check(picture, attempt, account)
            try:
                picture = self._closed(api, attempt, picture)
            except stripe.InvalidRequestError:
                picture = self._known(api, attempt, account)
                if picture.session is not None and picture.session.status == "open":
                    raise PaymentUnknown("Stripe does not close an open session") from None
            return self._seen(api, attempt, picture, account)

    def _closed(self, api: Api, attempt: AttemptView, picture: Picture) -> Picture:
        session, intent = picture.session, picture.intent
        if session is not None and session.status == "open":
            return completed(api, attempt, api.expire_session(session.id))
        if intent is not None and intent.status in _CLOSABLE:
            return _with_intent(api, attempt, picture, api.cancel_intent(intent.id))
        return picture

    def refund(
        self, attempt: AttemptView, amount: Money, *, key: str, refund_id: UUID, reason: str
    ) -> Seen:
        """Give money back, once per `refund_id`: Stripe forgets keys, but not its refunds."""
        with self._asking() as (api, account):
            picture, refused = self._known(api, attempt, account), ""
            ours = next((item for item in picture.refunds if _is(item, refund_id)), None)
            if ours is None and picture.intent is not None:
                try:
                    params = self._refund_params(attempt, picture.intent, amount, refund_id)
                    ours = api.create_refund(params, key=key)
                    picture = facts.with_refund(picture, ours)
                except NotPayable as error:
                    refused = f"{error}."
                except (stripe.CardError, stripe.InvalidRequestError) as error:
                    refused = refund_refusal(error)
            elif ours is None:
                refused = "There is no payment at Stripe that could be refunded."
            if ours is not None and ours.status in ("failed", "canceled"):
                refused = f"The refund failed at Stripe ({ours.failure_reason or 'unknown'})."
            return self._seen(api, attempt, picture, account, refused=refused)

    def _refund_params(
        self, attempt: AttemptView, intent: Intent, amount: Money, refund_id: UUID
    ) -> dict[str, object]:
        ids = {**starting.metadata(attempt, self._ctx.shop), "refund_id": str(refund_id)}
        return {"payment_intent": intent.id, "amount": to_stripe(amount), "metadata": ids}

    def changed_since(self, moment: datetime) -> Iterator[UUID] | None:
        """Attempts that Stripe has news of; None without an account."""
        account = connection(self._settings)
        if account is None:
            return None
        return changes.changed_since(self._ctx, account, moment)

    def _known(self, api: Api, attempt: AttemptView, account: Connection) -> Picture:
        picture = look(api, attempt)
        if picture is None:
            raise PaymentUnknown("Stripe does not have this payment yet")
        self._check(picture, attempt, account)
        return picture

    def _check(self, picture: Picture, attempt: AttemptView, account: Connection) -> None:
        check_ours(picture, attempt, shop_id=self._ctx.shop.id, livemode=account.livemode)

    def _seen(
        self,
        api: Api,
        attempt: AttemptView,
        picture: Picture,
        account: Connection,
        *,
        refused: str = "",
    ) -> Seen:
        """The picture in the shop's words. A saved card is tried once: a declined try is closed."""
        self._check(picture, attempt, account)
        if facts.is_declined(attempt, picture):
            assert picture.intent is not None
            picture = _with_intent(api, attempt, picture, api.cancel_intent(picture.intent.id))
        paid = picture.charge is not None and picture.charge.paid
        if paid and attempt.state not in _TAKEN and picture.intent and picture.intent.customer:
            cards.owe_keeping(self._ctx, picture.intent.customer, account.realm, str(attempt.id))
        reading = Reading(
            at=self._ctx.now(),
            waits=timedelta(days=self._settings.delayed_days),
            publishable_key=account.publishable_key,
        )
        return facts.seen(attempt, picture, reading, refused=refused)

    @contextmanager
    def _asking(self) -> Iterator[tuple[Api, Connection]]:
        """One operation. Raises `PaymentUnknown` for whatever Stripe leaves open."""
        account = connection(self._settings)
        if account is None:
            raise PaymentUnknown(missing(self._settings), answered=False)
        try:
            yield Api(self._ctx, account), account
        except stripe.StripeError as error:
            if not is_silence(error):
                self._ctx.log.error("Stripe refuses a question of ours", code=error.code)
            raise unknown(error) from None


def _is(refund: Refund, refund_id: UUID) -> bool:
    return refund.metadata.get("refund_id") == str(refund_id)


def _nothing(attempt: AttemptView, state: AttemptState) -> Seen:
    return Seen(attempt_id=attempt.id, order_id=attempt.order_id, state=state)


def _with_intent(api: Api, attempt: AttemptView, picture: Picture, intent: Intent) -> Picture:
    """The picture after something was done to its intent."""
    session = picture.session
    if session is None:
        return completed(api, attempt, intent)
    return completed(api, attempt, session.model_copy(update={"payment_intent": intent}))
