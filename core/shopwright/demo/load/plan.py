"""What a demo shop is made of, and what has to arrive for it: pure values, no database."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shopwright.demo.catalog import (
    LOCATIONS,
    DemoProduct,
    DemoVariant,
    demo_products,
)
from shopwright.demo.people import DemoCustomer, OrderStory, demand, demo_customers, order_stories

# A variant that sells this much gets a part of it later, if it was on sale by then.
_WORTH_TWO_DELIVERIES = 4
_DELIVERIES_FROM = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlan:
    """A shop as it is to be at `until`; nothing in it happens later.

    The stories are oldest first, and name none but these products and customers, and guests.
    """

    until: datetime
    products: Sequence[DemoProduct]
    customers: Sequence[DemoCustomer]
    stories: Sequence[OrderStory]

    def published_at(self, product: DemoProduct) -> datetime:
        """When it was put up for sale: a morning, before anybody could have bought it."""
        day = self.until - timedelta(days=product.age_days + 1)
        return day.replace(hour=8, minute=product.age_days * 13 % 60, second=0, microsecond=0)

    def joined_at(self, customer: DemoCustomer) -> datetime:
        """When the account was made: an evening, before the first order."""
        day = self.until - timedelta(days=customer.joined_days + 2)
        return day.replace(hour=19, minute=customer.joined_days * 7 % 60, second=0, microsecond=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Units of one variant that reach a location; `number` is the delivery's.

    The `first` one makes the level, with its product: it may bring no units.
    """

    sku: str
    location: str
    units: int
    at: datetime
    number: str
    first: bool = False


def whole_plan(until: datetime) -> DemoPlan:
    """Everything there is."""
    return DemoPlan(
        until=until,
        products=demo_products(),
        customers=demo_customers(),
        stories=tuple(order_stories(until=until)),
    )


def supplies(plan: DemoPlan) -> Iterator[Supply]:
    """All that has to arrive so that the catalog's levels are left when every story is told.

    Each level gets its first units when its product is published. What sells much gets the rest in a
    second delivery, which comes before anybody has to wait for it.
    """
    sold = demand(plan.stories)
    taken = _taken(plan.stories)
    makers = sorted({product.vendor for product in plan.products})
    for product in plan.products:
        second_at = _second_delivery(plan, makers.index(product.vendor))
        for variant in product.variants:
            if variant.policy == "untracked":
                continue
            wanted = sold.get(variant.sku, 0)
            late = _late_units(variant, wanted, taken.get(variant.sku, ()), second_at)
            if plan.published_at(product) > second_at - timedelta(days=7):
                late = 0
            yield from _deliveries(plan, product, variant, wanted, late, second_at)


def _deliveries(
    plan: DemoPlan,
    product: DemoProduct,
    variant: DemoVariant,
    wanted: int,
    late: int,
    second_at: datetime,
) -> Iterator[Supply]:
    home = home_of(variant)
    first_at = plan.published_at(product)
    for location, level in variant.stock.items():
        units = level + wanted - late if location == home else level
        yield Supply(
            sku=variant.sku,
            location=location,
            units=units,
            at=first_at,
            number=_number(product, first_at),
            first=True,
        )
    if late:
        yield Supply(
            sku=variant.sku,
            location=home,
            units=late,
            at=second_at,
            number=_number(product, second_at),
        )


def home_of(variant: DemoVariant) -> str:
    """Where most of a counted variant is kept, and where more of it arrives."""
    return max(variant.stock, key=lambda location: variant.stock[location])


def _second_delivery(plan: DemoPlan, maker: int) -> datetime:
    """Each maker sends on a day of its own, between 24 and 44 days ago, in the morning."""
    day = plan.until - timedelta(days=_DELIVERIES_FROM + maker * 8 % 21)
    return day.replace(hour=7, minute=maker % 12 * 5, second=0, microsecond=0)


def _late_units(
    variant: DemoVariant,
    wanted: int,
    taken: Sequence[tuple[datetime, int]],
    second_at: datetime,
) -> int:
    """How many units need not be there before `second_at`; at most half of what sells."""
    if wanted < _WORTH_TWO_DELIVERIES:
        return 0
    have = peak = 0
    for at, units in taken:
        if at >= second_at:
            break
        have += units
        peak = max(peak, have)
    return max(0, min(wanted // 2, sum(variant.stock.values()) + wanted - peak))


def _taken(stories: Sequence[OrderStory]) -> Mapping[str, list[tuple[datetime, int]]]:
    """Per SKU, when units are promised (positive) and come back (negative), in order."""
    moves: dict[str, list[tuple[datetime, int]]] = {}
    for story in stories:
        for sku, units in story.lines.items():
            moves.setdefault(sku, []).append((story.placed_at, units))
        for step in story.steps:
            if step.act == "cancel" or step.restock:
                for sku, units in (step.lines or story.lines).items():
                    moves[sku].append((step.at, -units))
    return {sku: sorted(found) for sku, found in moves.items()}


def _number(product: DemoProduct, at: datetime) -> str:
    """A delivery is what one maker sends at one time."""
    maker = "".join(word[0] for word in product.vendor.split() if word[0].isalpha()).upper()
    return f"{maker}-{at:%y%m%d-%H%M}"


def split_threshold(variant: DemoVariant) -> Mapping[str, int]:
    """The variant's threshold, spread over its locations: shoppers read "low" by the sum."""
    places = [location for location in LOCATIONS if location in variant.stock]
    share = math.floor(variant.low_threshold / len(places)) if places else 0
    parts = dict.fromkeys(places, share)
    if places:
        parts[home_of(variant)] += variant.low_threshold - share * len(places)
    return parts
