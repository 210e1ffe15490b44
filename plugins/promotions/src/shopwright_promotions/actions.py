"""Actions: what an offer takes off. Each is a typed piece, of which a form can be made.

An action works on what goods cost before any discount, so the order of promotions does not matter.
It rounds once and spreads the result over the lines; nothing is ever more than what it is taken off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field
from shopwright.commerce.pricing import distribute, round_half_up

from shopwright_promotions.conditions import Unmet, wrong_currency
from shopwright_promotions.items import EVERYTHING, Amounts, Basket, Items, Line, Names, Piece
from shopwright_promotions.sets import Stack, cheapest

# More than any shipping costs: the cart takes off at most what it is.
ALL_OF_IT = 1_000_000_000_000
NOTHING_FITS = Unmet(reason="wrong_items", message="Nothing in the cart is part of this offer.")
Percent = Annotated[Decimal, Field(gt=0, le=100, decimal_places=2, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Minor units off each line (by its place; none is zero), or off the shipping, at most."""

    lines: Mapping[int, int] = field(default_factory=dict)
    shipping: int = 0

    @property
    def total(self) -> int:
        """By which offers of a lane are compared."""
        return self.shipping or sum(self.lines.values())


def spread(total: int, weights: Mapping[int, int]) -> Taken | Unmet:
    """`total` over lines in proportion to `weights`, which it is not more than."""
    parts = distribute(total, list(weights.values()))
    lines = {key: part for key, part in zip(weights, parts, strict=True) if part}
    return Taken(lines=lines) if lines else NOTHING_FITS


def _amounts(lines: Sequence[Line]) -> dict[int, int]:
    return {line.place: line.amount for line in lines}


def _percent_of(amount: int, percent: Decimal) -> int:
    return round_half_up(amount * percent / 100)


class PercentOff(Piece):
    """So many percent off the goods, or off some of them."""

    kind: Literal["percent_off"]
    percent: Percent
    items: Items = EVERYTHING
    at_most: Amounts | None = Field(None, description="The discount never exceeds this.")

    def take(self, basket: Basket) -> Taken | Unmet:
        """The percentage of all matching lines together, capped, spread over them."""
        weights = _amounts(self.items.among(basket))
        off = _percent_of(sum(weights.values()), self.percent)
        if self.at_most is not None:
            cap = self.at_most.get(basket.draft.currency)
            if cap is None:
                return wrong_currency(basket.draft.currency)
            off = min(off, cap)
        return spread(off, weights)


class AmountOff(Piece):
    """An amount off the goods, or off some of them; with `each`, off every unit."""

    kind: Literal["amount_off"]
    amounts: Amounts
    items: Items = EVERYTHING
    each: bool = Field(False, title="Off each unit", description="Else once, off all together.")

    def take(self, basket: Basket) -> Taken | Unmet:
        """Never more than the goods cost."""
        amount = self.amounts.get(basket.draft.currency)
        if amount is None:
            return wrong_currency(basket.draft.currency)
        lines = self.items.among(basket)
        if self.each:
            off = {line.place: min(amount, line.unit) * line.quantity for line in lines}
            return spread(sum(off.values()), off)
        weights = _amounts(lines)
        return spread(min(amount, sum(weights.values())), weights)


class FreeShipping(Piece):
    """Shipping costs nothing, or less."""

    kind: Literal["free_shipping"]
    at_most: Amounts | None = Field(None, description="So much of it is paid; the rest remains.")
    options: Names = Field(
        frozenset(),
        title="Ways of shipping",
        description="Only these (`flat_rate:standard`); empty: all.",
    )

    def take(self, basket: Basket) -> Taken | Unmet:
        """What shipping costs is not known yet, so this says at most how much of it goes."""
        draft = basket.draft
        if not draft.requires_shipping:
            return Unmet(reason="no_shipping", message="Nothing in the cart has to be sent.")
        if self.options and draft.shipping_option not in self.options:
            message = "This code is for another way of shipping."
            return Unmet(reason="wrong_shipping", message=message)
        if self.at_most is None:
            return Taken(shipping=ALL_OF_IT)
        cap = self.at_most.get(draft.currency)
        return wrong_currency(draft.currency) if cap is None else Taken(shipping=cap)


class BuyGet(Piece):
    """Buy some, get others free or cheaper: the cheapest ones, per complete set."""

    kind: Literal["buy_x_get_y"]
    buy: Items = EVERYTHING
    buy_quantity: int = Field(ge=1, le=1000)
    get: Items | None = Field(None, description="Empty: of the same goods that are bought.")
    get_quantity: int = Field(ge=1, le=1000)
    percent: Percent = Field(Decimal(100), description="Off those that one gets; 100: free.")
    max_sets: int | None = Field(None, ge=1, le=100_000, description="Per order; empty: any.")

    def take(self, basket: Basket) -> Taken | Unmet:
        """A unit is either bought or got, never both."""
        bought = {line.place for line in self.buy.among(basket)}
        got = self.get or self.buy
        stacks = [
            Stack(
                place=line.place,
                unit=line.unit,
                quantity=line.quantity,
                bought=line.place in bought,
            )
            for line in got.among(basket)
        ]
        wanted = {stack.place for stack in stacks}
        only_bought = sum(basket.lines[place].quantity for place in bought - wanted)
        units = cheapest(
            stacks, only_bought, buy=self.buy_quantity, get=self.get_quantity, sets=self.max_sets
        )
        if not units:
            return Unmet(
                reason="too_few_items",
                message="The cart does not have enough of what this offer is for.",
            )
        weights = {place: basket.lines[place].unit * count for place, count in units.items()}
        return spread(_percent_of(sum(weights.values()), self.percent), weights)


Action = Annotated[PercentOff | AmountOff | FreeShipping | BuyGet, Field(discriminator="kind")]
