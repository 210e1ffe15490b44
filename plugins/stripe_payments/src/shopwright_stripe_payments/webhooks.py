"""What Stripe tells us. An event is a hint to look, not a fact to book: it may come late, twice, in
any order, or from another shop of the same account.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError
from shopwright import Context, ForgedWebhook, UnreadableWebhook, VerifiedEvent, WebhookEndpoint
from shopwright.commerce.payments import attempt_by_id, settle

from shopwright_stripe_payments import saving, signatures
from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.arrivals import Doorkeeper, believed
from shopwright_stripe_payments.connection import Connection, connection, webhook_secrets
from shopwright_stripe_payments.errors import WebhooksNotSetUp, asking
from shopwright_stripe_payments.shapes import Event
from shopwright_stripe_payments.subjects import EVENTS, NAME, SET_UP, attempt_of

ENDPOINT = "events"
MAX_BYTES = 256 * 1024


def endpoint(doorkeeper: Doorkeeper) -> WebhookEndpoint:
    """`POST /api/v1/plugins/stripe_payments/webhooks/events`."""

    def verify_event(headers: Mapping[str, str], body: bytes, ctx: Context) -> VerifiedEvent:
        return verify(headers, body, ctx, doorkeeper)

    return WebhookEndpoint(name=ENDPOINT, verify=verify_event, handle=handle, max_bytes=MAX_BYTES)


def address(ctx: Context) -> str:
    """What the merchant enters in Stripe's dashboard."""
    return f"{ctx.shop.public_url}/api/v1/plugins/{ctx.id}/webhooks/{ENDPOINT}"


def verify(
    headers: Mapping[str, str], body: bytes, ctx: Context, doorkeeper: Doorkeeper
) -> VerifiedEvent:
    """Believe it, and keep no more of it than is needed to look: the rest is personal data."""
    account = connection(ctx.settings)
    secrets = webhook_secrets(ctx.settings, ctx.now())
    if account is None or not secrets:
        raise WebhooksNotSetUp
    try:
        signatures.check(headers.get("stripe-signature", ""), body, secrets, ctx.now())
    except signatures.Forged as error:
        doorkeeper.forged(ctx, account.realm)
        raise ForgedWebhook(f"Refused: {error}.") from None
    except signatures.Stale as error:
        doorkeeper.stale(ctx, account.realm)
        raise ForgedWebhook(f"Refused: {error}.") from None
    try:
        event = Event.model_validate_json(body)
        return VerifiedEvent(id=event.id, payload=event.model_dump(mode="json"))
    except ValueError:
        raise UnreadableWebhook("This is no event of Stripe's.") from None


def handle(event: VerifiedEvent, ctx: Context) -> None:
    """Look at the payment that it is about, and settle that. Events of others change nothing."""
    try:
        told = Event.model_validate(event.payload)
    except ValidationError:  # stored by another version of this plugin
        ctx.log.warning("an event cannot be read any more", event_id=event.id)
        return
    account = connection(ctx.settings)
    if account is None:
        return
    believed(ctx, account.realm, told.type)
    if told.type not in EVENTS or not _is_ours(told, ctx, account):
        return
    if told.type == SET_UP:
        saving.note(ctx, account, told.data.object)
        return
    with asking():
        attempt_id = attempt_of(told.data.object, Api(ctx, account).charge)
    attempt = attempt_by_id(attempt_id) if attempt_id else None
    if attempt is None or attempt.provider != NAME:
        ctx.log.info("an event is about no payment of this shop", event_id=event.id, type=told.type)
        return
    settle(attempt.id, source="webhook")


def _is_ours(told: Event, ctx: Context, account: Connection) -> bool:
    """Another shop may share the account, and test events may come to a live shop."""
    shop_id = (told.data.object.metadata or {}).get("shop_id", ctx.shop.id)
    if told.livemode == account.livemode and shop_id == ctx.shop.id:
        return True
    ctx.log.warning("an event is another shop's or mode's", event_id=told.id, type=told.type)
    return False
