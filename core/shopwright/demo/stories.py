"""What happened in the demo shop in the last ninety days, order by order.

A story is plain data: who bought what, when, and what became of it, as steps with their times.
`shopwright.demo.load` plays the steps through the commands that shoppers and staff use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Literal

from shopwright.demo.baskets import Goods, fill
from shopwright.demo.catalog import demo_products
from shopwright.demo.data import remarks
from shopwright.demo.data.customers import CUSTOMERS, GUESTS, Address, DemoCustomer

DAYS = 90
ORDERS = 120

Fate = Literal[
    "pending_payment",
    "paid",
    "partly_fulfilled",
    "fulfilled",
    "delivered",
    "canceled_unpaid",
    "canceled_refunded",
    "partly_refunded",
    "returned",
]
Method = Literal["bank_transfer", "cash_on_delivery"]
Act = Literal["pay", "fulfill", "deliver", "cancel", "refund", "note"]

# How often each fate comes up by the age of an order in days: fresh ones are still on their way,
# old ones are settled. Decks are dealt in turn, so every fate occurs.
_DECKS: tuple[tuple[float, Sequence[Fate]], ...] = (
    (2, ("paid", "pending_payment", "paid")),
    (
        9,
        (
            "fulfilled",
            "partly_fulfilled",
            "pending_payment",
            "delivered",
            "paid",
            "fulfilled",
            "canceled_unpaid",
            "delivered",
        ),
    ),
    (
        18,
        ("delivered", "fulfilled", "partly_fulfilled", "delivered", "canceled_unpaid", "delivered"),
    ),
    (
        DAYS + 1,
        (
            *("delivered",) * 15,
            "partly_refunded",
            "partly_refunded",
            "returned",
            "canceled_unpaid",
            "canceled_refunded",
        ),
    ),
)
_WEEKDAYS = (0.8, 0.8, 0.85, 0.9, 1.1, 1.6, 1.8)  # Monday first
_HOURS = (1, 0, 0, 0, 0, 1, 2, 4, 5, 5, 5, 6, 7, 6, 5, 5, 6, 8, 11, 14, 15, 13, 8, 3)
_COD_COUNTRIES = ("DE", "AT", "IT", "ES")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act of the shopper or of staff.

    `lines` is units by SKU for `fulfill` and `refund`; empty means all there is, which for a
    refund includes the shipping. `restock` puts refunded units back on the shelf.
    """

    act: Act
    at: datetime
    lines: Mapping[str, int] = field(default_factory=dict)
    text: str = ""
    carrier: str = ""
    tracking: str = ""
    restock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStory:
    """`lines` is units by SKU. `note` is what the shopper wrote at the checkout."""

    buyer: DemoCustomer
    placed_at: datetime
    lines: Mapping[str, int]
    currency: str
    payment_method: Method
    shipping_address: Address
    billing_address: Address
    fate: Fate
    note: str
    steps: tuple[Step, ...]


def order_stories(seed: int = 1, *, until: datetime | None = None) -> Iterator[OrderStory]:
    """About 120 orders, oldest first. The same seed and `until` tell the same stories.

    `until` is when the shop is looked at (now, if not given); no step lies after it.
    """
    end = until or datetime.now(UTC)
    random = Random(seed)
    goods = Goods()
    dealt: Counter[int] = Counter()
    for placed_at in _times(random, end):
        age = (end - placed_at) / timedelta(days=1)
        number, deck = next((i, deck) for i, (limit, deck) in enumerate(_DECKS) if age < limit)
        fate = deck[dealt[number] % len(deck)]
        dealt[number] += 1
        yield _story(random, goods, placed_at, end, fate)


def demand(stories: Iterable[OrderStory]) -> Mapping[str, int]:
    """Units by SKU that are sold or promised when all the stories have been told.

    Opening stock of the catalog's levels plus these leaves, in the end, exactly the catalog's
    levels for sale. What is not counted is left out.
    """
    units: Counter[str] = Counter()
    for story in stories:
        if story.fate in ("canceled_unpaid", "canceled_refunded"):
            continue
        units.update(story.lines)
        for step in story.steps:
            if step.act == "refund" and step.restock:
                units.subtract(step.lines or story.lines)
    counted = _counted()
    return {sku: count for sku, count in sorted(units.items()) if count and sku in counted}


@cache
def _counted() -> frozenset[str]:
    return frozenset(
        variant.sku
        for product in demo_products()
        for variant in product.variants
        if variant.policy != "untracked"
    )


def _times(random: Random, end: datetime) -> list[datetime]:
    """More at weekends and in the evening, and a few more each month; some within hours of `end`."""
    days = [end - timedelta(days=back) for back in range(DAYS)]
    weights = [
        _WEEKDAYS[day.weekday()] * (1.3 - 0.6 * back / DAYS) for back, day in enumerate(days)
    ]
    times = [end - timedelta(hours=hours) for hours in (3.2, 9.7, 20.4, 31.5)]
    for day in random.choices(days, weights, k=ORDERS - len(times)):
        hour = random.choices(range(24), _HOURS)[0]
        at = day.replace(
            hour=hour, minute=random.randrange(60), second=random.randrange(60), microsecond=0
        )
        times.append(at if at < end - timedelta(minutes=20) else at - timedelta(days=1))
    return sorted(times)


