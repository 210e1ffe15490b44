"""Rules and settings, without a shop."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from shopwright.commerce.customers import Address
from shopwright.commerce.payments import PaymentMethod, PaymentOffer
from shopwright.commerce.pricing import Money
from shopwright.commerce.shipping import ShippingOption, ShippingRate, ShippingRequest
from shopwright_house_rules.hiding import offered_methods, offered_options
from shopwright_house_rules.settings import PaymentRule, Settings, ShippingRule

METHODS = tuple(PaymentMethod(id=name, label=name) for name in ("card:visa", "manual:cash"))
RATE = ShippingRate(code="any", label="Any", amount=Money(490, "EUR"))
OPTIONS = tuple(ShippingOption(id=name, rate=RATE) for name in ("flat:letter", "flat:express"))


def methods(rule: dict[str, Any], *, total: int = 5000, country: str = "DE") -> list[str]:
    offer = PaymentOffer(
        channel="web",
        country=country,
        total=Money(total, "EUR"),
        email="ada@example.com",
        requires_shipping=True,
    )
    return [found.id for found in offered_methods(METHODS, offer, [PaymentRule(**rule)])]


def options(rule: dict[str, Any], *, country: str = "DE") -> list[str]:
    request = ShippingRequest(
        channel="web",
        destination=Address(country=country),
        parcels=(),
        subtotal=Money(5000, "EUR"),
    )
    return [found.id for found in offered_options(OPTIONS, request, [ShippingRule(**rule)])]


ALL, NO_CASH = ["card:visa", "manual:cash"], ["card:visa"]


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        ({"above": {"EUR": 4999}}, NO_CASH),
        ({"above": {"EUR": 5000}}, ALL),
        ({"below": {"EUR": 5001}}, NO_CASH),
        ({"below": {"EUR": 5000}}, ALL),
        ({"above": {"USD": 1}}, ALL),
        ({"countries": ["AT"]}, NO_CASH),
        ({"countries": ["AT", "DE"]}, ALL),
        ({"countries": ["DE"], "above": {"EUR": 1}}, NO_CASH),
    ],
)
def test_a_method_is_hidden_where_one_condition_holds(
    rule: dict[str, Any], shown: list[str]
) -> None:
    assert methods({"methods": "manual:*", **rule}) == shown


@pytest.mark.parametrize(
    ("rule", "country", "hidden"),
    [
        ({"countries": ["DE"]}, "DE", False),
        ({"countries": ["DE"]}, "FR", True),
        ({"not_to": ["FR"]}, "DE", False),
        ({"not_to": ["FR"]}, "FR", True),
        ({"lighter_than": 1}, "DE", True),
        ({"heavier_than": 0}, "DE", False),
    ],
)
def test_an_option_is_hidden_where_one_condition_holds(
    rule: dict[str, Any], country: str, hidden: bool
) -> None:
    shown = options({"options": "*:express", **rule}, country=country)
    assert shown == (["flat:letter"] if hidden else ["flat:letter", "flat:express"])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"minimum_order": {"EUX": 100}}, "'EUX' is no currency"),
        ({"closed_countries": ["Germany"]}, "pattern"),
        ({"payment_rules": [{"methods": "manual:*"}]}, "say when to hide it"),
        ({"shipping_rules": [{"options": "*"}]}, "say when to hide it"),
        ({"line_limit": 0}, "greater than or equal to 1"),
    ],
)
def test_a_rule_that_says_nothing_or_nonsense_is_not_saved(
    values: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        Settings.model_validate(values)
