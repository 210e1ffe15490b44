"""The same shop with 50 more plugins, each in five hooks of cart and checkout, that do nothing."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright import Context, Plugin, Problem, hooks
from shopwright.commerce.cart import Adjustment, CartDraft, CartLineChange
from shopwright.commerce.checkout import CheckoutDraft
from shopwright.commerce.orders import OrderDraft, OrderPlaced
from shopwright.platform.plugins.registry import build
from shopwright.platform.runtime import runtime
from shopwright.testing.plugins import registry_of
from shopwright.wsgi import app

__all__ = ["app"]
PLUGINS = 50


class Idle(Plugin):
    """Does nothing, five times."""

    @hooks.cart_line_validate
    def check_line(self, draft: CartLineChange, ctx: Context) -> Iterable[Problem]:
        """No problem."""
        return ()

    @hooks.cart_adjustments
    def adjust(self, draft: CartDraft, ctx: Context) -> list[Adjustment]:
        """No adjustment."""
        return []

    @hooks.checkout_validate
    def check_checkout(self, draft: CheckoutDraft, ctx: Context) -> Iterable[Problem]:
        """No problem."""
        return ()

    @hooks.order_placing
    def join(self, draft: OrderDraft, ctx: Context) -> None:
        """No row."""

    @hooks.order_placed
    def hear(self, event: OrderPlaced, ctx: Context) -> None:
        """No matter."""


with app.app_context():
    kinds = [type(f"Idle{number:02}", (Idle,), {}) for number in range(PLUGINS)]
    added = registry_of(*kinds).plugins
    live = runtime().plugins
    # Not `hold`: this shop too has to look whether plugins were switched, as the other one does.
    live._latest = build([*live.registry.plugins, *added], stamp=live.registry.stamp)
