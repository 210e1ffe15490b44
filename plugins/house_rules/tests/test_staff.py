"""What staff may do with orders, money and products, and what is kept of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from shopwright import Actor, Invalid
from shopwright.commerce.catalog import (
    ProductInput,
    ProductPatch,
    VariantInput,
    create_product,
    update_product,
    variant,
)
from shopwright.commerce.customers import NewCustomer, create_customer, erase_customer
from shopwright.commerce.orders import commands
from shopwright.commerce.payments import Risk
from shopwright.platform.actor import acting_as
from shopwright.testing import ScriptedProvider, Shop, SignIn

ORDERS = "/api/v1/admin/orders"


def codes(answer: Any) -> list[str]:
    """Of the problems that a request was refused for."""
    assert answer.status_code == 422, answer.text
    return [problem["code"] for problem in answer.json["errors"]]


def read(client: FlaskClient, path: str) -> Any:
    """What is there."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json


def cancel(staff: FlaskClient, order_id: UUID, reason: str) -> Any:
    return staff.post(f"{ORDERS}/{order_id}/cancel", json={"reason": reason})


def refund(staff: FlaskClient, order_id: UUID, **body: object) -> Any:
    return staff.post(f"{ORDERS}/{order_id}/refunds", json=body)


@pytest.mark.parametrize("settings", [{"reason_length": 10}])
def test_a_cancellation_needs_a_reason_that_says_something(shop: Shop, as_staff: SignIn) -> None:
    order_id, staff = shop.place_order().order_id, as_staff()
    assert codes(cancel(staff, order_id, "x")) == ["reason_too_short"]
    assert cancel(staff, order_id, "The customer moved abroad").status_code == 200


@pytest.mark.parametrize("settings", [{"canceling": "until_open"}])
def test_an_open_order_is_not_canceled_and_keeps_its_stock_and_money(
    shop: Shop, as_staff: SignIn
) -> None:
    order_id, staff = shop.place_order().order_id, as_staff()
    assert codes(cancel(staff, order_id, "changed their mind")) == ["order_is_open"]
    order = read(staff, f"{ORDERS}/{order_id}")
    assert (order["state"], order["payment_state"]) == ("open", "paid")


@pytest.mark.parametrize("settings", [{"canceling": "until_open"}])
def test_an_order_that_awaits_its_money_can_still_be_canceled(
    shop: Shop, payments: ScriptedProvider, as_staff: SignIn
) -> None:
    payments.outcome = "open"
    order_id = shop.place_order().order_id
    assert cancel(as_staff(), order_id, "no money came").status_code == 200


@pytest.mark.parametrize("settings", [{"keep_moves": True}])
def test_who_moved_an_order_and_why_is_kept_for_those_with_the_right(
    shop: Shop, as_staff: SignIn
) -> None:
    order_id = shop.place_order().order_id
    cancel(as_staff(), order_id, "broken in the warehouse")
    path = f"/api/v1/plugins/house_rules/orders/{order_id}/moves"
    (move,) = read(as_staff("house_rules:read"), path)
    assert (move["from_state"], move["to_state"]) == ("open", "canceled")
    assert (move["reason"], move["actor"]) == ("broken in the warehouse", "api_key")
    assert (move["actor_label"], move["override"]) == ("a test", False)
    assert as_staff("orders:read").get(path).status_code == 403
    assert shop.client().get(path).status_code == 401


@pytest.mark.parametrize("settings", [{"keep_moves": True}])
def test_kept_moves_stand_beside_the_order(shop: Shop, as_staff: SignIn) -> None:
    order_id = shop.place_order().order_id
    panels = f"/api/v1/admin/panels?entity=order&id={order_id}"
    seeing = as_staff("orders:read", "house_rules:read")
    assert read(seeing, panels)["items"] == []
    cancel(as_staff(), order_id, "broken in the warehouse")
    (panel,) = read(seeing, panels)["items"]
    (row,) = panel["content"]["blocks"][0]["rows"]
    told = ["open → canceled", "a test", "broken in the warehouse"]
    assert [cell["text"] for cell in row[1:]] == told
    assert read(as_staff("orders:read"), panels)["items"] == []


def test_moves_are_not_kept_unless_it_is_set(shop: Shop, as_staff: SignIn) -> None:
    order_id, staff = shop.place_order().order_id, as_staff()
    assert cancel(staff, order_id, "x").status_code == 200
    assert read(staff, f"/api/v1/plugins/house_rules/orders/{order_id}/moves") == []


@pytest.mark.parametrize(
    "settings", [{"refund_reason_above": {"EUR": 500}, "refund_at_most": {"EUR": 1000}}]
)
def test_large_refunds_need_a_reason_and_larger_ones_are_refused(
    shop: Shop, as_staff: SignIn
) -> None:
    order_id, staff = shop.place_order().order_id, as_staff()
    assert codes(refund(staff, order_id, amount=501)) == ["refund_reason_needed"]
    assert codes(refund(staff, order_id, amount=1001, reason="broken")) == ["refund_above_limit"]
    assert refund(staff, order_id, amount=500).status_code == 201
    assert refund(staff, order_id, amount=1000, reason="broken").status_code == 201


