"""Money that is held: captured in whole or part, released, or lapsed."""

from __future__ import annotations

from shopwright_stripe_payments.fake import outcomes
from shopwright_stripe_payments.fake.errors import Body, invalid
from shopwright_stripe_payments.fake.following import follow
from shopwright_stripe_payments.fake.world import World

LAPSE = "lapse_authorization"


def hold(world: World, intent: Body, charge: Body) -> None:
    """The bank holds the money for a week."""
    intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
    world.store.save(charge)
    world.store.save(intent)
    world.clock.schedule(world.options.authorization_seconds, LAPSE, intent["id"])
    world.emit("charge.succeeded", charge)
    world.emit("payment_intent.amount_capturable_updated", intent)
    follow(world, intent)


def capture(world: World, intent: Body, amount: int | None, *, final: bool) -> Body:
    """Take what is authorized, or a part; what is left over is released when it is `final`."""
    if intent["status"] != "requires_capture":
        raise outcomes.unexpected_state(intent, "captured", ("requires_capture",))
    charge = world.store.get(intent["latest_charge"])
    left = intent["amount_capturable"]
    taken = left if amount is None else amount
    _check_capture(charge, taken, left, final=final)
    if taken:
        outcomes.collect(world, intent, charge, taken)
    if final or taken == left:
        world.clock.cancel(LAPSE, intent["id"])
        outcomes.succeed(world, intent, charge, "charge.captured")
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
        outcomes.succeed(world, intent, charge, "charge.captured")
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
