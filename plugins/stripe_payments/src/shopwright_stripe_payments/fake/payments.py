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

from typing import Any

from shopwright_stripe_payments.fake import cards
from shopwright_stripe_payments.fake.errors import ApiError, Body, invalid
from shopwright_stripe_payments.fake.following import follow
from shopwright_stripe_payments.fake.ids import new_id, random_text
from shopwright_stripe_payments.fake.resources import (
    balance,
    charges,
    disputes,
    payment_methods,
)
from shopwright_stripe_payments.fake.world import World

ANSWER_DEBIT, LAPSE = "answer_debit", "lapse_authorization"
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
_OPTIONAL_SECURE = "4000000000003055"


def unexpected_state(intent: Body, verb: str, allowed: tuple[str, ...]) -> ApiError:
    """400: the intent is in no state for that."""
    return invalid(
        f"This PaymentIntent could not be {verb} because it has a status of {intent['status']}. "
        f"Only a PaymentIntent with one of the following statuses may be {verb}: "
        f"{', '.join(allowed)}.",
        code="payment_intent_unexpected_state",
        payment_intent=intent,
    )


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
        raise unexpected_state(intent, "confirmed", CONFIRMABLE)
    _check_method(world, intent, method)
    intent["payment_method"] = method["id"]
    if method["type"] == "sepa_debit":
        return _debit(world, intent, method)
    card = payment_methods.card_of(world, method)
    if not _asks_to_authenticate(world, intent, method, card, off_session=off_session):
        return _authorize(world, intent, method, authenticated=False)
    if off_session or refuse_action:
        raise _declined(world, intent, method, card, cards.AUTHENTICATION_REQUIRED)
    return _require_action(world, intent, return_url)


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
    payment_methods.check_usable(world, method, intent["customer"])


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


def _require_action(world: World, intent: Body, return_url: str | None) -> Body:
    token = random_text(24)
    url = f"{world.url}/c/authenticate/{intent['id']}/{token}"
    if return_url:
        action: Body = {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": url, "return_url": return_url},
        }
    else:
        sdk = {"type": "three_d_secure_redirect", "stripe_js": url}
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": sdk}
    intent |= {"status": "requires_action", "next_action": action, "last_payment_error": None}
    world.store.save(intent)
    world.store.keep(intent["id"], token=token, return_url=return_url)
    world.emit("payment_intent.requires_action", intent)
    return intent


