"""The plugin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from shopwright import Context, Key, Plugin, column_types, hooks, plugin_metadata
from shopwright.commerce.orders import OrderPaid, OrderPlaced
from shopwright.commerce.payments import PaymentProvider
from shopwright.commerce.pricing import Money
from shopwright.commerce.shipping import ShippingProvider, ShippingRate, ShippingRequest
from sqlalchemy.orm import DeclarativeBase, Mapped

from storm_kit.till import Till


class Base(DeclarativeBase):
    """This plugin's tables."""

    metadata = plugin_metadata()
    type_annotation_map = column_types


class Heard(Base):
    """One row each time that the listener's work was done: nothing but the shop keeps it to one."""

    __tablename__ = "storm_kit_heard"

    id: Mapped[Key]
    event: Mapped[str]
    order_id: Mapped[UUID]


class Post:
    """Sends everything anywhere for 4.90."""

    name = "post"

    def quote(self, request: ShippingRequest) -> Sequence[ShippingRate]:
        """One rate."""
        amount = Money(490, request.subtotal.currency)
        return [ShippingRate(code="letter", label="Letter", amount=amount)]


class StormKit(Plugin):
    """Brings the providers, and hears of orders."""

    id = "storm_kit"

    @hooks.payment_providers
    def payments(self, ctx: Context) -> Iterable[PaymentProvider]:
        """The till."""
        return [Till()]

    @hooks.shipping_providers
    def shipping(self, ctx: Context) -> Iterable[ShippingProvider]:
        """The post."""
        return [Post()]

    @hooks.order_placed
    def placed(self, event: OrderPlaced, ctx: Context) -> None:
        """Once for each order."""
        with ctx.transaction() as db:
            db.add(Heard(event="order_placed", order_id=event.order_id))

    @hooks.order_paid
    def paid(self, event: OrderPaid, ctx: Context) -> None:
        """Once for each order."""
        with ctx.transaction() as db:
            db.add(Heard(event="order_paid", order_id=event.order_id))
