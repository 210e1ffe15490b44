"""Beginning a payment at Stripe: a session, an intent for an app, or a saved card that is charged."""

from __future__ import annotations

import stripe
from shopwright import Context
from shopwright.commerce.payments import PaymentRefused, PaymentRequest

from shopwright_stripe_payments import cards, starting
from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.connection import Connection
from shopwright_stripe_payments.errors import refusal
from shopwright_stripe_payments.settings import Settings
from shopwright_stripe_payments.shapes import Intent, Session

CHECKOUT = "checkout"


def begin(
    ctx: Context, settings: Settings, api: Api, account: Connection, request: PaymentRequest
) -> Session | Intent | None:
    """What was made, now or with this key before; None when that was with other words.

    Raises `PaymentRefused` when nothing was made, and nobody can pay what was.
    """
    try:
        if request.attempt.method.startswith(cards.PREFIX):
            return _charge_saved(ctx, settings, api, account, request)
        return _open(ctx, settings, api, account, request)
    except stripe.IdempotencyError:
        return None
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        # it comes before anything happens; and what nobody was told of, nobody can pay
        ctx.log.error("Stripe refuses the key", error=type(error).__name__)
        raise refusal(error) from None
    except (stripe.CardError, stripe.InvalidRequestError) as error:
        ctx.log.warning("Stripe refuses a payment", code=error.code, param=error.param)
        _forget(ctx, account, request, error.param)
        raise refusal(error) from None


def _open(
    ctx: Context, settings: Settings, api: Api, account: Connection, request: PaymentRequest
) -> Session | Intent:
    attempt, customer = request.attempt, ""
    if attempt.method != CHECKOUT:
        raise PaymentRefused(f"'{attempt.method}' is no way to pay here; choose another one.")
    flow = starting.flow_of(request)
    if settings.save_cards and request.customer_id is not None:
        owner = cards.Owner(
            customer_id=request.customer_id, email=request.email, realm=account.realm
        )
        customer = cards.customer_for(ctx, api, owner, key=f"{attempt.key}-customer")
    if flow == "client":
        params = starting.intent_params(request, settings, ctx.shop, customer=customer)
        return api.create_intent(params, key=attempt.key)
    params = starting.session_params(request, settings, ctx.shop, customer=customer)
    return api.create_session(params, key=attempt.key)


def _charge_saved(
    ctx: Context, settings: Settings, api: Api, account: Connection, request: PaymentRequest
) -> Intent:
    """First the intent, which takes nothing; then its confirmation.

    So an answer that is lost leaves nothing behind that could still charge the card unseen.
    """
    attempt = request.attempt
    card = cards.card_of(ctx, request.customer_id, attempt.method, account.realm)
    params = starting.saved_params(
        request, settings, ctx.shop, customer=card.customer, card=card.stripe_id
    )
    intent = api.create_intent(params, key=attempt.key)
    try:
        return api.confirm_intent(
            intent.id, return_url=request.return_url, key=f"{attempt.key}-confirm"
        )
    except stripe.CardError:
        return api.intent(intent.id)  # it says why, also when it is asked later


def _forget(ctx: Context, account: Connection, request: PaymentRequest, param: str | None) -> None:
    """What was removed at Stripe is not to be asked for again."""
    customer_id, method = request.customer_id, request.attempt.method
    if param == "customer" and customer_id is not None:
        cards.forget_all(ctx, customer_id, account.realm)
    elif param == "payment_method" and method.startswith(cards.PREFIX):
        chosen = cards.card_of(ctx, customer_id, method, account.realm)
        cards.forget_card(ctx, chosen.stripe_id)
