"""How a Checkout Session follows the payment intent that it began."""

from __future__ import annotations

from shopwright_stripe_payments.fake.errors import Body
from shopwright_stripe_payments.fake.world import World

EXPIRE = "expire_session"
_WENT_THROUGH = ("succeeded", "requires_capture", "processing")


def follow(world: World, intent: Body) -> None:
    """Bring the intent's session, if it has one, to where the intent is.

    A session is complete when its shopper is done, which is not the same as paid: with a bank
    debit under way, or money only authorized, its `payment_status` is `unpaid`.
    """
    session_id = world.store.private(intent["id"]).get("session")
    if session_id is None:
        return
    session = world.store.get(session_id)
    if session["status"] == "open" and intent["status"] in _WENT_THROUGH:
        _complete(world, session, intent)
    elif session["status"] == "complete" and session["payment_status"] == "unpaid":
        _decide(world, session, intent)


def follow_setup(world: World, intent: Body) -> None:
    """Complete the session, if there is one, in which a card was set up."""
    session_id = world.store.private(intent["id"]).get("session")
    if session_id is None:
        return
    session = world.store.get(session_id)
    session |= {"status": "complete", "url": None}
    world.store.save(session)
    world.clock.cancel(EXPIRE, session_id)
    world.emit("checkout.session.completed", session)


def _complete(world: World, session: Body, intent: Body) -> None:
    session["status"] = "complete"
    session["url"] = None
    session["payment_status"] = "paid" if intent["status"] == "succeeded" else "unpaid"
    session["customer"] = intent["customer"]
    world.store.save(session)
    world.clock.cancel(EXPIRE, session["id"])
    world.emit("checkout.session.completed", session)


def _decide(world: World, session: Body, intent: Body) -> None:
    charge = world.store.get(intent["latest_charge"])
    later = charge["payment_method_details"]["type"] != "card"
    if intent["status"] == "succeeded":
        session["payment_status"] = "paid"
        world.store.save(session)
        if later:
            world.emit("checkout.session.async_payment_succeeded", session)
    elif intent["status"] == "requires_payment_method" and later:
        world.emit("checkout.session.async_payment_failed", session)
