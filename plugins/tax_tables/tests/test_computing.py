"""Rates and rounding, without a shop."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopwright.commerce.pricing import Money, distribute
from shopwright_tax_tables.provider import shown, tax_in, tax_on

AMOUNTS = st.integers(0, 10**12)
PERCENTS = st.integers(0, 1_000_000).map(lambda value: Decimal(value).scaleb(-4))


def euros(amount: int) -> Money:
    return Money(amount, "EUR")


@pytest.mark.parametrize(
    ("gross", "percent", "tax"),
    [(11_900, "19", 1_900), (2_200, "19", 351), (490, "19", 78), (1, "19", 0), (999, "5.5", 52)],
)
def test_tax_within_a_price(gross: int, percent: str, tax: int) -> None:
    assert tax_in(euros(gross), Decimal(percent)) == euros(tax)


@pytest.mark.parametrize(
    ("net", "percent", "tax"),
    [(10_000, "19", 1_900), (50, "19", 10), (10, "25", 3), (30, "5", 2), (100, "8.875", 9)],
)
def test_tax_on_top_of_a_price_is_rounded_half_up(net: int, percent: str, tax: int) -> None:
    assert tax_on(euros(net), Decimal(percent)) == euros(tax)


@given(net=AMOUNTS, percent=PERCENTS)
def test_tax_put_on_top_is_found_again_within(net: int, percent: Decimal) -> None:
    tax = tax_on(euros(net), percent)
    assert tax_in(euros(net) + tax, percent) == tax


@given(gross=AMOUNTS, percent=PERCENTS)
def test_tax_found_within_comes_back_on_top_but_for_one_unit(gross: int, percent: Decimal) -> None:
    tax = tax_in(euros(gross), percent)
    again = tax_on(euros(gross) - tax, percent)
    assert abs(again.amount - tax.amount) <= 1


@given(gross=AMOUNTS, percent=PERCENTS)
def test_tax_within_is_never_more_than_the_price(gross: int, percent: Decimal) -> None:
    assert 0 <= tax_in(euros(gross), percent).amount <= gross


@given(
    parts=st.lists(st.integers(1, 10**6), min_size=1, max_size=20),
    discount=st.integers(0, 10**6),
    percent=PERCENTS,
)
def test_lines_differ_from_their_sum_by_less_than_half_a_unit_each(
    parts: list[int], discount: int, percent: Decimal
) -> None:
    taken = distribute(min(discount, sum(parts)), parts)
    left = [part - share for part, share in zip(parts, taken, strict=True)]
    in_parts = sum(tax_in(euros(part), percent).amount for part in left)
    at_once = tax_in(euros(sum(left)), percent).amount
    assert abs(in_parts - at_once) <= (len(left) + 1) / 2


@pytest.mark.parametrize(
    ("percent", "text"), [("19", "19"), ("19.00", "19"), ("5.50", "5.5"), ("20", "20"), ("0", "0")]
)
def test_rates_are_shown_without_needless_zeros(percent: str, text: str) -> None:
    assert shown(Decimal(percent)) == text
