"""Which goods an offer is about, and a cart's goods in a form that is quick to search.

A cart may have 200 lines and 50 promotions look at each of them, so what is asked of a line is
worked out once per cart, and asking is a look-up in sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, PlainSerializer
from shopwright import Model
from shopwright.commerce.cart import CartDraft
from shopwright.commerce.pricing import known_currencies

T = TypeVar("T", UUID, str)
MAX_CHOICES = 1000


class Piece(Model):
    """What promotions are made of: forms are made of its schema, and it is stored as JSON."""


def _currency(code: str) -> str:
    if code not in known_currencies():
        raise ValueError(f"'{code}' is no currency; use three capitals like EUR (ISO 4217)")
    return code


def _folded(text: str) -> str:
    return text.strip().casefold()


def _sorted(values: Iterable[T]) -> list[T]:
    return sorted(values)


Word = Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_folded)]
Ids = Annotated[
    frozenset[UUID], Field(max_length=MAX_CHOICES), PlainSerializer(_sorted, return_type=list[UUID])
]
Words = Annotated[
    frozenset[Word], Field(max_length=MAX_CHOICES), PlainSerializer(_sorted, return_type=list[str])
]
Names = Annotated[
    frozenset[Annotated[str, Field(min_length=1, max_length=255)]],
    Field(max_length=MAX_CHOICES),
    PlainSerializer(_sorted, return_type=list[str]),
]
Amounts = Annotated[
    dict[
        Annotated[str, AfterValidator(_currency)], Annotated[int, Field(gt=0, le=1_000_000_000_000)]
    ],
    Field(min_length=1, max_length=50, description="In minor units, for each currency of its own."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that has a price: `unit` and `amount` are minor units, `amount` for all of it."""

    id: UUID
    product: UUID
    categories: frozenset[UUID]
    tags: frozenset[str]
    vendor: str
    unit: int
    quantity: int
    amount: int
    reduced: bool


class Choice(Piece):
    """Goods by what they are: any one of the names below is enough."""

    products: Ids = Field(frozenset(), title="Products")
    categories: Ids = Field(
        frozenset(), title="Categories", description="With all that are below them."
    )
    tags: Words = Field(frozenset(), title="Tags", description="In whatever case.")
    vendors: Words = Field(frozenset(), title="Vendors", description="In whatever case.")

    @cached_property
    def is_empty(self) -> bool:
        """Whether it names nothing."""
        return not (self.products or self.categories or self.tags or self.vendors)

    def holds(self, line: Line) -> bool:
        """Whether the line's product is one of them."""
        return (
            line.product in self.products
            or not self.categories.isdisjoint(line.categories)
            or not self.tags.isdisjoint(line.tags)
            or line.vendor in self.vendors
        )


class Items(Piece):
    """The goods that a condition or an action is about: everything, unless it is narrowed."""

    only: Choice = Field(Choice(), title="Only", description="Empty: everything.")
    never: Choice = Field(Choice(), title="Never", description="What is left out of it.")
    reduced: bool = Field(
        True, title="Reduced goods too", description="Those with a price to compare with."
    )

    def among(self, lines: Sequence[Line]) -> Sequence[Line]:
        """The lines that it is about, in their order."""
        if not self.only.is_empty:
            lines = [line for line in lines if self.only.holds(line)]
        if not self.never.is_empty:
            lines = [line for line in lines if not self.never.holds(line)]
        if not self.reduced:
            lines = [line for line in lines if not line.reduced]
        return lines


EVERYTHING = Items()


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """A cart as conditions and actions see it. `has_ordered` asks the shop when it is called."""

    draft: CartDraft
    lines: tuple[Line, ...]
    has_ordered: Callable[[], bool]

    @classmethod
    def of(cls, draft: CartDraft, has_ordered: Callable[[], bool]) -> Basket:
        """Lines without a price are left out: nothing can be taken off them."""
        return cls(draft=draft, lines=tuple(_lines(draft)), has_ordered=has_ordered)

    @property
    def country(self) -> str:
        """Where it goes; the channel's country while nobody knows."""
        address = self.draft.shipping_address or self.draft.billing_address
        return address.country if address else self.draft.country


def _lines(draft: CartDraft) -> Iterable[Line]:
    for line in draft.lines:
        price = line.unit_price
        if price is not None:
            yield Line(
                id=line.id,
                product=line.product_id,
                categories=line.categories,
                tags=frozenset(tag.casefold() for tag in line.tags),
                vendor=line.vendor.casefold(),
                unit=price.amount,
                quantity=line.quantity,
                amount=price.amount * line.quantity,
                reduced=line.compare_at is not None and price < line.compare_at,
            )
