"""Bank debits, in Europe and the United States: the bank answers days later, or when a test says so."""

from __future__ import annotations

from shopwright_stripe_payments.fake import methods, outcomes
from shopwright_stripe_payments.fake.errors import Body
from shopwright_stripe_payments.fake.following import follow
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.resources import charges, disputes
from shopwright_stripe_payments.fake.world import World

ANSWER = "answer_debit"
_FAILURE = "The customer's account has insufficient funds to cover this payment."


def begin(world: World, intent: Body, method: Body) -> Body:
    """Ask the bank; the intent is `processing` until it answers."""
    account = methods.account_of(world, method)
    charge = charges.create(world, intent, method)
    charge["payment_method_details"] = charges.debit_details(method, new_id("mandate"))
    charge["outcome"] = charges.authorized_outcome(None)
    world.store.save(charge)
    outcomes.use(world, intent, method)
    intent |= {
        "status": "processing",
        "latest_charge": charge["id"],
        "last_payment_error": None,
        "next_action": None,
    }
    world.store.save(intent)
    seconds = world.options.bank_seconds
    world.clock.schedule(account.seconds if seconds is None else seconds, ANSWER, intent["id"])
    world.emit("charge.pending", charge)
    world.emit("payment_intent.processing", intent)
    follow(world, intent)
    return intent


def answer(world: World, intent_id: str, *, succeeds: bool | None = None) -> Body:
    """The bank answers a debit: as the test account says, or as told."""
    intent = world.store.get(intent_id)
    if intent["status"] != "processing":
        raise outcomes.unexpected_state(intent, "answered by a bank", ("processing",))
    world.clock.cancel(ANSWER, intent_id)
    method = world.store.get(intent["payment_method"])
    account = methods.account_of(world, method)
    charge = world.store.get(intent["latest_charge"])
    if account.succeeds if succeeds is None else succeeds:
        charge |= {"status": "succeeded", "paid": True}
        outcomes.collect(world, intent, charge, intent["amount"])
        outcomes.succeed(world, intent, charge, "charge.succeeded")
        if account.dispute:
            disputes.open_dispute(world, charge, account.dispute)
        return intent
    _bounce(world, intent, charge, method)
    return intent


def _bounce(world: World, intent: Body, charge: Body, method: Body) -> None:
    charge |= {
        "status": "failed",
        "failure_code": "insufficient_funds",
        "failure_message": _FAILURE,
    }
    world.store.save(charge)
    world.emit("charge.failed", charge)
    error = {
        "charge": charge["id"],
        "code": "payment_intent_payment_attempt_failed",
        "decline_code": "insufficient_funds",
        "message": _FAILURE,
        "payment_method": method,
        "type": "card_error",
    }
    outcomes.fail(world, intent, error)