def authenticate(world: World, intent_id: str, *, passed: bool) -> Body:
    """The shopper's bank has asked the shopper; goes on with the payment, or gives it up.

    Raises `ApiError` when the bank declines it all the same.
    """
    intent = world.store.get(intent_id)
    if intent["status"] != "requires_action":
        raise unexpected_state(intent, "authenticated", ("requires_action",))
    method = world.store.get(intent["payment_method"])
    intent["next_action"] = None
    if passed:
        return _authorize(world, intent, method, authenticated=True)
    _fail(
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
    card = payment_methods.card_of(world, method)
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
    _use(world, intent, method)
    intent |= {"latest_charge": charge["id"], "last_payment_error": None, "next_action": None}
    if before is not None:
        _hold(world, intent, charge)
    else:
        _collect(world, intent, charge, intent["amount"])
        _succeed(world, intent, charge, "charge.succeeded")
        if card.dispute:
            disputes.open_dispute(world, charge, card.dispute)
    return intent


def _use(world: World, intent: Body, method: Body) -> None:
    """A method pays once, unless it is, or is being, saved with a customer."""
    save = intent["setup_future_usage"] or world.store.private(intent["id"]).get("save")
    if save and intent["customer"]:
        payment_methods.attach_to(world, method, intent["customer"])
        world.store.keep(method["id"], set_up=True)
    else:
        world.store.keep(method["id"], consumed=True)


def _hold(world: World, intent: Body, charge: Body) -> None:
    intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
    world.store.save(charge)
    world.store.save(intent)
    world.clock.schedule(world.options.authorization_seconds, LAPSE, intent["id"])
    world.emit("charge.succeeded", charge)
    world.emit("payment_intent.amount_capturable_updated", intent)
    follow(world, intent)


def _collect(world: World, intent: Body, charge: Body, amount: int) -> None:
    charge["amount_captured"] += amount
    intent["amount_received"] += amount
    charge["balance_transaction"] = balance.move(
        world, charge, amount, "charge", fee=balance.fee_for(amount)
    )


def _succeed(world: World, intent: Body, charge: Body, event: str) -> None:
    charge |= {"captured": True}
    intent |= {"status": "succeeded", "amount_capturable": 0}
    world.store.save(charge)
    world.store.save(intent)
    world.emit(event, charge)
    world.emit("payment_intent.succeeded", intent)
    follow(world, intent)


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
    _fail(world, intent, dict(error.error))
    error.error["payment_intent"] = intent
    return error


def _fail(world: World, intent: Body, error: Body) -> None:
    intent |= {
        "status": "requires_payment_method",
        "last_payment_error": error,
        "next_action": None,
        "payment_method": None,
    }
    world.store.save(intent)
    world.emit("payment_intent.payment_failed", intent)
    follow(world, intent)


def _debit(world: World, intent: Body, method: Body) -> Body:
    account = payment_methods.account_of(world, method)
    charge = charges.create(world, intent, method)
    charge["payment_method_details"] = charges.debit_details(method, new_id("mandate"))
    charge["outcome"] = charges.authorized_outcome(None)
    world.store.save(charge)
    _use(world, intent, method)
    intent |= {
        "status": "processing",
        "latest_charge": charge["id"],
        "last_payment_error": None,
        "next_action": None,
    }
    world.store.save(intent)
    seconds = world.options.bank_seconds
    world.clock.schedule(
        account.seconds if seconds is None else seconds, ANSWER_DEBIT, intent["id"]
    )
    world.emit("charge.pending", charge)
    world.emit("payment_intent.processing", intent)
    follow(world, intent)
    return intent


def answer_debit(world: World, intent_id: str, *, succeeds: bool | None = None) -> Body:
    """The bank answers a debit: as the test account says, or as told."""
    intent = world.store.get(intent_id)
    if intent["status"] != "processing":
        raise unexpected_state(intent, "answered by a bank", ("processing",))
    world.clock.cancel(ANSWER_DEBIT, intent_id)
    method = world.store.get(intent["payment_method"])
    account = payment_methods.account_of(world, method)
    charge = world.store.get(intent["latest_charge"])
    if account.succeeds if succeeds is None else succeeds:
        charge |= {"status": "succeeded", "paid": True}
        _collect(world, intent, charge, intent["amount"])
        _succeed(world, intent, charge, "charge.succeeded")
        if account.dispute:
            disputes.open_dispute(world, charge, account.dispute)
        return intent
    message = "The customer's account has insufficient funds to cover this payment."
    charge |= {
        "status": "failed",
        "failure_code": "insufficient_funds",
        "failure_message": message,
    }
    world.store.save(charge)
    world.emit("charge.failed", charge)
    error: dict[str, Any] = {
        "charge": charge["id"],
        "code": "payment_intent_payment_attempt_failed",
        "decline_code": "insufficient_funds",
        "message": message,
        "payment_method": method,
        "type": "card_error",
    }
    _fail(world, intent, error)
    return intent


def capture(world: World, intent: Body, amount: int | None, *, final: bool) -> Body:
    """Take what is authorized, or a part; what is left over is released when it is `final`."""
    if intent["status"] != "requires_capture":
        raise unexpected_state(intent, "captured", ("requires_capture",))
    charge = world.store.get(intent["latest_charge"])
    left = intent["amount_capturable"]
    taken = left if amount is None else amount
    _check_capture(charge, taken, left, final=final)
    if taken:
        _collect(world, intent, charge, taken)
    if final or taken == left:
        world.clock.cancel(LAPSE, intent["id"])
        _succeed(world, intent, charge, "charge.captured")
        return intent
    intent["amount_capturable"] = left - taken
    world.store.save(charge)
    world.store.save(intent)
    world.emit("charge.updated", charge)
    world.emit("payment_intent.amount_capturable_updated", intent)
    return intent


def _check_capture(charge: Body, taken: int, left: int, *, final: bool) -> None:
    several = charge["payment_method_details"]["card"]["multicapture"]["status"] == "available"
    if not final and not several:
        raise invalid(
            "You cannot set `final_capture` to false: multicapture is not available for this "
            "PaymentIntent. Ask for it with "
            "payment_method_options[card][request_multicapture]=if_available.",
            param="final_capture",
        )
    if taken > left:
        raise invalid(
            f"The amount to capture ({taken}) is greater than the amount that can be captured "
            f"({left}).",
            param="amount_to_capture",
            code="amount_too_large",
        )
    if taken < 1 and not (final and charge["amount_captured"]):
        raise invalid(
            "Amount to capture must be at least 1.",
            param="amount_to_capture",
            code="amount_too_small",
        )


def lapse(world: World, intent_id: str) -> Body:
    """An authorization ends by itself; what was captured of it stays."""
    intent = world.store.get(intent_id)
    charge = world.store.get(intent["latest_charge"])
    if intent["amount_received"]:
        _succeed(world, intent, charge, "charge.captured")
        return intent
    world.emit("charge.expired", charge)
    return close(world, intent, "expired")


def close(world: World, intent: Body, reason: str | None) -> Body:
    """Cancel an intent for good, whatever it waits for; held money is released."""
    world.clock.cancel(LAPSE, intent["id"])
    intent |= {
        "status": "canceled",
        "amount_capturable": 0,
        "canceled_at": world.now(),
        "cancellation_reason": reason,
        "next_action": None,
    }
    world.store.save(intent)
    world.emit("payment_intent.canceled", intent)
    return intent
