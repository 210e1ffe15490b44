"""How an attempt to be paid ends, by whatever method."""

from __future__ import annotations

from shopwright_stripe_payments.fake.errors import ApiError, Body, invalid
from shopwright_stripe_payments.fake.following import follow
from shopwright_stripe_payments.fake.ids import random_text
from shopwright_stripe_payments.fake.methods import attach_to
from shopwright_stripe_payments.fake.resources import balance
from shopwright_stripe_payments.fake.world import World


def name_of(intent: Body) -> str:
    """What Stripe calls its kind in messages."""
    return {"payment_intent": "PaymentIntent", "setup_intent": "SetupIntent"}[intent["object"]]


def refused(intent: Body, message: str, problem: str = "unexpected_state") -> ApiError:
    """400 about a payment or setup intent, which goes with it."""
    kind = intent["object"]
    error = invalid(message, code=f"{kind}_{problem}")
    error.error[kind] = intent
    return error


def unexpected_state(intent: Body, verb: str, allowed: tuple[str, ...]) -> ApiError:
    """400: the intent is in no state for that."""
    name = name_of(intent)
    return refused(
        intent,
        f"This {name} could not be {verb} because it has a status of {intent['status']}. "
        f"Only a {name} with one of the following statuses may be {verb}: "
        f"{', '.join(allowed)}.",
    )


def ask_the_bank(world: World, intent: Body, return_url: str | None) -> Body:
    """3-D Secure: the card's owner has to answer on a page of the bank's."""
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
    intent |= {"status": "requires_action", "next_action": action}
    world.store.save(intent)
    world.store.keep(intent["id"], token=token, return_url=return_url)
    world.emit(f"{intent['object']}.requires_action", intent)
    return intent


def use(world: World, intent: Body, method: Body) -> None:
    """A method pays once, unless it is, or is being, saved with a customer."""
    save = intent["setup_future_usage"] or world.store.private(intent["id"]).get("save")
    if save and intent["customer"]:
        attach_to(world, method, intent["customer"])
        world.store.keep(method["id"], set_up=True)
    else:
        world.store.keep(method["id"], consumed=True)


def collect(world: World, intent: Body, charge: Body, amount: int) -> None:
    """Money reaches the account."""
    charge["amount_captured"] += amount
    intent["amount_received"] += amount
    charge["balance_transaction"] = balance.move(
        world, charge, amount, "charge", fee=balance.fee_for(amount)
    )


def succeed(world: World, intent: Body, charge: Body, event: str) -> None:
    """All is collected that will be; `event` says it of the charge."""
    charge |= {"captured": True}
    intent |= {"status": "succeeded", "amount_capturable": 0}
    world.store.save(charge)
    world.store.save(intent)
    world.emit(event, charge)
    world.emit("payment_intent.succeeded", intent)
    follow(world, intent)


def fail(world: World, intent: Body, error: Body) -> None:
    """The attempt is over, and another method may be tried."""
    intent |= {
        "status": "requires_payment_method",
        "last_payment_error": error,
        "next_action": None,
        "payment_method": None,
    }
    world.store.save(intent)
    world.emit("payment_intent.payment_failed", intent)
    follow(world, intent)
