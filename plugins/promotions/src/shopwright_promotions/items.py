"""Which goods an offer is about, and a cart's goods in a form that is quick to search.

A cart may have 200 lines and 50 promotions look for theirs among them, so the cart is turned into an
index once: which lines go by a name. Choosing is then joining sets, and no line is looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, PlainSerializer
from shopwright import Model
from shopwright.commerce.cart import CartDraft, DraftLine
from shopwright.commerce.pricing import known_currencies

T = TypeVar("T", UUID, str)
MAX_CHOICES = 1000
# What tells names that are texts apart; products and categories go by their ids.
_TAG, _VENDOR, _REDUCED = "tag:", "vendor:", "reduced"


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
    """A line that has a price: `unit` and `amount` are minor units, `amount` for all of it.

    `place` is where it stands in `Basket.lines`, and goes by instead of its id, being quicker.
    """

    place: int
    id: UUID
    unit: int
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """A cart as conditions and actions see it. `has_ordered` asks the shop when it is called.

    `places` has, for each thing that a line can be called by, the places of its lines in `lines`.
    """

    draft: CartDraft
    lines: tuple[Line, ...]
    places: Mapping[UUID | str, Set[int]]
    has_ordered: Callable[[], bool]

    @classmethod
    def of(cls, draft: CartDraft, has_ordered: Callable[[], bool]) -> Basket:
        """Lines without a price are left out: nothing can be taken off them."""
        lines: list[Line] = []
        places: dict[UUID | str, set[int]] = defaultdict(set)
        for line in draft.lines:
            price = line.unit_price
            if price is None:
                continue
            for name in _names(line):
                places[name].add(len(lines))
            amount = price.amount * line.quantity
            lines.append(
                Line(
                    place=len(lines),
                    id=line.id,
                    unit=price.amount,
                    quantity=line.quantity,
                    amount=amount,
                )
            )
        return cls(draft=draft, lines=tuple(lines), places=places, has_ordered=has_ordered)

    @property
    def country(self) -> str:
        """Where it goes; the channel's country while nobody knows."""
        address = self.draft.shipping_address or self.draft.billing_address
        return address.country if address else self.draft.country


def _names(line: DraftLine) -> Iterator[UUID | str]:
    yield line.product_id
    yield from line.categories
    yield from (_TAG + tag.casefold() for tag in line.tags)
    yield _VENDOR + line.vendor.casefold()
    price, before = line.unit_price, line.compare_at
    if price is not None and before is not None and price < before:
        yield _REDUCED


class Choice(Piece):
    """Goods by what they are: any one of the names below is enough."""

    products: Ids = Field(frozenset(), title="Products")
    categories: Ids = Field(
        frozenset(), title="Categories", description="With all that are below them."
    )
    tags: Words = Field(frozenset(), title="Tags", description="In whatever case.")
    vendors: Words = Field(frozenset(), title="Vendors", description="In whatever case.")

    @cached_property
    def names(self) -> frozenset[UUID | str]:
        """What it names, as `Basket.places` does."""
        return frozenset(
            [
                *self.products,
                *self.categories,
                *(_TAG + tag for tag in self.tags),
                *(_VENDOR + vendor for vendor in self.vendors),
            ]
        )

    def places(self, basket: Basket) -> set[int]:
        """Where its lines are."""
        return set().union(*(basket.places.get(name, ()) for name in self.names))


class Items(Piece):
    """The goods that a condition or an action is about: everything, unless it is narrowed."""

    only: Choice = Field(Choice(), title="Only", description="Empty: everything.")
    never: Choice = Field(Choice(), title="Never", description="What is left out of it.")
    reduced: bool = Field(
        True, title="Reduced goods too", description="Those with a price to compare with."
    )

    def among(self, basket: Basket) -> Sequence[Line]:
        """The lines that it is about, in their order."""
        left_out = self.never.places(basket)
        if not self.reduced:
            left_out |= basket.places.get(_REDUCED, set())
        if not self.only.names:
            return [line for line in basket.lines if line.place not in left_out]
        return [basket.lines[place] for place in sorted(self.only.places(basket) - left_out)]


EVERYTHING = Items()
