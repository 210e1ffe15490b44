"""The life of a payment intent: confirmed, authenticated, authorized, captured, or not.

    requires_payment_method <-> requires_action (3-D Secure)
              |                      |
              v                      v
         processing (bank) ----> succeeded <---- requires_capture
              |                                        |
              v                                        v
    requires_payment_method                        canceled

Who declines a payment raises `ApiError` after the failed charge was written.
"""

from __future__ import annotations

from shopwright_stripe_payments.fake import captures, cards, debits, methods, outcomes
from shopwright_stripe_payments.fake.errors import ApiError, Body, invalid
from shopwright_stripe_payments.fake.resources import charges, disputes
from shopwright_stripe_payments.fake.world import World

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
_OPTIONAL_SECURE = "4000000000003055"


def confirm(
    world: World,
    intent: Body,
    method: Body,
    *,
    return_url: str | None = None,
    off_session: bool = False,
    refuse_action: bool = False,
) -> Body:
    """Try to take the money with a payment method; the intent as it is then.

    Raises `ApiError` when the method cannot be used or is declined.
    """
    if intent["status"] not in CONFIRMABLE:
        raise outcomes.unexpected_state(intent, "confirmed", CONFIRMABLE)
    _check_method(world, intent, method)
    intent["payment_method"] = method["id"]
    if method["type"] in methods.DEBITS:
        return debits.begin(world, intent, method)
    card = methods.card_of(world, method)
    if not _asks_to_authenticate(world, intent, method, card, off_session=off_session):
        return _authorize(world, intent, method, authenticated=False)
    if off_session or refuse_action:
        raise _declined(world, intent, method, card, cards.AUTHENTICATION_REQUIRED)
    intent["last_payment_error"] = None
    return outcomes.ask_the_bank(world, intent, return_url)


def _check_method(world: World, intent: Body, method: Body) -> None:
    if method["type"] not in intent["payment_method_types"]:
        raise invalid(
            f"The PaymentMethod provided ({method['type']}) is not allowed for this "
            f"PaymentIntent. Please attach a PaymentMethod of one of the following types: "
            f"{', '.join(intent['payment_method_types'])}.",
            param="payment_method",
        )
    if method["type"] == "card" and intent["statement_descriptor"]:
        raise invalid(
            "The `statement_descriptor` parameter isn't supported for card payments. Use "
            "`statement_descriptor_suffix` instead.",
            param="statement_descriptor",
        )
    methods.check_usable(world, method, intent["customer"])


def _asks_to_authenticate(
    world: World, intent: Body, method: Body, card: cards.TestCard, *, off_session: bool
) -> bool:
    if card.authentication == "unless_set_up":
        return not world.store.private(method["id"]).get("set_up")
    if card.authentication == "on_session_only":
        return not off_session
    options = intent["payment_method_options"].get("card", {})
    asked = options.get("request_three_d_secure") in ("any", "challenge")
    return card.authentication == "required" or (asked and card.number == _OPTIONAL_SECURE)


def authenticate(world: World, intent_id: str, *, passed: bool) -> Body:
    """The shopper's bank has asked the shopper; goes on with the payment, or gives it up.

    Raises `ApiError` when the bank declines it all the same.
    """
    intent = world.store.get(intent_id)
    if intent["status"] != "requires_action":
        raise outcomes.unexpected_state(intent, "authenticated", ("requires_action",))
    method = world.store.get(intent["payment_method"])
    intent["next_action"] = None
    if passed:
        return _authorize(world, intent, method, authenticated=True)
    outcomes.fail(
        world,
        intent,
        {
            "code": "payment_intent_authentication_failure",
            "doc_url": "https://stripe.com/docs/error-codes/payment-intent-authentication-failure",
            "message": "The provided PaymentMethod has failed authentication. You can provide "
            "payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent "
            "again.",
            "payment_method": method,
            "type": "invalid_request_error",
        },
    )
    return intent


def _authorize(world: World, intent: Body, method: Body, *, authenticated: bool) -> Body:
    card = methods.card_of(world, method)
    if card.decline is not None:
        raise _declined(world, intent, method, card, card.decline)
    charge = charges.create(world, intent, method)
    options = intent["payment_method_options"].get("card", {})
    manual = "manual" in (intent["capture_method"], options.get("capture_method"))
    before = world.now() + world.options.authorization_seconds if manual else None
    charge |= {"status": "succeeded", "paid": True, "outcome": charges.authorized_outcome(card)}
    charge["payment_method_details"] = charges.card_details(
        method,
        intent["amount"],
        capture_before=before,
        multicapture=options.get("request_multicapture") == "if_available",
        authenticated=authenticated,
    )
    outcomes.use(world, intent, method)
    intent |= {"latest_charge": charge["id"], "last_payment_error": None, "next_action": None}
    if before is not None:
        captures.hold(world, intent, charge)
    else:
        outcomes.collect(world, intent, charge, intent["amount"])
        outcomes.succeed(world, intent, charge, "charge.succeeded")
        if card.dispute:
            disputes.open_dispute(world, charge, card.dispute)
    return intent


def _declined(
    world: World, intent: Body, method: Body, card: cards.TestCard, decline: cards.Decline
) -> ApiError:
    """Write the failed charge down; the error to raise."""
    charge = charges.create(world, intent, method)
    charge |= {
        "failure_code": decline.code,
        "failure_message": decline.message,
        "outcome": charges.declined_outcome(card, decline),
        "payment_method_details": charges.card_details(
            method, intent["amount"], capture_before=None, multicapture=False, authenticated=False
        ),
        "status": "failed",
    }
    world.store.save(charge)
    world.emit("charge.failed", charge)
    intent["latest_charge"] = charge["id"]
    error = ApiError(
        402,
        "card_error",
        decline.message,
        keeps=True,
        charge=charge["id"],
        code=decline.code,
        decline_code=decline.decline_code,
        payment_method=method,
        param="exp_month" if decline is cards.EXPIRED else None,
    )
    outcomes.fail(world, intent, dict(error.error))
    error.error["payment_intent"] = intent
    return error
