"""`Shop`: a running shop for tests, with short ways to the things that tests need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from shopwright.commerce.cart import (
    add_line,
    create_cart,
    set_contact,
    set_payment_method,
    set_shipping_option,
)
from shopwright.commerce.catalog import ProductInput, VariantInput, create_product
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.checkout import Completion, complete
from shopwright.commerce.customers import Address
from shopwright.commerce.inventory.commands import receive
from shopwright.commerce.inventory.types import Policy
from shopwright.commerce.pricing.types import PriceInput
from shopwright.platform.clock import now
from shopwright.platform.db import read
from shopwright.platform.events.deliver import perform
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.jobs import enqueuer
from shopwright.platform.runtime import runtime

ADDRESS = Address(
    first_name="Ada",
    last_name="Byron",
    address1="Lindenstraße 4",
    city="Berlin",
    postal_code="10969",
    country="DE",
)


@dataclass(frozen=True, slots=True)
class Shop:
    """The application, in whose context the test runs."""

    app: Flask

    @classmethod
    @contextmanager
    def running(cls, app: Flask) -> Iterator[Shop]:
        """Push the application's context, and close its database in the end."""
        with app.app_context():
            try:
                yield cls(app)
            finally:
                runtime().database.dispose()

    def client(self) -> FlaskClient:
        """A new browser without cookies."""
        return self.app.test_client()

    def deliver(self, *, rounds: int = 10) -> int:
        """Work off all deliveries that are due, and those they cause, as a worker would."""
        done = 0
        with runtime().plugins.kept(at_once=True):
            enqueuer.resume()
        for _ in range(rounds):
            due = self._due()
            if not due:
                return done
            for delivery_id in due:
                with runtime().plugins.kept(at_once=True):
                    perform(delivery_id)
            done += len(due)
        raise AssertionError(f"deliveries still cause new ones after {rounds} rounds")

    def product(
        self,
        title: str = "Stoneware mug",
        *,
        price: int = 2200,
        stock: int | None = 10,
        policy: Policy = "deny",
        currency: str = "EUR",
        requires_shipping: bool = True,
        tax_category: str = "standard",
    ) -> UUID:
        """A published product of one variant, with `stock` units at the first location.

        Returns the variant's id.
        """
        channel = install_defaults()
        view = create_product(
            ProductInput(
                title=title,
                status="active",
                tax_category=tax_category,
                variants=(
                    VariantInput(
                        policy=policy,
                        requires_shipping=requires_shipping,
                        weight_grams=400,
                        prices=(
                            PriceInput(
                                price_list_id=channel.price_list_id,
                                currency=currency,
                                amount=price,
                            ),
                        ),
                    ),
                ),
            )
        )
        variant_id = view.variants[0].id
        if stock and policy != "untracked":
            receive(variant_id, channel.location_ids[0], stock)
        return variant_id

    def cart(
        self,
        lines: Mapping[UUID, int],
        *,
        method: str | None = "scripted:card",
        shipping: str | None = "test_post:letter",
    ) -> UUID:
        """A guest's cart that only has to be completed. Returns its id."""
        cart_id = create_cart(channel_id=install_defaults().id).cart_id
        for variant_id, quantity in lines.items():
            add_line(cart_id, variant_id, quantity)
        set_contact(cart_id, email="ada@example.com", shipping_address=ADDRESS)
        if shipping:
            set_shipping_option(cart_id, shipping)
        if method:
            set_payment_method(cart_id, method)
        return cart_id

    def place_order(self, lines: Mapping[UUID, int] | None = None) -> Completion:
        """A guest's order, through cart and checkout."""
        cart_id = self.cart(lines or {self.product(): 1})
        return complete(cart_id, expected_total=None, return_url="https://shop.example/")

    def _due(self) -> list[UUID]:
        with read() as db:
            return list(
                db.scalars(
                    select(OutboxDelivery.id)
                    .where(
                        OutboxDelivery.state.in_(("due", "sent")), OutboxDelivery.run_at <= now()
                    )
                    .order_by(OutboxDelivery.id)
                )
            )
