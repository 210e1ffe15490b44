"""Offers: promotions as a cart meets them, and which of them apply.

In each lane the one that takes most off applies; between equals the higher `priority`, then the
older one. Lanes add up. Discounts on the shipping are compared among themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import Field
from shopwright.commerce.cart import Adjustment, CodeRefusal
from shopwright.commerce.pricing import Money

from shopwright_promotions.actions import Action, Taken
from shopwright_promotions.conditions import (
    NOT_FOR_YOU,
    Condition,
    CustomerGroupIs,
    FirstOrder,
    Unmet,
)
from shopwright_promotions.items import Basket, Piece

ENDED = Unmet(reason="expired", message="This code has expired.")
EXHAUSTED = Unmet(reason="exhausted", message="This code has been used up.")
ALREADY_USED = Unmet(reason="already_used", message="You have used this code before.")
OUTDONE = Unmet(
    reason="outdone",
    message="Another discount on this cart is better, and the two cannot be combined.",
)
REPEATED = Unmet(reason="repeated", message="Another code of the same offer is in use.")


class Terms(Piece):
    """When an offer applies, and what it does. All conditions have to hold."""

    conditions: tuple[Condition, ...] = Field((), max_length=20)
    action: Action

    def are_for(self, basket: Basket) -> bool:
        """Whether this shopper may know of the offer at all."""
        return all(
            condition.unmet(basket) is None
            for condition in self.conditions
            if isinstance(condition, CustomerGroupIs)
        )

    def judge(self, basket: Basket) -> Taken | Unmet:
        """What is taken off, or the first reason why nothing is; what needs the database is last."""
        for condition in sorted(self.conditions, key=lambda item: isinstance(item, FirstOrder)):
            unmet = condition.unmet(basket)
            if unmet is not None:
                return unmet
        return self.action.take(basket)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A promotion that is enabled and has begun. `entered` is the code that opens it, as typed.

    `code` is that code as it is stored, or the promotion's id. `used_up` and `used_before` (by this
    person) do not count what the cart's own order has.
    """

    id: UUID
    code: str
    entered: str
    label: str
    terms: Terms
    channels: frozenset[str]
    lane: str
    priority: int
    ends_at: datetime | None
    used_up: bool
    used_before: bool

    def judge(self, basket: Basket, moment: datetime) -> Taken | Unmet:
        """What is taken off, or why nothing is. Who must not learn of it hears nothing else."""
        elsewhere = self.channels and basket.draft.channel not in self.channels
        if elsewhere or not self.terms.are_for(basket):
            return NOT_FOR_YOU
        return self._state(basket, moment) or self.terms.judge(basket)

    def _state(self, basket: Basket, moment: datetime) -> Unmet | None:
        if self.ends_at is not None and self.ends_at <= moment:
            return ENDED
        if self.used_up:
            return EXHAUSTED
        if self.used_before:
            # Whether an address was used before is for its owner only, who is signed in.
            return ALREADY_USED if basket.draft.customer_id else NOT_FOR_YOU
        return None


def apply(
    offers: Sequence[Offer], basket: Basket, moment: datetime
) -> list[Adjustment | CodeRefusal]:
    """What the best offer of each lane takes off, and why the codes of the others do not."""
    taken: dict[UUID, tuple[Offer, Taken]] = {}
    refused: list[tuple[Offer, Unmet]] = []
    for offer in offers:
        if offer.id in taken:
            refused.append((offer, REPEATED))
            continue
        found = offer.judge(basket, moment)
        if isinstance(found, Taken):
            taken[offer.id] = offer, found
        else:
            refused.append((offer, found))
    best = _best(taken.values())
    refused += [(offer, OUTDONE) for offer, _ in taken.values() if offer.id not in best]
    return [
        *(item for key in best for item in _adjustments(*taken[key], basket)),
        *(_refusal(offer, why) for offer, why in refused if offer.entered and not why.hidden),
    ]


def _best(taken: Iterable[tuple[Offer, Taken]]) -> list[UUID]:
    """One of each lane; in an order that does not depend on that of the offers."""
    best: dict[tuple[str, bool], tuple[Offer, Taken]] = {}
    for offer, found in sorted(taken, key=_rank):
        best.setdefault((offer.lane, found.shipping > 0), (offer, found))
    return [offer.id for _, (offer, _) in sorted(best.items())]


def _rank(pair: tuple[Offer, Taken]) -> tuple[int, int, UUID]:
    offer, found = pair
    return -found.total, -offer.priority, offer.id


def _adjustments(offer: Offer, found: Taken, basket: Basket) -> Iterator[Adjustment]:
    currency = basket.draft.currency
    for place, amount in found.lines.items():
        yield Adjustment(
            kind="discount",
            code=offer.code,
            label=offer.label,
            amount=Money(amount, currency),
            target="line",
            line_id=basket.lines[place].id,
            lane=offer.lane,
            entered=offer.entered,
        )
    if found.shipping:
        yield Adjustment(
            kind="discount",
            code=offer.code,
            label=offer.label,
            amount=Money(found.shipping, currency),
            target="shipping",
            lane=offer.lane,
            entered=offer.entered,
        )


def _refusal(offer: Offer, why: Unmet) -> CodeRefusal:
    return CodeRefusal(
        code=offer.entered, reason=why.reason, message=why.message, meta=dict(why.meta)
    )
