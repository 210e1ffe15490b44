"""Money: exact integers, one currency at a time, parts that add up."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopwright.commerce.pricing import (
    CurrencyMismatch,
    Money,
    distribute,
    exponent,
    known_currencies,
    round_half_up,
)

AMOUNTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("currency", "decimals"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("ISK", 0), ("USD", 2)]
)
def test_each_currency_has_its_decimals(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals
    assert currency in known_currencies()


@pytest.mark.parametrize(
    ("money", "text", "english", "german"),
    [
        (Money(1050, "EUR"), "10.50 EUR", "€10.50", "10,50 €"),
        (Money(1050, "JPY"), "1050 JPY", "¥1,050", "1.050 ¥"),
        (Money(-5, "KWD"), "-0.005 KWD", "-KWD0.005", "-0,005 KWD"),
    ],
)
def test_money_is_shown_by_the_rules_of_its_currency_and_language(
    money: Money, text: str, english: str, german: str
) -> None:
    assert str(money) == text
    assert money.format("en") == english
    assert money.format("de-DE").replace("\xa0", " ") == german


def test_major_units_are_read_exactly_or_not_at_all() -> None:
    assert Money.of("10.5", "EUR") == Money(1050, "EUR")
    assert Money.of(7, "JPY") == Money(7, "JPY")
    for value, currency in (("10.505", "EUR"), ("1.5", "JPY")):
        with pytest.raises(ValueError, match="more decimals"):
            Money.of(value, currency)


def test_currencies_do_not_mix() -> None:
    euro, dollar = Money(1, "EUR"), Money(1, "USD")
    for mix in (
        lambda: euro + dollar,
        lambda: euro - dollar,
        lambda: euro < dollar,
        lambda: euro <= dollar,
    ):
        with pytest.raises(CurrencyMismatch, match="EUR"):
            mix()
    assert euro != dollar


@given(AMOUNTS, AMOUNTS)
def test_sums_and_differences_undo_each_other(a: int, b: int) -> None:
    first, second = Money(a, "EUR"), Money(b, "EUR")
    assert (first + second) - second == first
    assert first + (-second) == first - second
    assert (first < second) == (a < b)
    assert (first <= second) == (a <= b)
    assert bool(first) == (a != 0)


@given(AMOUNTS)
def test_major_units_and_back(amount: int) -> None:
    for currency in ("EUR", "JPY", "KWD"):
        money = Money(amount, currency)
        assert Money.of(money.decimal(), currency) == money


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.5", 1), ("-0.5", -1), ("1.5", 2), ("2.5", 3), ("2.4999", 2), ("-2.5", -3), ("0", 0)],
)
def test_halves_are_rounded_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_up(Decimal(value)) == rounded


def test_a_product_is_rounded_once() -> None:
    assert Money(999, "EUR") * 3 == Money(2997, "EUR")
    assert Money(105, "EUR") * Decimal("0.5") == Money(53, "EUR")
    assert Money(1000, "EUR") * Decimal("0.19") == Money(190, "EUR")


@given(AMOUNTS, st.lists(st.integers(0, 10**9), max_size=30))
def test_parts_add_up_and_are_fair(total: int, weights: list[int]) -> None:
    parts = distribute(total, weights)
    assert len(parts) == len(weights)
    if not weights:
        return
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - Decimal(total) * weight / whole) < 1
            assert weight or part == 0


@given(st.integers(0, 10**6), st.lists(st.integers(1, 1000), min_size=1, max_size=10))
def test_a_heavier_part_never_gets_less(total: int, weights: list[int]) -> None:
    parts = distribute(total, weights)
    ordered = sorted(zip(weights, parts, strict=True))
    assert all(a[1] <= b[1] for a, b in itertools.pairwise(ordered) if a[0] < b[0])


def test_what_no_part_weighs_goes_to_the_first() -> None:
    assert distribute(10, [0, 0]) == [10, 0]
    assert distribute(10, [1, 1, 1]) == [4, 3, 3]
    assert distribute(-10, [1, 1, 1]) == [-4, -3, -3]
