"""What products must be to be in a collection: typed conditions."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from shopwright.commerce.catalog.inputs import Input, Name
from shopwright.commerce.pricing.types import MAX_AMOUNT

MAX_CONDITIONS = 20


class TagCondition(Input):
    """The product has the tag, or has it not."""

    field: Literal["tag"]
    op: Literal["is", "is_not"] = "is"
    value: Name


class VendorCondition(Input):
    """Who made it."""

    field: Literal["vendor"]
    op: Literal["is", "is_not"] = "is"
    value: Name


class TypeCondition(Input):
    """What kind of product it is."""

    field: Literal["product_type"]
    op: Literal["is", "is_not"] = "is"
    value: Name


class PriceCondition(Input):
    """Its lowest price in the price list `default`, in minor units; without one it does not match."""

    field: Literal["price"]
    op: Literal["at_least", "at_most"]
    amount: int = Field(ge=0, le=MAX_AMOUNT)
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class StockCondition(Input):
    """Whether any of its variants can be bought now."""

    field: Literal["stock"]
    value: Literal["in", "out"]


class CreatedCondition(Input):
    """How long ago it was added to the shop."""

    field: Literal["created"]
    op: Literal["newer_than", "older_than"]
    days: int = Field(ge=1, le=3650)


Condition: TypeAlias = Annotated[
    TagCondition
    | VendorCondition
    | TypeCondition
    | PriceCondition
    | StockCondition
    | CreatedCondition,
    Field(discriminator="field"),
]


class CollectionRules(Input):
    """Which products on sale belong to a collection: those that meet all conditions, or any."""

    match: Literal["all", "any"] = "all"
    conditions: tuple[Condition, ...] = Field(min_length=1, max_length=MAX_CONDITIONS, strict=False)
