"""Hooks of the cart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shopwright.commerce.cart.types import Adjustment, CartDraft, CodeRefusal
from shopwright.platform.errors import Problem
from shopwright.platform.hooks import Context, compute_hook, veto_hook


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLineChange:
    """A line that is about to change: `before` and `after` are quantities (0 = not there)."""

    cart_id: UUID
    variant_id: UUID
    before: int
    after: int
    options: Mapping[str, Any]


@compute_hook(money=True)
def cart_adjustments(draft: CartDraft, ctx: Context) -> Sequence[Adjustment | CodeRefusal]:
    """Discounts and fees of a cart; runs at every calculation. Pure: no network, no writes.

    A plugin that knows a code of `draft.codes`, which brings nothing now, says why by a
    `CodeRefusal`.

    @hooks.cart_adjustments
    def wrapping_fee(self, draft: CartDraft, ctx: Context) -> list[Adjustment]:
        fee = Money(300, draft.currency)
        return [Adjustment(kind="fee", code="wrap", label="Gift wrapping", amount=fee)]
    """
    raise NotImplementedError


@veto_hook
def cart_line_validate(draft: CartLineChange, ctx: Context) -> Iterable[Problem]:
    """Runs in the transaction, before a line of a cart changes; problems refuse the change.

    @hooks.cart_line_validate
    def at_most_two(self, draft: CartLineChange, ctx: Context) -> Iterable[Problem]:
        if draft.after > 2:
            yield Problem(code="too_many", message="At most two each.", field="quantity")
    """
    raise NotImplementedError
