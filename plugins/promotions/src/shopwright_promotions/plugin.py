"""The plugin: what carts get, what orders use, and what canceled ones give back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from click import Command
from shopwright import AdminPanel, Context, Plugin, PluginApi, hooks
from shopwright.commerce.cart import Adjustment, CartDraft, CodeRefusal
from shopwright.commerce.customers import CustomerErasure
from shopwright.commerce.orders import (
    OrderCanceled,
    OrderDraft,
    OrderPlaced,
    has_ordered,
    order_state,
)
from shopwright.commerce.staff import Permission
from sqlalchemy import update

from shopwright_promotions import offers, uses
from shopwright_promotions.api import api
from shopwright_promotions.candidates import Candidates
from shopwright_promotions.cli import codes
from shopwright_promotions.items import Basket
from shopwright_promotions.models import USES
from shopwright_promotions.panel import of_order
from shopwright_promotions.people import guest, person_of


class Promotions(Plugin):
    """Makes carts cheaper, and counts how often."""

    id = "promotions"

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self._candidates = Candidates()

    @hooks.cart_adjustments
    def offers(self, draft: CartDraft, ctx: Context) -> list[Adjustment | CodeRefusal]:
        """The best offer of each lane, and why codes bring nothing."""
        moment = ctx.now()
        found = self._candidates.of(draft, ctx, moment)
        if not found:
            return []
        ask = partial(has_ordered, customer_id=draft.customer_id, email=draft.email)
        return offers.apply(found, Basket.of(draft, ask), moment)

    @hooks.order_placing
    def count(self, draft: OrderDraft, ctx: Context) -> None:
        """Take a use of each promotion that the order has; with the order, or not at all."""
        uses.count(ctx, draft)

    @hooks.order_canceled
    def give_back(self, event: OrderCanceled, ctx: Context) -> None:
        """Return them, unless somebody has gone on with the order meanwhile."""
        with ctx.transaction():
            for use in uses.uses_of(ctx, event.order_id).values():
                if use.state != "returned" and order_state(event.order_id) == "canceled":
                    uses.give_back(ctx, use)

    @hooks.order_placed
    def reclaim(self, event: OrderPlaced, ctx: Context) -> None:
        """An order that had been canceled unpaid was paid after all."""
        with ctx.transaction():
            for use in uses.uses_of(ctx, event.order_id).values():
                if use.state != "returned" or order_state(event.order_id) == "canceled":
                    continue
                if not uses.reclaim(ctx, use):
                    ctx.log.warning(
                        "an order was paid after its use of a promotion had gone to another one",
                        order=str(event.order_id),
                        promotion=str(use.promotion_id),
                    )

    @hooks.cli_commands
    def commands(self, ctx: Context) -> Iterable[Command]:
        """One for codes."""
        return [codes]

    @hooks.customer_erasing
    def forget(self, draft: CustomerErasure, ctx: Context) -> None:
        """What was used stays counted; by whom is forgotten."""
        own = USES.c.person.in_([person_of(draft.customer_id, ""), guest(draft.email)])
        ctx.db.execute(update(USES).where(own).values(person=None))

    @hooks.admin_panels
    def panels(self, ctx: Context) -> Iterable[AdminPanel]:
        """What an order's promotions gave."""
        return [
            AdminPanel(
                id="given",
                entity="order",
                title="Promotions",
                permission="promotions:read",
                load=of_order,
            )
        ]

    @hooks.permissions
    def rights(self, ctx: Context) -> Iterable[Permission]:
        """For the role editor."""
        return [
            Permission(name="promotions:read", label="See promotions", group="Promotions"),
            Permission(
                name="promotions:write", label="Make and change promotions", group="Promotions"
            ),
        ]

    @hooks.api_routes
    def routes(self, ctx: Context) -> Iterable[PluginApi]:
        """For staff."""
        return [api]
