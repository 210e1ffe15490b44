"""Conditions: what has to hold for an offer. Each is a typed piece, of which a form can be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, field_validator
from shopwright.commerce.pricing import Money

from shopwright_promotions.items import EVERYTHING, Amounts, Basket, Items, Names, Piece, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """Why an offer does not apply. A `hidden` one is not told: the code is as if it did not exist."""

    reason: str
    message: str = ""
    meta: Mapping[str, int | str] = field(default_factory=dict)
    hidden: bool = False


NOT_FOR_YOU = Unmet(reason="unknown", hidden=True)


def wrong_currency(currency: str) -> Unmet:
    """An amount is not set for the cart's currency."""
    return Unmet(
        reason="wrong_currency",
        message=f"This code is not good for a cart in {currency}.",
        meta={"currency": currency},
    )


class SubtotalAtLeast(Piece):
    """The goods cost so much, before any discount."""

    kind: Literal["subtotal_at_least"]
    amounts: Amounts
    items: Items = EVERYTHING

    def unmet(self, basket: Basket) -> Unmet | None:
        """None, or what is missing, in minor units."""
        currency = basket.draft.currency
        wanted = self.amounts.get(currency)
        if wanted is None:
            return wrong_currency(currency)
        missing = wanted - sum(line.amount for line in self.items.among(basket))
        if missing <= 0:
            return None
        shown = Money(missing, currency).format(basket.draft.locale)
        return Unmet(
            reason="below_minimum",
            message=f"Put {shown} more into the cart to use this code.",
            meta={"missing": missing, "minimum": wanted, "currency": currency},
        )


class QuantityAtLeast(Piece):
    """So many units are in the cart."""

    kind: Literal["quantity_at_least"]
    quantity: int = Field(ge=1, le=100_000)
    items: Items = EVERYTHING

    def unmet(self, basket: Basket) -> Unmet | None:
        """None, or how many are missing."""
        missing = self.quantity - sum(line.quantity for line in self.items.among(basket))
        if missing <= 0:
            return None
        return Unmet(
            reason="too_few_items",
            message=f"Put {missing} more of what it is for into the cart to use this code.",
            meta={"missing": missing, "minimum": self.quantity},
        )


class ItemsAre(Piece):
    """Something in the cart, or all of it, is one of these."""

    kind: Literal["items_are"]
    items: Items
    all: bool = Field(False, title="All of the cart", description="Else one of them is enough.")

    def unmet(self, basket: Basket) -> Unmet | None:
        """None, or that the goods are others."""
        found = len(self.items.among(basket))
        if found and (not self.all or found == len(basket.lines)):
            return None
        return Unmet(reason="wrong_items", message="This code is for other goods.")


class CountryIs(Piece):
    """It goes to one of these countries."""

    kind: Literal["country_is"]
    countries: Names = Field(min_length=1, description="Two capitals each (ISO 3166).")

    @field_validator("countries")
    @classmethod
    def _are_countries(cls, codes: frozenset[str]) -> frozenset[str]:
        for code in sorted(codes):
            if not (len(code) == 2 and code.isascii() and code.isupper()):
                raise ValueError(f"'{code}' is no country; use two capitals like DE (ISO 3166)")
        return codes

    def unmet(self, basket: Basket) -> Unmet | None:
        """None, or that it goes elsewhere."""
        if basket.country in self.countries:
            return None
        return Unmet(
            reason="wrong_country",
            message="This code is not good where the order goes.",
            meta={"country": basket.country},
        )


class CustomerGroupIs(Piece):
    """The customer is signed in and in one of these groups. Nobody else learns of the code."""

    kind: Literal["customer_group_is"]
    groups: Words = Field(min_length=1)

    def unmet(self, basket: Basket) -> Unmet | None:
        """None, or that it is for others."""
        return None if basket.draft.customer_group.casefold() in self.groups else NOT_FOR_YOU


class FirstOrder(Piece):
    """The customer, or the address of a guest, has not ordered before.

    Together with a limit of one per customer, two orders at once do not get around it.
    """

    kind: Literal["first_order"]

    def unmet(self, basket: Basket) -> Unmet | None:
        """None, or that it is for others: whether an address has ordered is nobody's business."""
        return NOT_FOR_YOU if basket.has_ordered() else None


Condition = Annotated[
    SubtotalAtLeast | QuantityAtLeast | ItemsAre | CountryIs | CustomerGroupIs | FirstOrder,
    Field(discriminator="kind"),
]
