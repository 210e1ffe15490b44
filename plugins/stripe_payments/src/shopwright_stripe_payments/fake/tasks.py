"""What happens by itself when its time has come."""

from __future__ import annotations

from collections.abc import Callable

from shopwright_stripe_payments.fake import captures, debits
from shopwright_stripe_payments.fake.errors import Body
from shopwright_stripe_payments.fake.following import EXPIRE
from shopwright_stripe_payments.fake.resources import refunds, sessions
from shopwright_stripe_payments.fake.world import Asking, World

_TASKS: dict[str, Callable[[World, str], Body]] = {
    EXPIRE: sessions.expire,
    debits.ANSWER: debits.answer,
    captures.LAPSE: captures.lapse,
    refunds.SUCCEED: lambda world, refund: refunds.finish(world, refund, "succeeded"),
    refunds.FAIL: lambda world, refund: refunds.finish(world, refund, "failed"),
}


def run_due(world: World) -> None:
    """Do all that is due, in the order of its time."""
    with world.store.transaction():
        world.asking = Asking()  # nobody's request caused it
        for task, object_id in world.clock.due():
            _TASKS[task](world, object_id)