def _story(
    random: Random, goods: Goods, placed_at: datetime, end: datetime, fate: Fate
) -> OrderStory:
    buyer = _buyer(random, (end - placed_at).days)
    country = buyer.addresses[0]["country"]
    ship_to = random.choice(buyer.addresses)
    lines = fill(
        random,
        goods,
        (end - placed_at) / timedelta(days=1),
        at_least=2 if fate in ("partly_fulfilled", "partly_refunded") else 1,
        plain=fate not in ("pending_payment", "paid", "delivered"),
    )
    story = OrderStory(
        buyer=buyer,
        placed_at=placed_at,
        lines=lines,
        currency="USD" if country == "US" else "EUR",
        payment_method=_method(random, country, lines, fate),
        shipping_address=ship_to,
        billing_address=buyer.addresses[0],
        fate=fate,
        note=random.choice(remarks.SHOPPER) if random.random() < 0.18 else "",
        steps=(),
    )
    return replace(story, steps=_until(end, placed_at, list(_steps(random, story))))


def _until(end: datetime, start: datetime, steps: list[Step]) -> tuple[Step, ...]:
    """Move the steps closer together where the last of them would lie in the future."""
    if not steps or steps[-1].at < end:
        return tuple(steps)
    pace = 0.9 * (end - start) / (steps[-1].at - start)
    return tuple(replace(step, at=start + (step.at - start) * pace) for step in steps)


def _buyer(random: Random, age_days: int) -> DemoCustomer:
    """Two of three have an account; some come back more often than others."""
    if random.random() < 0.32:
        return random.choice(GUESTS)
    known = [customer for customer in CUSTOMERS if customer.joined_days >= age_days]
    return random.choices(known, [1 + 3 / (i % 5 + 1) for i in range(len(known))])[0]


def _method(random: Random, country: str, lines: Mapping[str, int], fate: Fate) -> Method:
    """Cash is paid at the door: nobody owes it before, and only parcels have a door."""
    if fate in ("fulfilled", "delivered", "returned") and country in _COD_COUNTRIES:
        parcels_only = all(sku in _counted() or "WRAP" in sku for sku in lines)
        if parcels_only and random.random() < 0.4:
            return "cash_on_delivery"
    return "bank_transfer"


def _steps(random: Random, story: OrderStory) -> Iterator[Step]:
    fate, at = story.fate, story.placed_at
    if fate == "pending_payment":
        return
    if fate == "canceled_unpaid":
        later = at + timedelta(hours=random.uniform(5, 60))
        yield Step(act="cancel", at=later, text=random.choice(remarks.CANCELED_UNPAID))
        return
    cash = story.payment_method == "cash_on_delivery"
    if not cash:
        at += timedelta(hours=random.uniform(0.2, 22))
        yield Step(act="pay", at=at)
    if fate == "canceled_refunded":
        at += timedelta(hours=random.uniform(1, 20))
        yield Step(act="cancel", at=at, text=random.choice(remarks.CANCELED_PAID))
        yield Step(act="refund", at=at + timedelta(minutes=4), text="Canceled before shipping")
        return
    if fate != "paid":
        yield from _sent(random, story, at, cash=cash)


def _sent(random: Random, story: OrderStory, at: datetime, *, cash: bool) -> Iterator[Step]:
    at = _working(at + timedelta(hours=random.uniform(1, 14)), 8, 17)
    if random.random() < 0.15:
        yield Step(act="note", at=at - timedelta(minutes=9), text=random.choice(remarks.STAFF))
    carrier = random.choice(remarks.CARRIERS[story.shipping_address["country"]])
    tracking = f"{carrier[:2].upper()}{random.randrange(10**9, 10**10)}"
    first = dict(list(story.lines.items())[:1]) if story.fate == "partly_fulfilled" else {}
    yield Step(act="fulfill", at=at, lines=first, carrier=carrier, tracking=tracking)
    if story.fate == "partly_fulfilled":
        yield Step(act="note", at=at + timedelta(minutes=6), text=random.choice(remarks.PARTLY))
    if story.fate in ("fulfilled", "partly_fulfilled"):
        return
    at = _working(at + timedelta(hours=random.uniform(22, 66)), 9, 19)
    yield Step(act="deliver", at=at)
    if cash:
        yield Step(act="pay", at=at + timedelta(hours=20), text="Paid to the carrier")
    if story.fate == "partly_refunded":
        at = _working(at + timedelta(days=random.uniform(1, 4)), 8, 17)
        sku = list(story.lines)[-1]
        text = random.choice(remarks.DAMAGED)
        yield Step(act="refund", at=at, lines={sku: 1}, text=text)
    elif story.fate == "returned":
        at = _working(at + timedelta(days=random.uniform(3, 8)), 8, 17)
        text = random.choice(remarks.RETURNED)
        yield Step(act="refund", at=at, lines=story.lines, text=text, restock=True)


def _working(at: datetime, opens: int, closes: int) -> datetime:
    """The same moment, or the next morning on which people work."""
    if at.hour >= closes:
        at = at.replace(hour=opens) + timedelta(days=1)
    elif at.hour < opens:
        at = at.replace(hour=opens)
    return at + timedelta(days=1) if at.weekday() == 6 else at
