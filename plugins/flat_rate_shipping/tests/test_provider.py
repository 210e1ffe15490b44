"""Quotes, without a shop or a database."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopwright.commerce.customers import Address
from shopwright.commerce.pricing import Money
from shopwright.commerce.shipping import Parcel, ShippingRequest
from shopwright_flat_rate_shipping.provider import FlatRateProvider, zone_of
from shopwright_flat_rate_shipping.settings import Settings


def request(
    *, to: Address | None = None, grams: int = 400, subtotal: int = 2000, currency: str = "EUR"
) -> ShippingRequest:
    amount = Money(subtotal, currency)
    parcel = Parcel(
        line_id=UUID(int=1),
        product_id=UUID(int=2),
        variant_id=UUID(int=3),
        sku=None,
        quantity=1,
        weight_grams=grams,
        total=amount,
    )
    return ShippingRequest(
        channel="web",
        destination=to or Address(country="DE"),
        parcels=(parcel,),
        subtotal=amount,
    )


def costs(rates: list[dict[str, Any]], asked: ShippingRequest) -> dict[str, int]:
    zones = [{"name": "World", "countries": ["*"], "rates": rates}]
    provider = FlatRateProvider(Settings.model_validate({"zones": zones}))
    return {rate.code: rate.amount.amount for rate in provider.quote(asked)}


def rate(code: str = "standard", **values: Any) -> dict[str, Any]:
    return {"code": code, "label": code.capitalize(), **values}


BY_WEIGHT = rate(
    weight_bands=[
        {"to_grams": 2000, "price": {"EUR": 490}},
        {"from_grams": 2000, "to_grams": 10000, "price": {"EUR": 890}},
    ]
)
BY_SUBTOTAL = rate(
    subtotal_bands={
        "EUR": [{"to_amount": 5000, "price": 590}, {"from_amount": 5000, "price": 290}],
        "JPY": [{"price": 800}],
    }
)


def test_a_flat_price_is_one_per_currency() -> None:
    flat = rate(price={"EUR": 490, "USD": 550})
    assert costs([flat], request()) == {"standard": 490}
    assert costs([flat], request(currency="USD")) == {"standard": 550}


def test_without_a_price_in_the_carts_currency_there_is_no_rate() -> None:
    for item in (rate(price={"EUR": 490}), BY_WEIGHT):
        assert costs([item], request(currency="CHF")) == {}


@pytest.mark.parametrize(("grams", "cost"), [(0, 490), (1999, 490), (2000, 890), (9999, 890)])
def test_weight_decides_by_band(grams: int, cost: int) -> None:
    assert costs([BY_WEIGHT], request(grams=grams)) == {"standard": cost}


def test_what_is_too_heavy_cannot_choose_the_rate() -> None:
    assert costs([BY_WEIGHT, rate("freight", price={"EUR": 9900})], request(grams=10_000)) == {
        "freight": 9900
    }


def test_the_subtotal_decides_by_band_in_its_own_currency() -> None:
    assert costs([BY_SUBTOTAL], request(subtotal=4999)) == {"standard": 590}
    assert costs([BY_SUBTOTAL], request(subtotal=5000)) == {"standard": 290}
    assert costs([BY_SUBTOTAL], request(subtotal=100, currency="JPY")) == {"standard": 800}


def test_from_an_amount_on_it_is_free_unless_it_is_too_heavy() -> None:
    free = {**BY_WEIGHT, "free_above": {"EUR": 7500}}
    assert costs([free], request(subtotal=7499)) == {"standard": 490}
    assert costs([free], request(subtotal=7500)) == {"standard": 0}
    assert costs([free], request(subtotal=7500, grams=10_000)) == {}


@given(first=st.integers(0, 20_000), second=st.integers(0, 20_000))
def test_more_weight_never_costs_less_in_rising_bands(first: int, second: int) -> None:
    light, heavy = sorted((first, second))
    rising = Settings().zones[0].rates[0]
    cost = [rising.cost(weight_grams=g, subtotal=100, currency="EUR") for g in (light, heavy)]
    assert None not in cost
    assert cost == sorted(cost, key=lambda value: value or 0)


ZONES = Settings.model_validate(
    {
        "zones": [
            {"name": name, **place}
            for name, place in {
                "rest": {"countries": ["*"]},
                "union": {"countries": ["EU"]},
                "germany": {"countries": ["DE"]},
                "islands": {"countries": ["DE"], "postal_codes": ["27498", "25"]},
                "amrum": {"countries": ["DE"], "postal_codes": ["25946"]},
                "far states": {"countries": ["US"], "regions": ["HI", "AK"]},
                "us": {"countries": ["US"]},
                "highlands": {"countries": ["GB"], "postal_codes": ["IV", "HS"]},
            }.items()
        ]
    }
).zones


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (Address(country="JP"), "rest"),
        (Address(country="FR"), "union"),
        (Address(country="DE", postal_code="10969"), "germany"),
        (Address(country="DE", postal_code="27498"), "islands"),
        (Address(country="DE", postal_code="25980"), "islands"),
        (Address(country="DE", postal_code="25946"), "amrum"),
        (Address(country="FR", postal_code="27498"), "union"),
        (Address(country="US", region="NY"), "us"),
        (Address(country="US", region="hi"), "far states"),
        (Address(country="GB", postal_code="iv1 1aa"), "highlands"),
        (Address(country="GB", postal_code="SW1A 1AA"), "rest"),
    ],
)
def test_the_most_specific_zone_wins(address: Address, name: str) -> None:
    found = zone_of(ZONES, address)
    assert found is not None
    assert found.name == name


def test_only_the_zone_that_wins_is_quoted_even_if_it_has_nothing_to_offer() -> None:
    settings = Settings.model_validate(
        {
            "zones": [
                {"name": "World", "countries": ["*"], "rates": [rate(price={"EUR": 1})]},
                {"name": "Closed", "countries": ["AQ"]},
            ]
        }
    )
    provider = FlatRateProvider(settings)
    assert provider.quote(request())
    assert not provider.quote(request(to=Address(country="AQ")))


def test_without_a_zone_nothing_is_sent() -> None:
    assert zone_of((), Address(country="DE")) is None


@pytest.mark.parametrize("currency", ["EUR", "USD"])
@pytest.mark.parametrize("country", ["DE", "FR", "US", "JP", "CH"])
def test_a_new_shop_sends_everywhere_in_two_currencies(country: str, currency: str) -> None:
    quoted = FlatRateProvider(Settings()).quote(
        request(to=Address(country=country), currency=currency, grams=40_000)
    )
    assert quoted
    assert all(item.min_days for item in quoted)


def test_a_new_shop_sends_for_free_within_germany_from_75_euros_on() -> None:
    quoted = FlatRateProvider(Settings()).quote(request(subtotal=7500))
    assert {item.code: item.amount.amount for item in quoted} == {"standard": 0, "express": 1190}
