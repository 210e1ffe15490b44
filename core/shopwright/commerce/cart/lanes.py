"""What plugins ask for: in each lane the best applies, and every code gets an answer."""

from __future__ import annotations

from collections import defaultdict

import structlog

from shopwright.commerce.cart.hooks import cart_adjustments
from shopwright.commerce.cart.types import Adjustment, CartDraft, CodeRefusal, CodeState
from shopwright.platform.hooks import PluginFailed, collect

Asked = list[tuple[str, Adjustment]]
_log = structlog.get_logger()


def ask(draft: CartDraft) -> tuple[Asked, tuple[CodeState, ...]]:
    """The adjustments that apply, each with its plugin, and what became of the cart's codes."""
    asked: Asked = []
    refusals: dict[str, CodeRefusal] = {}
    for source, item in collect(cart_adjustments, draft):
        if isinstance(item, CodeRefusal):
            refusals.setdefault(item.code, item)
        else:
            _check(source, item, draft)
            asked.append((source, item))
    chosen = _best(asked)
    return chosen, _states(draft, asked, chosen, refusals)


def _check(source: str, item: Adjustment, draft: CartDraft) -> None:
    if item.amount.currency != draft.currency or item.amount.amount < 0:
        _log.error(
            "a plugin's adjustment makes no sense",
            plugin=source,
            amount=str(item.amount),
            currency=draft.currency,
        )
        raise PluginFailed(cart_adjustments, source)


def _best(asked: Asked) -> Asked:
    """All fees; of discounts, in each lane only the source that takes most off.

    What shipping costs is not known yet, so a discount on it has no rival among those on goods.
    """
    lanes: dict[tuple[str, bool], dict[tuple[str, str], int]] = defaultdict(
        lambda: defaultdict(int)
    )
    for source, item in asked:
        if item.kind == "discount":
            lanes[_lane(item)][source, item.code] += item.amount.amount
    best = {lane: max(sums, key=lambda key: sums[key]) for lane, sums in lanes.items()}
    return [
        (source, item)
        for source, item in asked
        if item.kind == "fee" or best[_lane(item)] == (source, item.code)
    ]


def _lane(item: Adjustment) -> tuple[str, bool]:
    return item.lane, item.target == "shipping"


def _states(
    draft: CartDraft, asked: Asked, chosen: Asked, refusals: dict[str, CodeRefusal]
) -> tuple[CodeState, ...]:
    applied = {item.entered for _, item in chosen}
    outdone = {item.entered for _, item in asked} - applied
    return tuple(
        CodeState(
            code=code,
            refusal=None
            if code in applied
            else refusals.get(code) or (_outdone(code) if code in outdone else _unknown(code)),
        )
        for code in draft.codes
    )


def _outdone(code: str) -> CodeRefusal:
    message = "Another discount on this cart is better, and the two cannot be combined."
    return CodeRefusal(code=code, reason="outdone", message=message)


def _unknown(code: str) -> CodeRefusal:
    return CodeRefusal(code=code, reason="unknown", message="This code is not valid here.")
