"""What shoppers may put in a cart, choose and order."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright import Invalid, Problem, ShopError
from shopwright.commerce.cart import add_line, cart_draft, change_line
from shopwright.commerce.catalog import ProductPatch, update_product, variant
from shopwright.commerce.checkout import Completion, complete
from shopwright.testing import Shop


def tagged(shop: Shop, *tags: str) -> UUID:
    variant_id = shop.product()
    update_product(variant(variant_id).product_id, ProductPatch(tags=tags))
    return variant_id


def order(cart_id: UUID) -> Completion:
    return complete(cart_id, expected_total=None, return_url="https://shop.example/")


def refused(caught: pytest.ExceptionInfo[Invalid]) -> Problem:
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("settings", [{}])
def test_without_rules_nothing_is_refused(shop: Shop) -> None:
    assert shop.place_order({tagged(shop, "rare"): 9}).order_id


@pytest.mark.parametrize("settings", [{"line_limit": 3, "tag_limits": {"rare": 1}}])
def test_the_lowest_limit_of_an_item_holds(shop: Shop) -> None:
    cart_id = shop.cart({tagged(shop, "mugs"): 3})
    with pytest.raises(Invalid) as caught:
        add_line(cart_id, tagged(shop, "mugs", "rare"), 2)
    assert refused(caught).code == "too_many_of_one"
    assert refused(caught).message == (
        "At most 1 of this item can be ordered; please lower the quantity."
    )
    with pytest.raises(Invalid):
        change_line(cart_id, cart_draft(cart_id).lines[0].id, 4)


@pytest.mark.parametrize("settings", [{"tag_limits": {"rare": 2}}])
def test_a_tag_that_came_later_stops_the_order_but_units_can_be_taken_out(shop: Shop) -> None:
    variant_id = shop.product()
    cart_id = shop.cart({variant_id: 5})
    update_product(variant(variant_id).product_id, ProductPatch(tags=("rare",)))
    with pytest.raises(Invalid) as caught:
        order(cart_id)
    assert refused(caught).code == "too_many_of_one"
    line_id = cart_draft(cart_id).lines[0].id
    change_line(cart_id, line_id, 3)
    change_line(cart_id, line_id, 2)
    assert order(cart_id).order_id


@pytest.mark.parametrize("settings", [{"minimum_order": {"EUR": 5000, "USD": 1}}])
def test_a_small_order_is_told_how_much_is_missing(shop: Shop) -> None:
    with pytest.raises(Invalid) as caught:
        shop.place_order({shop.product(price=2200): 2})
    assert refused(caught).code == "below_minimum_order"
    assert refused(caught).meta == {"minimum": 5000, "missing": 600, "currency": "EUR"}
    assert "€6.00" in refused(caught).message
    assert shop.place_order({shop.product(price=2500): 2}).order_id


@pytest.mark.parametrize("settings", [{"closed_countries": ["DE", "CH"]}])
def test_nothing_is_sent_to_a_closed_country_but_downloads_can_be_bought(shop: Shop) -> None:
    with pytest.raises(Invalid) as caught:
        shop.place_order()
    assert refused(caught).code == "country_not_delivered_to"
    assert refused(caught).field == "shipping_address.country"
    download = shop.product(requires_shipping=False)
    assert order(shop.cart({download: 1}, shipping=None)).order_id


HIDING_METHODS = [{"payment_rules": [{"methods": "scripted:*", "above": {"EUR": 5000}}]}]


@pytest.mark.parametrize("settings", HIDING_METHODS)
def test_a_method_is_hidden_above_a_total(shop: Shop) -> None:
    mug = shop.product(price=2200)
    assert shop.place_order({mug: 2}).order_id
    with pytest.raises(ShopError, match="pay"):
        shop.place_order({mug: 3})


@pytest.mark.parametrize(
    "settings", [{"shipping_rules": [{"options": "*:letter", "heavier_than": 800}]}]
)
def test_an_option_is_hidden_above_a_weight(shop: Shop) -> None:
    mug = shop.product()
    assert shop.place_order({mug: 2}).order_id
    with pytest.raises(ShopError, match="ship"):
        shop.place_order({mug: 3})
