"""The plugin."""

from __future__ import annotations

import os
from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint
from shopwright import (
    ApiRoutes,
    Context,
    Key,
    Plugin,
    Problem,
    column_types,
    hooks,
    plugin_metadata,
)
from shopwright.commerce.cart import Adjustment, CartDraft, CartLineChange, cart_view
from shopwright.commerce.orders import OrderPlaced
from shopwright.commerce.pricing import Money
from sqlalchemy.orm import DeclarativeBase, Mapped

TOLL, MOST = 100, 3
routes = Blueprint("storm_toll", __name__)


@routes.get("/process")
def process() -> dict[str, int]:
    """Which process answers."""
    return {"pid": os.getpid()}


@routes.get("/fees/<uuid:cart_id>")
def fees(cart_id: UUID) -> dict[str, int]:
    """What the same request makes of a cart's fees."""
    return {"fee": cart_view(cart_id).totals.fee.amount}


class Base(DeclarativeBase):
    """This plugin's tables."""

    metadata = plugin_metadata()
    type_annotation_map = column_types


class Heard(Base):
    """One row for each order."""

    __tablename__ = "storm_toll_heard"

    id: Mapped[Key]
    order_id: Mapped[UUID]


class StormToll(Plugin):
    """Takes a toll, and lets nobody have many."""

    id = "storm_toll"

    @hooks.api_routes
    def routes(self, ctx: Context) -> Iterable[ApiRoutes]:
        """Two."""
        return [ApiRoutes(blueprint=routes)]

    @hooks.cart_adjustments
    def toll(self, draft: CartDraft, ctx: Context) -> list[Adjustment]:
        """The same on every cart."""
        amount = Money(TOLL, draft.currency)
        return [Adjustment(kind="fee", code="toll", label="Toll", amount=amount)]

    @hooks.cart_line_validate
    def few(self, draft: CartLineChange, ctx: Context) -> Iterable[Problem]:
        """At most three of each."""
        if draft.after > MOST:
            yield Problem(code="too_many", message="Three are enough.", field="quantity")

    @hooks.order_placed
    def placed(self, event: OrderPlaced, ctx: Context) -> None:
        """Once for each order that was placed while the plugin was enabled."""
        with ctx.transaction() as db:
            db.add(Heard(order_id=event.order_id))
