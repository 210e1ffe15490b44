"""Whose cart it is: a guest's is opened by its token, a customer's by the customer."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.commerce.cart import (
    CartOwner,
    NewCart,
    cart_draft,
    create_cart,
    merge_into_customer,
    owned_cart,
    set_note,
)
from shopwright.commerce.cart.errors import CartNotFound
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.testing.shop import Shop

NOBODY = CartOwner(token=None, customer_id=None)


@pytest.fixture
def ada(shop: Shop) -> UUID:
    return create_customer(NewCustomer(email="ada@example.com", first_name="Ada", last_name="B"))


def _cart(customer_id: UUID | None = None) -> NewCart:
    return create_cart(channel_id=install_defaults().id, customer_id=customer_id)


def _refused(made: NewCart, owner: CartOwner) -> None:
    with pytest.raises(CartNotFound):
        set_note(made.cart_id, "mine", owner=owner)
    with pytest.raises(CartNotFound):
        cart_draft(made.cart_id, owner=owner)
    with pytest.raises(CartNotFound):
        owned_cart(made.cart_id, token=owner.token, customer_id=owner.customer_id)
    assert cart_draft(made.cart_id).note == ""


def test_a_guests_cart_is_opened_by_its_token_alone(shop: Shop, ada: UUID) -> None:
    made = _cart()
    for owner in (NOBODY, CartOwner(token=_cart().token, customer_id=ada)):
        _refused(made, owner)
    assert set_note(made.cart_id, "mine", owner=CartOwner(token=made.token, customer_id=ada)).note


def test_a_customers_cart_is_opened_by_the_customer_alone(shop: Shop, ada: UUID) -> None:
    made = _cart(ada)
    _refused(made, NOBODY)
    assert set_note(made.cart_id, "mine", owner=CartOwner(token=None, customer_id=ada)).note


def test_a_token_opens_no_cart_that_became_a_customers(shop: Shop, ada: UUID) -> None:
    made = _cart()
    merge_into_customer(ada, made.cart_id, install_defaults().id)
    _refused(made, CartOwner(token=made.token, customer_id=None))


def test_a_new_cart_comes_as_it_will_be_read(shop: Shop, ada: UUID) -> None:
    for made in (_cart(), _cart(ada), _cart(ada)):
        assert made.draft == cart_draft(made.cart_id)
