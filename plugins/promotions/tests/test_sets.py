"""Buy X get Y: compared with trying everything, on carts small enough for that."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from shopwright_promotions.sets import Stack, cheapest

stacks = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.booleans()), max_size=3).map(
    lambda rows: [
        Stack(place=number, unit=unit, quantity=quantity, bought=bought)
        for number, (unit, quantity, bought) in enumerate(rows)
    ]
)


def _best(found: list[Stack], only_bought: int, buy: int, get: int, sets: int | None) -> int:
    """The cost of the cheapest way to get as many complete sets as there can be."""
    most, cost = 0, 0
    for picked in product(*(range(stack.quantity + 1) for stack in found)):
        left = only_bought + sum(
            stack.quantity - units
            for stack, units in zip(found, picked, strict=True)
            if stack.bought
        )
        count, rest = divmod(sum(picked), get)
        if rest or left < count * buy or (sets is not None and count > sets):
            continue
        price = sum(stack.unit * units for stack, units in zip(found, picked, strict=True))
        if count > most or (count == most and price < cost):
            most, cost = count, price
    return cost


@settings(max_examples=150, deadline=None)
@given(
    stacks,
    st.integers(0, 4),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from([None, 1, 2]),
)
def test_sets_are_as_many_as_can_be_and_the_cheapest_units_are_got(
    found: list[Stack], only_bought: int, buy: int, get: int, sets: int | None
) -> None:
    units = cheapest(found, only_bought, buy=buy, get=get, sets=sets)
    prices = {stack.place: stack.unit for stack in found}
    cost = sum(prices[key] * count for key, count in units.items())
    assert cost == _best(found, only_bought, buy, get, sets)
    assert sum(units.values()) % get == 0
    assert all(units[stack.place] <= stack.quantity for stack in found if stack.place in units)
