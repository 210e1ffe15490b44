"""Prices, price lists and channels over REST, for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.catalog import ProductInput, ProductView, VariantInput, create_product
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.pricing import PriceInput

API = "/api/v1/admin"


@pytest.fixture
def staff(owner: FlaskClient) -> FlaskClient:
    """The owner of a shop with a channel."""
    install_defaults()
    return owner


@pytest.fixture
def lamp(staff: FlaskClient) -> ProductView:
    """A product with one price."""
    prices = (PriceInput(currency="EUR", amount=4900),)
    return create_product(ProductInput(title="Lamp", variants=[VariantInput(prices=prices)]))


def ask(client: FlaskClient, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    answer = client.open(API + path, method=method, json=body)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.json


def test_prices_are_set_in_bulk(staff: FlaskClient, lamp: ProductView) -> None:
    variant = str(lamp.variants[0].id)
    body = {
        "prices": [
            {"variant_id": variant, "currency": "EUR", "amount": 3900, "compare_at": 4900},
            {"variant_id": variant, "currency": "JPY", "amount": 7000},
        ]
    }
    assert ask(staff, "PUT", "/prices", body) == {"changed": 2}
    shown = ask(staff, "GET", f"/products/{lamp.id}/prices")["items"][0]
    assert shown["variant_id"] == variant
    assert [(p["price"], p["compare_at"]) for p in shown["prices"]] == [
        ({"amount": 3900, "currency": "EUR"}, {"amount": 4900, "currency": "EUR"}),
        ({"amount": 7000, "currency": "JPY"}, None),
    ]


def test_wrong_prices_are_named_by_their_place(staff: FlaskClient, lamp: ProductView) -> None:
    body = {
        "prices": [
            {"variant_id": str(lamp.variants[0].id), "currency": "EUR", "amount": None},
            {"variant_id": str(uuid4()), "currency": "EUR", "amount": 1},
        ]
    }
    refused = ask(staff, "PUT", "/prices", body, 422)
    assert [error["pointer"] for error in refused["errors"]] == ["#/prices/1/variant_id"]
    ask(staff, "PUT", "/prices", {"prices": []}, 422)
    ask(staff, "GET", f"/products/{uuid4()}/prices", status=404)


def test_price_lists_are_made_changed_and_removed(staff: FlaskClient) -> None:
    body = {"handle": "trade", "name": "Trade", "tax_included": False}
    made = ask(staff, "POST", "/price-lists", body, 201)
    path = f"/price-lists/{made['id']}"
    assert ask(staff, "GET", path) == made
    assert ask(staff, "PATCH", path, {"name": "Wholesale"})["name"] == "Wholesale"
    assert [item["handle"] for item in ask(staff, "GET", "/price-lists")["items"]] == [
        "default",
        "trade",
    ]
    ask(staff, "POST", "/price-lists", body, 422)
    ask(staff, "DELETE", path, status=204)
    ask(staff, "DELETE", path, status=404)
    default = ask(staff, "GET", "/price-lists")["items"][0]["id"]
    ask(staff, "DELETE", f"/price-lists/{default}", status=409)


def test_channels_are_made_changed_and_removed(staff: FlaskClient) -> None:
    web = ask(staff, "GET", "/channels")["items"][0]
    assert (web["handle"], web["currencies"]) == ("web", ["EUR"])
    body = {
        "handle": "ch",
        "name": "Switzerland",
        "currency": "CHF",
        "currencies": ["EUR"],
        "country": "CH",
        "locale": "de-CH",
        "price_list_id": web["price_list_id"],
    }
    made = ask(staff, "POST", "/channels", body, 201)
    assert (made["currencies"], made["location_ids"]) == (["CHF", "EUR"], web["location_ids"])
    path = f"/channels/{made['id']}"
    assert ask(staff, "GET", path) == made
    assert ask(staff, "PATCH", path, {"active": False})["active"] is False
    refused = ask(staff, "PATCH", path, {"country": "QQ", "price_list_id": str(uuid4())}, 422)
    assert [error["pointer"] for error in refused["errors"]] == ["#/country", "#/price_list_id"]
    ask(staff, "DELETE", path, status=204)
    ask(staff, "GET", path, status=404)
    assert ask(staff, "DELETE", f"/channels/{UUID(web['id'])}", status=409)["code"] == (
        "channel_in_use"
    )