@pytest.mark.parametrize("settings", [{"keep_moves": True}])
def test_erasing_a_customer_leaves_that_an_order_was_moved_but_not_by_whom(
    shop: Shop, as_staff: SignIn
) -> None:
    ada = create_customer(NewCustomer(email="ada@example.com", verified=True))
    order_id = shop.place_order().order_id
    with acting_as(Actor(kind="customer", id=ada, label="Ada")):
        commands.cancel(order_id, reason="I moved to Lindenweg 3")
    erase_customer(ada)
    path = f"/api/v1/plugins/house_rules/orders/{order_id}/moves"
    (move,) = read(as_staff(), path)
    assert (move["actor"], move["to_state"]) == ("customer", "canceled")
    assert (move["actor_id"], move["actor_label"], move["reason"]) == (None, "", "")


NEEDS = {
    "need_description": True,
    "need_picture": True,
    "need_sku": True,
    "need_weight": True,
}


@pytest.mark.parametrize("settings", [NEEDS])
def test_a_product_is_not_sold_before_it_has_what_it_needs(shop: Shop) -> None:
    draft = create_product(ProductInput(title="Vase"))
    with pytest.raises(Invalid) as caught:
        update_product(draft.id, ProductPatch(status="active"))
    assert {problem.code: problem.field for problem in caught.value.problems} == {
        "description_needed": "description_html",
        "picture_needed": "media",
        "sku_needed": "variants.0.sku",
        "weight_needed": "variants.0.weight_grams",
    }


@pytest.mark.parametrize("settings", [NEEDS | {"need_picture": False}])
def test_a_product_that_is_complete_can_be_sold(shop: Shop) -> None:
    whole = ProductInput(
        title="Vase",
        description_html="<p>Blue.</p>",
        status="active",
        variants=(VariantInput(sku="VASE-1", weight_grams=900),),
    )
    assert create_product(whole).status == "active"


@pytest.mark.parametrize("settings", [{"badges": {"new": "New", "handmade": "Made by hand"}}])
def test_shoppers_see_a_badge_while_a_product_has_its_tag(shop: Shop) -> None:
    product_id = variant(shop.product("Vase")).product_id
    update_product(product_id, ProductPatch(tags=("handmade", "new")))
    browser, page = shop.client(), "/api/v1/products/vase"
    shown = read(browser, page)["extra"]
    assert shown == {"house_rules": {"badges": ["New", "Made by hand"]}}
    assert read(browser, "/api/v1/products")["items"][0]["extra"] == shown
    update_product(product_id, ProductPatch(tags=()))
    assert read(browser, page)["extra"] == {}


@pytest.mark.parametrize("settings", [{"review_above": {"EUR": 2000}}])
def test_a_large_order_is_looked_at_before_it_is_sent(shop: Shop, as_staff: SignIn) -> None:
    order_id, staff = shop.place_order().order_id, as_staff()
    shop.deliver()
    order = read(staff, f"{ORDERS}/{order_id}")
    assert (order["payment_state"], order["review"]) == ("paid", True)
    assert order["screening"]["verdict"] == "review"
    assert order["screening"]["reasons"] == ["house_rules: 26.90 EUR is above 20.00 EUR"]
    assert staff.post(f"{ORDERS}/{order_id}/fulfillments", json={}).status_code == 409
    released = staff.post(f"{ORDERS}/{order_id}/review", json={"reason": "called them"})
    assert released.status_code == 200
    assert staff.post(f"{ORDERS}/{order_id}/fulfillments", json={}).status_code == 201


@pytest.mark.parametrize("settings", [{"review_above": {"EUR": 9000, "USD": 1}}])
def test_an_order_below_the_limit_of_its_currency_is_sent_as_usual(
    shop: Shop, as_staff: SignIn
) -> None:
    order_id, staff = shop.place_order().order_id, as_staff()
    shop.deliver()
    assert read(staff, f"{ORDERS}/{order_id}")["screening"]["verdict"] == "allow"
    assert staff.post(f"{ORDERS}/{order_id}/fulfillments", json={}).status_code == 201


@pytest.mark.parametrize(
    ("settings", "level", "verdict"),
    [
        ({"review_risk": "elevated"}, "elevated", "review"),
        ({"review_risk": "elevated"}, "highest", "review"),
        ({"review_risk": "elevated"}, "normal", "allow"),
        ({"review_risk": "highest"}, "elevated", "allow"),
        ({"review_risk": "never", "review_above": {"EUR": 9000}}, "highest", "allow"),
    ],
)
def test_an_order_whose_payment_is_risky_is_looked_at(
    shop: Shop, payments: ScriptedProvider, as_staff: SignIn, level: Any, verdict: str
) -> None:
    payments.risk = Risk(level=level, score=70)
    order_id = shop.place_order().order_id
    shop.deliver()
    screening = read(as_staff(), f"{ORDERS}/{order_id}")["screening"]
    assert (screening["verdict"], screening["score"]) == (verdict, 70)


def test_without_a_rule_nothing_is_screened(shop: Shop, as_staff: SignIn) -> None:
    order_id = shop.place_order().order_id
    assert read(as_staff(), f"{ORDERS}/{order_id}")["screening"] is None
