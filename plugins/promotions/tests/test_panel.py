"""What staff see of promotions beside an order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from shopwright import Context
from shopwright.commerce.cart import set_codes
from shopwright.commerce.checkout import complete
from shopwright.testing.people import staff_program
from shopwright.testing.shop import Shop
from shopwright_promotions.models import USES
from sqlalchemy import update

Make = Callable[..., UUID]
RETURN = "https://shop.example/"


def panels(shop: Shop, order_id: UUID, *rights: str) -> list[Any]:
    answer = staff_program(shop, *rights).get(f"/api/v1/admin/panels?entity=order&id={order_id}")
    assert answer.status_code == 200, answer.text
    return [item for item in answer.get_json()["items"] if item["plugin"] == "promotions"]


def test_an_order_shows_which_promotion_gave_what(shop: Shop, make: Make, ctx: Context) -> None:
    make(name="Spring", codes=["SPRING"])
    cart_id = shop.cart({shop.product(price=2000): 1})
    set_codes(cart_id, ("spring",))
    order_id = complete(cart_id, expected_total=None, return_url=RETURN).order_id
    (panel,) = panels(shop, order_id, "orders:read", "promotions:read")
    (row,) = panel["content"]["blocks"][0]["rows"]
    assert row == [
        {"type": "text", "text": "Spring"},
        {"type": "text", "text": "SPRING"},
        {"type": "money", "amount": 200, "currency": "EUR"},
        {"type": "badge", "text": "counted", "tone": "ok"},
    ]
    with ctx.transaction() as db:
        db.execute(update(USES).values(state="returned", code=""))
    (panel,) = panels(shop, order_id, "orders:read", "promotions:read")
    (row,) = panel["content"]["blocks"][0]["rows"]
    assert (row[1]["text"], row[3]["text"]) == ("automatic", "given back")


def test_an_order_without_one_shows_nothing(shop: Shop) -> None:
    assert panels(shop, shop.place_order().order_id, "orders:read", "promotions:read") == []


def test_it_is_for_those_who_may_see_promotions(shop: Shop, make: Make) -> None:
    make()
    assert panels(shop, shop.place_order().order_id, "orders:read") == []
