"""What can be put in a cart, and how much of it."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.commerce.cart import add_line, cart_draft, change_line, create_cart
from shopwright.commerce.cart.errors import CartFull, LineNotFound
from shopwright.commerce.channels import install_defaults
from shopwright.platform.ids import uuid7
from shopwright.testing.shop import Shop


@pytest.fixture
def cart(shop: Shop) -> UUID:
    """An empty one."""
    return create_cart(channel_id=install_defaults().id).cart_id


def test_a_full_cart_takes_more_of_what_is_in_it_and_nothing_else(
    shop: Shop, cart: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopwright.commerce.cart.lines.MAX_LINES", 2)
    mug, vase, lamp = (shop.product(name) for name in ("Mug", "Vase", "Lamp"))
    add_line(cart, mug, 1)
    add_line(cart, vase, 1)
    with pytest.raises(CartFull, match="at most 2 different items"):
        add_line(cart, lamp, 1)
    with pytest.raises(CartFull):
        add_line(cart, mug, 1, {"engraving": "Ada"})
    assert [line.quantity for line in add_line(cart, mug, 2).lines] == [3, 1]


def test_the_same_item_with_other_options_is_another_line(shop: Shop, cart: UUID) -> None:
    mug = shop.product("Mug")
    add_line(cart, mug, 1)
    add_line(cart, mug, 2, {"engraving": "Ada"})
    draft = add_line(cart, mug, 3, {"engraving": "Ada"})
    assert [(dict(line.options), line.quantity) for line in draft.lines] == [
        ({}, 1),
        ({"engraving": "Ada"}, 5),
    ]


def test_a_thousand_of_one_item_is_the_most(shop: Shop, cart: UUID) -> None:
    mug = shop.product("Mug", stock=5000)
    line = add_line(cart, mug, 1000).lines[0]
    for more in (lambda: add_line(cart, mug, 1), lambda: change_line(cart, line.id, 1001)):
        with pytest.raises(CartFull, match="At most 1000 of one item"):
            more()
    assert cart_draft(cart).lines[0].quantity == 1000


def test_a_line_of_another_cart_cannot_be_changed(shop: Shop, cart: UUID) -> None:
    mug = shop.product("Mug")
    line = add_line(cart, mug, 1).lines[0]
    other = create_cart(channel_id=install_defaults().id).cart_id
    for line_id in (line.id, uuid7()):
        with pytest.raises(LineNotFound):
            change_line(other, line_id, 5)
    assert cart_draft(cart).lines[0].quantity == 1
