"""Short ways to begin an order, and to look at what became of it."""

from __future__ import annotations

from uuid import UUID

from shopwright.commerce.checkout import Completion, complete
from shopwright.commerce.inventory.models import StockHold, StockLevel
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments import AttemptView, payments_of
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.ids import uuid7
from shopwright.testing import Account, ScriptedProvider, Shop
from shopwright.testing.payments import Outcome
from sqlalchemy import func, select

URL = "https://shop.example/"


def begin(
    shop: Shop, provider: ScriptedProvider, outcome: Outcome, *, stock: int = 10, price: int = 2200
) -> Completion:
    """Two of a product, up to where its payment came to `outcome`."""
    provider.outcome = outcome
    cart_id = shop.cart({shop.product(stock=stock, price=price): 2})
    return pay(cart_id)


def pay(cart_id: UUID) -> Completion:
    """Press Pay."""
    return complete(cart_id, expected_total=None, return_url=URL)


def order_of(done: Completion | UUID) -> Order:
    """The order as it is now."""
    return order_detail(done if isinstance(done, UUID) else done.order_id).order


def attempt_of(done: Completion) -> AttemptView:
    """Its latest attempt."""
    return payments_of(done.order_id).attempts[-1]


def states(done: Completion) -> tuple[str, str]:
    """Of the order and of its payment."""
    order = order_of(done)
    return order.state, order.payment_state


def held() -> int:
    """Units that are promised."""
    with read() as db:
        return sum(db.scalars(select(StockLevel.held)))


def clocks() -> list[bool]:
    """Of each open hold, whether a clock ends it."""
    with read() as db:
        ends = db.scalars(
            select(StockHold.expires_at).where(StockHold.state.in_(("held", "allocated")))
        )
        return [moment is not None for moment in ends]


def told(name: str) -> int:
    """How often an event was."""
    with read() as db:
        return db.scalar(select(func.count()).where(OutboxEvent.name == name)) or 0


def notices() -> list[str]:
    """What staff were told, by title."""
    with read() as db:
        rows = db.scalars(
            select(OutboxEvent.payload)
            .where(OutboxEvent.name == "staff_notified")
            .order_by(OutboxEvent.id)
        )
        return [row["title"] for row in rows]


def pay_again(provider: ScriptedProvider, done: Completion) -> UUID:
    """Another attempt of the order, which was forgotten and is paid after all; not yet settled."""
    first = attempt_of(done)
    attempt_id = uuid7()
    with transaction() as db:
        db.add(
            PaymentAttempt(
                id=attempt_id,
                order_id=done.order_id,
                provider=first.provider,
                method=first.method,
                key=f"{attempt_id}-start-1",
                amount=first.amount.amount,
                currency=first.amount.currency,
                fingerprint="another",
                state="open",
            )
        )
    provider.accounts[attempt_id] = Account(attempt_id, done.order_id, first.amount, "open")
    provider.succeed(attempt_id)
    return attempt_id
