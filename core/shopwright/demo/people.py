"""Who shops at the demo shop, and the stories of what they ordered."""

from __future__ import annotations

from shopwright.demo.data.customers import CUSTOMERS, GUESTS, Address, DemoCustomer
from shopwright.demo.stories import Fate, OrderStory, Step, demand, order_stories

__all__ = [
    "Address",
    "DemoCustomer",
    "Fate",
    "OrderStory",
    "Step",
    "demand",
    "demo_customers",
    "demo_guests",
    "order_stories",
]


def demo_customers() -> tuple[DemoCustomer, ...]:
    """Everyone with an account."""
    return CUSTOMERS


def demo_guests() -> tuple[DemoCustomer, ...]:
    """Those who check out without one; the stories mention them."""
    return GUESTS
