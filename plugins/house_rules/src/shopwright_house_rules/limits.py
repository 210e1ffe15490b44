"""How many of one item may be bought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from shopwright import Problem
from shopwright.commerce.cart import DraftLine

from shopwright_house_rules.settings import Settings


def limit_of(settings: Settings, tags: Iterable[str]) -> int | None:
    """The lowest limit that holds for a product of these tags."""
    found = [settings.tag_limits[tag] for tag in tags if tag in settings.tag_limits]
    if settings.line_limit is not None:
        found.append(settings.line_limit)
    return min(found, default=None)


def too_many(quantity: int, limit: int | None, *, title: str = "this item") -> Iterator[Problem]:
    """A problem when it is more than the limit."""
    if limit is not None and quantity > limit:
        yield Problem(
            code="too_many_of_one",
            message=f"At most {limit} of {title} can be ordered; please lower the quantity.",
            field="quantity",
            meta={"limit": limit},
        )


def too_many_in_cart(lines: Iterable[DraftLine], settings: Settings) -> Iterator[Problem]:
    """Each variant over its limit, with all its lines together."""
    quantities: dict[UUID, int] = defaultdict(int)
    named: dict[UUID, DraftLine] = {}
    for line in lines:
        quantities[line.variant_id] += line.quantity
        named[line.variant_id] = line
    for variant_id, quantity in quantities.items():
        line = named[variant_id]
        yield from too_many(quantity, limit_of(settings, line.tags), title=f"'{line.title}'")
