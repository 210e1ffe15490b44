"""`Till`: a shop that takes money by one provider, for the payment contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import time_machine
from sqlalchemy import func, select

from shopwright.commerce.checkout import Completion, complete
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments import AttemptView, payments_of, settle
from shopwright.commerce.payments.sweepers import complete_payments
from shopwright.platform.db import read
from shopwright.testing.invariants import assert_books
from shopwright.testing.payment_trial import PaymentTrial
from shopwright.testing.shop import Shop

_URL = "http://127.0.0.1:8000/"


@dataclass(frozen=True, slots=True)
class Till:
    """A shop with the provider in it, and who plays the rest of the world."""

    shop: Shop
    trial: PaymentTrial

    def cart(self) -> UUID:
        """Goods for 44.00, to be sent for 4.90."""
        return self.shop.cart({self.shop.product(): 2}, method=self.trial.method)

    def order(self) -> Completion:
        """Press Pay."""
        return self.press(self.cart())

    def press(self, cart_id: UUID) -> Completion:
        """Press Pay on this cart."""
        return complete(
            cart_id,
            expected_total=4890,
            return_url=f"{_URL}thanks",
            cancel_url=f"{_URL}cart",
            options=self.trial.options(),
        )

    def attempt(self, done: Completion) -> AttemptView:
        """The order's latest attempt."""
        return payments_of(done.order_id).attempts[-1]

    def states(self, done: Completion) -> tuple[str, str]:
        """Of the order and of its payment."""
        order = order_detail(done.order_id).order
        return order.state, order.payment_state

    def look(self, done: Completion) -> tuple[str, str]:
        """The same, after the shop has looked at the provider; twice, as everything may."""
        for _ in range(2):
            settle(self.attempt(done).id, source="contract")
        self.shop.deliver()
        return self.states(done)

    def sweep(self, minutes: int) -> None:
        """Let time pass, and what stopped be finished."""
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=True):
            complete_payments()

    def close(self) -> None:
        """All books agree."""
        self.shop.deliver()
        assert_books()
        kept = Order.captured_total - Order.refunded_total - Order.lost_total
        with read() as db:
            ours = db.scalar(select(func.coalesce(func.sum(kept), 0)))
        theirs = self.trial.charged()
        assert theirs in (None, ours), f"the provider has taken {theirs}, the shop has {ours}"
