"""`Stockroom`: variants, locations and units for a test, in a line each.

    room = Stockroom()
    shirt = room.variant(units=10)
    cart = room.hold({shirt: 3})
    assert room.level(shirt).available == 7

Everything goes through the shop's own commands and hold functions, except that products are
written as bare rows, since a test of stock needs no more of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select, update

from shopwright.commerce.catalog.models import Product, Variant
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.inventory.commands import adjust, stock_level
from shopwright.commerce.inventory.holds import Owner, allocate, hold, hold_until
from shopwright.commerce.inventory.locations import LocationInput, create_location
from shopwright.commerce.inventory.models import StockHold
from shopwright.commerce.inventory.types import Level, Policy
from shopwright.commerce.orders.models import Order
from shopwright.platform.db import read, transaction
from shopwright.platform.ids import uuid7

OrderState = Literal["pending", "awaiting_payment", "open", "completed", "canceled"]


class Stockroom:
    """One product, and a location `main` that is sold from; more of either on request."""

    def __init__(self) -> None:
        with transaction() as db:
            product = Product(handle=f"product-{uuid7().hex}", title="A product", status="active")
            db.add(product)
            db.flush()
            self.product_id = product.id
        self.main = self.location("main")
        self.locations: list[UUID] = [self.main]

    def location(self, name: str) -> UUID:
        """A new location; tests sell from those in `self.locations`, in that order."""
        handle = f"{name}-{uuid7().hex}"
        return create_location(LocationInput(handle=handle, name=name)).id

    def variant(self, *, policy: Policy = "deny", units: int = 0, at: UUID | None = None) -> UUID:
        """A new variant, with units on hand."""
        variant_id = uuid7()
        with transaction() as db:
            db.add(
                Variant(
                    id=variant_id,
                    product_id=self.product_id,
                    policy=policy,
                    options_key=variant_id.hex,
                    sku=f"SKU-{variant_id.hex[-8:]}",
                )
            )
        if units:
            adjust(variant_id, at or self.main, units, cause="received")
        return variant_id

    def set_policy(self, variant_id: UUID, policy: Policy) -> None:
        """Change how a variant is sold."""
        with transaction() as db:
            db.execute(update(Variant).where(Variant.id == variant_id).values(policy=policy))

    def level(self, variant_id: UUID, location_id: UUID | None = None) -> Level:
        """The variant's level, made if there is none."""
        return stock_level(variant_id, location_id or self.main)

    def hold(
        self,
        wanted: Mapping[UUID, int],
        *,
        owner: Owner | None = None,
        expires_at: datetime | None = None,
        locations: Sequence[UUID] | None = None,
    ) -> Owner:
        """Hold units for a new cart and order, or for `owner`; for 15 minutes, or until then."""
        owner = owner or Owner(cart_id=uuid7(), order_id=uuid7())
        with transaction() as db:
            hold(
                db,
                owner,
                wanted,
                locations=self.locations if locations is None else locations,
                expires_at=expires_at or hold_until(),
            )
        return owner

    def order(self, wanted: Mapping[UUID, int], *, order_id: UUID | None = None) -> UUID:
        """Units set aside for an order, by default a new one without a row; its id."""
        order_id = order_id or uuid7()
        self.hold(wanted, owner=Owner(cart_id=uuid7(), order_id=order_id))
        with transaction() as db:
            allocate(db, order_id)
        return order_id

    def order_row(self, state: OrderState) -> UUID:
        """A row in `orders` and nothing else of it."""
        order_id = uuid7()
        channel = install_defaults()
        with transaction() as db:
            db.add(
                Order(
                    id=order_id,
                    cart_id=uuid7(),
                    channel_id=channel.id,
                    email="ada@example.com",
                    locale="en",
                    currency="EUR",
                    tax_included=True,
                    state=state,
                    billing_address={},
                    fingerprint="",
                    requires_shipping=True,
                    subtotal=0,
                    discount_total=0,
                    fee_total=0,
                    shipping_total=0,
                    tax_total=0,
                    total=0,
                )
            )
        return order_id

    def move_order(self, order_id: UUID, state: OrderState) -> None:
        """Change the state of an order's row, and nothing that should follow from it."""
        with transaction() as db:
            db.execute(update(Order).where(Order.id == order_id).values(state=state))

    def holds(self, owner: Owner | UUID) -> list[StockHold]:
        """The holds of an owner, or of an order, in the order they were made."""
        mine = (
            StockHold.cart_id == owner.cart_id
            if isinstance(owner, Owner)
            else StockHold.order_id == owner
        )
        with read() as db:
            return list(db.scalars(select(StockHold).where(mine).order_by(StockHold.id)))
