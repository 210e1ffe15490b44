from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from shopwright_flat_rate_shipping.settings import Settings

PRICE = {"price": {"EUR": 490}}


def rate(**values: Any) -> dict[str, Any]:
    return {"code": "standard", "label": "Standard", **values}


def zone(*rates: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"name": "Home", "countries": ["DE"], "rates": list(rates), **values}


def faults(*zones: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({"zones": list(zones)})
    return {".".join(map(str, item["loc"])): item["msg"] for item in caught.value.errors()}


def test_the_zones_of_a_new_shop_pass_their_own_checks() -> None:
    fresh = Settings()
    assert Settings.model_validate(fresh.model_dump()) == fresh
    for place in fresh.zones:
        for item in place.rates:
            assert item.currencies == {"EUR", "USD"}


def test_every_wrong_field_is_named_at_once() -> None:
    found = faults(
        zone(
            rate(price={"EUX": 100}),
            rate(code="Not OK", price={"EUR": -1}),
            rate(weight_bands=[{"from_grams": 100, **PRICE}]),
            countries=["Germany", "de", "AT"],
        )
    )
    assert set(found) == {
        "zones.0.countries.0",
        "zones.0.countries.1",
        "zones.0.rates.0.price.EUX.[key]",
        "zones.0.rates.1.code",
        "zones.0.rates.1.price.EUR",
        "zones.0.rates.2.weight_bands",
    }
    assert "did you mean DE?" in found["zones.0.countries.1"]


def test_subtotal_bands_are_checked_per_currency() -> None:
    found = faults(
        zone(
            rate(
                subtotal_bands={
                    "EUR": [{"to_amount": 5000, "price": 590}, {"from_amount": 6000, "price": 0}],
                    "USD": [],
                }
            )
        )
    )
    assert "a gap" in found["zones.0.rates.0.subtotal_bands.EUR"]
    assert "there has to be a band" in found["zones.0.rates.0.subtotal_bands.USD"]


def test_every_weight_band_has_a_price_in_every_currency_of_the_rate() -> None:
    found = faults(
        zone(
            rate(
                weight_bands=[
                    {"to_grams": 2000, "price": {"EUR": 490, "USD": 550}},
                    {"from_grams": 2000, "price": {"EUR": 890}},
                ]
            )
        )
    )
    assert "band 2 has no price in USD" in found["zones.0.rates.0.weight_bands"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "give one of price, weight_bands and subtotal_bands"),
        ({**PRICE, "weight_bands": [PRICE]}, "give one of"),
        ({**PRICE, "free_above": {"USD": 1}}, "free_above names USD"),
        ({**PRICE, "min_days": 3, "max_days": 2}, "min_days is above max_days"),
    ],
)
def test_what_does_not_fit_together_in_a_rate_is_said(values: dict[str, Any], message: str) -> None:
    assert message in faults(zone(rate(**values)))["zones.0.rates.0"]


def test_a_code_is_there_once_per_zone_and_may_come_again_in_another() -> None:
    twice = faults(zone(rate(**PRICE), rate(**PRICE)))
    assert "more than one rate has the code standard" in twice["zones.0.rates"]
    Settings.model_validate({"zones": [zone(rate(**PRICE)), zone(rate(**PRICE), countries=["AT"])]})


@pytest.mark.parametrize(
    "place",
    [
        {"countries": ["DE"]},
        {"countries": ["*"]},
        {"countries": ["DE"], "postal_codes": ["2749 8"]},
        {"countries": ["US"], "regions": ["HI"]},
    ],
)
def test_a_place_belongs_to_one_zone(place: dict[str, Any]) -> None:
    found = faults(zone(**place), zone(**place, name="Other"))
    assert "is in 'Home' and 'Other'" in found["zones"]


def test_a_country_may_stand_beside_the_group_it_is_in() -> None:
    Settings.model_validate({"zones": [zone(), zone(countries=["EU"])]})


@pytest.mark.parametrize("countries", [["DE", "AT"], ["EU"], ["*"]])
def test_parts_are_of_one_country(countries: list[str]) -> None:
    found = faults(zone(countries=countries, postal_codes=["1"]))
    assert "parts of one country" in found["zones.0"]
