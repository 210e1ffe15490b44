"""Hooks of checkout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from shopwright.commerce.cart.types import CartDraft, Totals
from shopwright.commerce.pricing import Money
from shopwright.platform.errors import Problem
from shopwright.platform.events.event import Event
from shopwright.platform.hooks import Context, event_hook, veto_hook


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutDraft:
    """A cart about to become an order."""

    cart: CartDraft
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutStarted(Event):
    """A shopper pressed Pay for the first time."""

    cart_id: UUID
    order_id: UUID
    email: str
    total: Money


@veto_hook
def checkout_validate(draft: CheckoutDraft, ctx: Context) -> Iterable[Problem]:
    """Runs in Prepare's transaction, before stock is held and the order is written.

    @hooks.checkout_validate
    def at_least_ten(self, draft: CheckoutDraft, ctx: Context) -> Iterable[Problem]:
        if draft.totals.total.amount < 10_00:
            yield Problem(code="too_small", message="Orders start at 10.00.")
    """
    raise NotImplementedError


@event_hook
def checkout_started(event: CheckoutStarted, ctx: Context) -> None:
    """Runs after a shopper pressed Pay for the first time.

    @hooks.checkout_started
    def count_visit(self, event: CheckoutStarted, ctx: Context) -> None:
        ctx.log.info("somebody pays", total=event.total.amount)
    """
