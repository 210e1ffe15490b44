"""Events of inventory."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shopwright.platform.events.event import Event
from shopwright.platform.hooks import Context, event_hook


@dataclass(frozen=True, slots=True, kw_only=True)
class StockChanged(Event):
    """`delta` changed `on_hand` (0 when only promises changed); `available` is what is left there."""

    variant_id: UUID
    location_id: UUID
    delta: int
    available: int
    reason: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockThresholdCrossed(Event):
    """`available` fell to `threshold` or below."""

    variant_id: UUID
    location_id: UUID
    available: int
    threshold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockShortfall(Event):
    """`missing` units that an order was promised do not exist."""

    variant_id: UUID
    order_id: UUID | None
    missing: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldExpired(Event):
    """A promise ran out before it was paid."""

    cart_id: UUID | None
    order_id: UUID | None


@event_hook
def stock_changed(event: StockChanged, ctx: Context) -> None:
    """Runs after units or promises of a variant changed at a location. May call other services.

    @hooks.stock_changed
    def push(self, event: StockChanged, ctx: Context) -> None:
        ctx.log.info("stock", variant=str(event.variant_id), left=event.available)
    """


@event_hook
def stock_threshold_crossed(event: StockThresholdCrossed, ctx: Context) -> None:
    """Runs once when what is available falls to the level's threshold or below.

    @hooks.stock_threshold_crossed
    def warn(self, event: StockThresholdCrossed, ctx: Context) -> None:
        ctx.log.warning("running low", left=event.available)
    """


@event_hook
def stock_shortfall(event: StockShortfall, ctx: Context) -> None:
    """Runs when units that were promised turn out not to exist: a person has to decide.

    @hooks.stock_shortfall
    def alert(self, event: StockShortfall, ctx: Context) -> None:
        ctx.log.error("short", missing=event.missing, order=str(event.order_id))
    """


@event_hook
def hold_expired(event: HoldExpired, ctx: Context) -> None:
    """Runs after a shopper's promise of stock ran out.

    @hooks.hold_expired
    def note(self, event: HoldExpired, ctx: Context) -> None:
        ctx.log.info("hold expired", cart=str(event.cart_id))
    """
