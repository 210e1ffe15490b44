"""The life of a setup intent: a card is tried without being charged, and kept with its customer.

    requires_payment_method <-> requires_action (3-D Secure)
              |                      |
              +------> succeeded <---+          canceled

Who declines a card raises `ApiError`; the intent then waits for another one.
"""

from __future__ import annotations

from shopwright_stripe_payments.fake import cards, methods, outcomes
from shopwright_stripe_payments.fake.errors import ApiError, Body, invalid
from shopwright_stripe_payments.fake.following import follow_setup
from shopwright_stripe_payments.fake.ids import new_id, random_text
from shopwright_stripe_payments.fake.world import World

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def make(world: World, params: Body) -> Body:
    """A new intent from its parameters, not confirmed yet."""
    customer = params.get("customer") or None
    if customer:
        world.require("customer", customer, param="customer")
    if "card" not in (params.get("allowed_payment_method_types") or ["card"]):
        raise invalid("The fake Stripe sets up cards only.", param="allowed_payment_method_types")
    intent_id = new_id("seti")
    automatic = params.get("automatic_payment_methods") or {"enabled": True}
    body: Body = {
        "id": intent_id,
        "object": "setup_intent",
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "application": None,
        "automatic_payment_methods": {"allow_redirects": "always"} | automatic,
        "cancellation_reason": None,
        "client_secret": f"{intent_id}_secret_{random_text(25)}",
        "created": world.now(),
        "customer": customer,
        "customer_account": None,
        "description": params.get("description") or None,
        "excluded_payment_method_types": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": params.get("metadata") or {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": params.get("usage", "off_session"),
    }
    world.store.add(body)
    world.emit("setup_intent.created", body)
    return body


def confirm(world: World, intent: Body, method: Body, *, return_url: str | None = None) -> Body:
    """Try to set the card up; the intent as it is then.

    Raises `ApiError` when the card cannot be used or is declined.
    """
    if intent["status"] not in CONFIRMABLE:
        raise outcomes.unexpected_state(intent, "confirmed", CONFIRMABLE)
    if method["type"] not in intent["payment_method_types"]:
        raise invalid(
            f"The PaymentMethod provided ({method['type']}) is not allowed for this SetupIntent.",
            param="payment_method",
        )
    methods.check_usable(world, method, intent["customer"])
    intent |= {"payment_method": method["id"], "latest_attempt": new_id("setatt")}
    if methods.card_of(world, method).authentication == "no":
        return _keep(world, intent, method)
    intent["last_setup_error"] = None
    return outcomes.ask_the_bank(world, intent, return_url)


def authenticate(world: World, intent_id: str, *, passed: bool) -> Body:
    """The bank has asked the card's owner. Raises `ApiError` when it declines all the same."""
    intent = world.store.get(intent_id)
    if intent["status"] != "requires_action":
        raise outcomes.unexpected_state(intent, "authenticated", ("requires_action",))
    method = world.store.get(intent["payment_method"])
    if passed:
        return _keep(world, intent, method)
    return _fail(
        world,
        intent,
        {
            "code": "setup_intent_authentication_failure",
            "doc_url": "https://stripe.com/docs/error-codes/setup-intent-authentication-failure",
            "message": "The latest attempt to set up the payment method has failed because "
            "authentication failed.",
            "payment_method": method,
            "type": "invalid_request_error",
        },
    )


def cancel(world: World, intent: Body, reason: str | None) -> Body:
    """Close it for good."""
    intent |= {"status": "canceled", "cancellation_reason": reason, "next_action": None}
    world.store.save(intent)
    world.emit("setup_intent.canceled", intent)
    return intent


def _keep(world: World, intent: Body, method: Body) -> Body:
    card = methods.card_of(world, method)
    if card.decline is not None and not card.keeps_before_declining:
        raise _declined(world, intent, method, card.decline)
    if intent["customer"]:
        methods.attach_to(world, method, intent["customer"])
    world.store.keep(method["id"], set_up=True)
    intent |= {"status": "succeeded", "next_action": None, "last_setup_error": None}
    world.store.save(intent)
    world.emit("setup_intent.succeeded", intent)
    follow_setup(world, intent)
    return intent


def _declined(world: World, intent: Body, method: Body, decline: cards.Decline) -> ApiError:
    error = ApiError(
        402,
        "card_error",
        decline.message,
        keeps=True,
        code=decline.code,
        decline_code=decline.decline_code,
        payment_method=method,
    )
    _fail(world, intent, dict(error.error))
    error.error["setup_intent"] = intent
    return error


def _fail(world: World, intent: Body, error: Body) -> Body:
    """The attempt is over, and another card may be tried."""
    intent |= {
        "status": "requires_payment_method",
        "last_setup_error": error,
        "next_action": None,
        "payment_method": None,
    }
    world.store.save(intent)
    world.emit("setup_intent.setup_failed", intent)
    return intent
