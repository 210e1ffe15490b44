"""Amounts: integers, compared with what Stripe's documentation says, written out."""

from __future__ import annotations

import pytest
from shopwright.commerce.pricing import Money
from shopwright_stripe_payments.amounts import NotPayable, from_stripe, is_payable, to_stripe

# shop's minor units, currency, Stripe's units
TABLE = [
    (1050, "EUR", 1050),
    (1050, "USD", 1050),
    (500, "JPY", 500),
    (1050, "KRW", 1050),
    (1000, "CLP", 1000),
    (5120, "KWD", 5120),
    (10_990, "BHD", 10_990),
    (5, "UGX", 500),
    (1234, "ISK", 123_400),
    (1999, "HUF", 1999),
    (1999, "TWD", 1999),
    (7, "ALL", 700),
    (15_000, "LBP", 1_500_000),
]


@pytest.mark.parametrize(("amount", "currency", "units"), TABLE)
def test_f17_f18_amounts_are_right_to_the_minor_unit(
    amount: int, currency: str, units: int
) -> None:
    assert to_stripe(Money(amount, currency)) == units
    assert from_stripe(units, currency.lower()) == Money(amount, currency)


@pytest.mark.parametrize("amount", [Money(5123, "KWD"), Money(1, "BHD"), Money(2_009, "TND")])
def test_currencies_of_three_decimals_are_taken_in_steps_of_ten(amount: Money) -> None:
    with pytest.raises(NotPayable, match="steps of 10"):
        to_stripe(amount)
    assert not is_payable(amount)


def test_what_the_shop_counts_finer_than_stripe_is_not_rounded() -> None:
    with pytest.raises(NotPayable, match="finer"):
        to_stripe(Money(12_345, "CLF"))


def test_a_part_of_a_krona_is_no_amount_of_the_shop() -> None:
    with pytest.raises(NotPayable, match="no whole amount"):
        from_stripe(550, "isk")


def test_nothing_cannot_be_paid() -> None:
    assert not is_payable(Money(0, "EUR"))
