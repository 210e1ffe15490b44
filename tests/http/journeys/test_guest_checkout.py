"""A guest's way from an empty cart to a paid order, over REST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shopwright.commerce.pricing.commands import set_prices
from shopwright.commerce.pricing.types import PriceChange
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.shop import Shop

Browse = Callable[[], Any]


def test_a_guest_buys_and_reads_the_order_with_its_token(shop: Shop, browse: Browse) -> None:
    mug = shop.product(price=2200)
    guest = browse()
    guest.add(mug, 2)
    cart = guest.fill_in()
    assert cart["totals"]["total"] == {"amount": 2 * 2200 + 490, "currency": "EUR"}
    assert [option["id"] for option in guest.send("GET", f"{guest.cart}/shipping-options")["items"]]

    done = guest.send("POST", f"{guest.cart}/complete", {"expected_total": 4890}, status=201)
    assert (done["state"], done["payment_state"]) == ("open", "paid")

    order = guest.client.get(
        f"/api/v1/orders/{done['order_id']}", headers={"X-Order-Token": done["order_token"]}
    )
    assert order.get_json()["lines"][0]["quantity"] == 2
    assert order.headers["Cache-Control"] == "private, no-store"
    stranger = shop.client().get(f"/api/v1/orders/{done['order_id']}")
    assert (stranger.status_code, stranger.get_json()["code"]) == (404, "order_not_found")


def test_a_cart_is_opened_by_its_token_only(shop: Shop, browse: Browse) -> None:
    guest = browse()
    stranger = shop.client().get(guest.cart)
    assert (stranger.status_code, stranger.get_json()["code"]) == (404, "cart_not_found")
    wrong = shop.client().get(guest.cart, headers={"X-Cart-Token": "guess"})
    assert wrong.status_code == 404


def test_price_and_stock_changes_are_reported_until_acknowledged(
    shop: Shop, browse: Browse
) -> None:
    mug = shop.product(price=2200, stock=3)
    guest = browse()
    guest.add(mug, 2)
    set_prices([PriceChange(variant_id=mug, currency="EUR", amount=2500)])
    other = browse()
    other.add(mug, 2)
    other.fill_in()
    other.send("POST", f"{other.cart}/complete", {}, status=201)

    changes = guest.send("GET", guest.cart)["changes"]
    assert [change["kind"] for change in changes] == ["price_changed", "less_available"]
    assert (changes[0]["before"]["amount"], changes[0]["after"]["amount"]) == (2200, 2500)
    assert guest.send("POST", f"{guest.cart}/acknowledge")["changes"] == []


def test_more_than_there_is_cannot_be_added(shop: Shop, browse: Browse) -> None:
    mug = shop.product(stock=1)
    guest = browse()
    problem = guest.send(
        "POST", f"{guest.cart}/lines", {"variant_id": str(mug), "quantity": 2}, status=409
    )
    assert problem["code"] == "out_of_stock"
    assert problem["errors"][0]["pointer"] == "#/quantity"


def test_an_address_is_checked_by_its_country_and_every_field_is_named(
    shop: Shop, browse: Browse
) -> None:
    guest = browse()
    address = {"country": "DE", "postal_code": "1"}
    problem = guest.send("PUT", f"{guest.cart}/contact", {"shipping_address": address}, status=422)
    pointers = {error["pointer"] for error in problem["errors"]}
    assert {"#/shipping_address/postal_code", "#/shipping_address/city"} <= pointers


def test_a_repeated_request_with_one_key_adds_once(shop: Shop, browse: Browse) -> None:
    mug = shop.product()
    guest = browse()
    headers = {"X-Cart-Token": guest.token, "Idempotency-Key": "first-try"}
    body = {"variant_id": str(mug), "quantity": 1}
    answers = [
        guest.client.post(f"{guest.cart}/lines", json=body, headers=headers) for _ in range(2)
    ]
    assert answers[0].get_json() == answers[1].get_json()
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert guest.send("GET", guest.cart)["item_count"] == 1


def test_an_unanswered_payment_says_that_it_is_being_checked(
    shop: Shop, browse: Browse, provider: ScriptedProvider
) -> None:
    guest = browse()
    guest.add(shop.product())
    guest.fill_in()
    provider.fault = "drop_answer"
    done = guest.send("POST", f"{guest.cart}/complete", {}, status=201)
    assert (done["state"], done["checking_payment"]) == ("pending", True)


def test_options_make_lines_of_their_own(shop: Shop, browse: Browse) -> None:
    mug = shop.product()
    guest = browse()
    for text in ("Ada", "Ada", "Bob"):
        guest.send(
            "POST",
            f"{guest.cart}/lines",
            {"variant_id": str(mug), "quantity": 1, "options": {"engraving": text}},
        )
    lines = guest.send("GET", guest.cart)["lines"]
    assert [(line["options"]["engraving"], line["quantity"]) for line in lines] == [
        ("Ada", 2),
        ("Bob", 1),
    ]
