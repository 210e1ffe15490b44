"""How an attempt to be paid ends, by whatever method."""

from __future__ import annotations

from shopwright_stripe_payments.fake.errors import ApiError, Body, invalid
from shopwright_stripe_payments.fake.following import follow
from shopwright_stripe_payments.fake.methods import attach_to
from shopwright_stripe_payments.fake.resources import balance
from shopwright_stripe_payments.fake.world import World


def unexpected_state(intent: Body, verb: str, allowed: tuple[str, ...]) -> ApiError:
    """400: the intent is in no state for that."""
    return invalid(
        f"This PaymentIntent could not be {verb} because it has a status of {intent['status']}. "
        f"Only a PaymentIntent with one of the following statuses may be {verb}: "
        f"{', '.join(allowed)}.",
        code="payment_intent_unexpected_state",
        payment_intent=intent,
    )


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
