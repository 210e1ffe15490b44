"""Buy X get Y: how many sets a cart has, and which units are got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """Units of one line that may be got; `bought`: they may be bought as well."""

    place: int
    unit: int
    quantity: int
    bought: bool


def cheapest(
    stacks: Sequence[Stack], only_bought: int, *, buy: int, get: int, sets: int | None
) -> dict[int, int]:
    """How many units of which line are got: the cheapest that leave enough to be bought.

    `only_bought` units can be bought and not be got. Sets are as many as there can be.
    """
    both = sum(stack.quantity for stack in stacks if stack.bought)
    only_got = sum(stack.quantity for stack in stacks if not stack.bought)
    count = _sets(only_bought, both, only_got, buy, get)
    count = count if sets is None else min(count, sets)
    spare = both - max(0, count * buy - only_bought)
    left = count * get
    units: dict[int, int] = {}
    for stack in sorted(stacks, key=lambda stack: (stack.unit, stack.place)):
        taken = min(left, stack.quantity, spare if stack.bought else stack.quantity)
        if taken:
            units[stack.place] = taken
            left -= taken
            spare -= taken if stack.bought else 0
    return units


def _sets(only_bought: int, both: int, only_got: int, buy: int, get: int) -> int:
    """The largest number for which the units that can be both suffice for what else is missing."""
    low, high = 0, (only_bought + both) // buy
    while low < high:
        middle = (low + high + 1) // 2
        short = max(0, middle * buy - only_bought) + max(0, middle * get - only_got)
        low, high = (middle, high) if short <= both else (low, middle - 1)
    return low
