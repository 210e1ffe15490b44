"""What becomes of orders and carts when their person asks to be forgotten."""

from __future__ import annotations

from uuid import UUID

from shopwright.commerce.customers import (
    NewCustomer,
    create_customer,
    erase_customer,
    export_customer,
)
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.platform.db import transaction
from shopwright.testing.shop import Shop
from sqlalchemy import update


def _order_of(shop: Shop, customer_id: UUID) -> UUID:
    done = shop.place_order()
    with transaction() as db:
        db.execute(
            update(PaymentAttempt).values(paid_with="Visa ending in 4242", options={"a": "b"})
        )
        db.execute(update(Order).values(customer_id=customer_id, note="ring twice"))
    return done.order_id


def test_an_erased_persons_orders_keep_sums_and_country_only(shop: Shop) -> None:
    ada = create_customer(NewCustomer(email="ada@example.com", first_name="Ada"))
    order_id = _order_of(shop, ada)
    total = order_detail(order_id).order.total
    erase_customer(ada)
    shop.deliver()

    order = order_detail(order_id).order
    assert (order.email, order.note, order.total) == ("", "", total)
    assert order.shipping_address is not None
    assert order.shipping_address["country"] == "DE"
    assert {value for key, value in order.shipping_address.items() if key != "country"} == {""}
    (attempt,) = order_detail(order_id).attempts
    assert (attempt.paid_with, attempt.options, attempt.return_url) == ("", {}, "")


def test_orders_are_part_of_the_copy_that_a_person_gets(shop: Shop) -> None:
    ada = create_customer(NewCustomer(email="ada@example.com", first_name="Ada"))
    _order_of(shop, ada)
    copy = export_customer(ada)
    assert copy["orders"][0]["note"] == "ring twice"  # type: ignore[index,call-overload]
