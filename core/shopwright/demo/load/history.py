"""Ninety days of trade, played in the order in which they happened, each act at its own time.

Shoppers fill carts and complete them, staff take money, pack parcels and give money back, all by
the commands that people use. What an interrupted run has played is found again and not repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from shopwright.commerce.inventory import find_movements, receive
from shopwright.demo.load.goods import Places
from shopwright.demo.load.orders import STAFF, act_on, is_done, place, placed_before
from shopwright.demo.load.plan import DemoPlan, Supply, supplies
from shopwright.demo.people import OrderStory, Step
from shopwright.demo.stories import DAYS
from shopwright.platform import clock
from shopwright.platform.actor import acting_as
from shopwright.platform.db import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Whom and what the stories speak of: ids by SKU and by mail address."""

    places: Places
    variants: Mapping[str, UUID]
    customers: Mapping[str, UUID]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done at a time; doing it again changes nothing."""

    at: datetime
    play: Callable[[], object]


def play_history(plan: DemoPlan, cast: Cast, progress: Callable[[int, int], None]) -> None:
    """Play all of it. `progress` hears how many of the days have passed."""
    begin = plan.until - timedelta(days=DAYS)
    for happening in sorted(_happenings(plan, cast), key=attrgetter("at")):
        with clock.at(happening.at):
            happening.play()
        progress(max(0, (happening.at - begin).days), DAYS)
    progress(DAYS, DAYS)


def _happenings(plan: DemoPlan, cast: Cast) -> Iterator[Happening]:
    of_delivery = attrgetter("at", "number")
    later = sorted((s for s in supplies(plan) if not s.first), key=of_delivery)
    for (at, _), arriving in groupby(later, key=of_delivery):
        yield Happening(at, partial(_unload, cast, tuple(arriving)))
    played = placed_before()
    for story in plan.stories:
        yield from _of_story(story, cast, played)


def _of_story(
    story: OrderStory, cast: Cast, played: Mapping[tuple[datetime, str], UUID]
) -> Iterator[Happening]:
    """Its order, and then its steps, which need the order's id."""
    known = played.get((story.placed_at, story.buyer.email))
    order: list[UUID] = []

    def begin() -> None:
        buyer = cast.customers.get(story.buyer.email)
        order.append(place(story, cast.places.channel, cast.variants, buyer, known))

    def go_on(step: Step) -> None:
        if known is None or not is_done(order[0], step):
            with acting_as(STAFF):
                act_on(order[0], step)

    yield Happening(story.placed_at, begin)
    for step in story.steps:
        yield Happening(step.at, partial(go_on, step))


def _unload(cast: Cast, arriving: tuple[Supply, ...]) -> None:
    """A second delivery: all of it, or none."""
    if find_movements(reference=arriving[0].number, limit=1):
        return
    with acting_as(STAFF), transaction():
        for supply in arriving:
            receive(
                cast.variants[supply.sku],
                cast.places.locations[supply.location],
                supply.units,
                note="Second delivery",
                reference=supply.number,
            )
