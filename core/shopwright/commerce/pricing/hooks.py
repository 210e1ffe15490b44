"""The hooks of pricing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shopwright.platform.events.event import Event
from shopwright.platform.hooks.context import Context
from shopwright.platform.hooks.spec import event_hook


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChanged(Event):
    """One variant's price in one list and currency, in minor units; None where there is none."""

    product_id: UUID
    variant_id: UUID
    price_list_id: UUID
    currency: str
    amount_before: int | None
    amount: int | None
    compare_at: int | None


@event_hook
def price_changed(event: PriceChanged, ctx: Context) -> None:
    """After commit, when a price of a variant was set, changed or taken away.

    Example: tell those who wait for a lower price.

        @hooks.price_changed
        def tell_waiting(self, event: PriceChanged, ctx: Context) -> None:
            if event.amount is not None and event.amount < (event.amount_before or 0):
                ctx.log.info("cheaper", variant=str(event.variant_id))
    """
