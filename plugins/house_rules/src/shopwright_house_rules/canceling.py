"""When a person may cancel an order."""

from __future__ import annotations

from collections.abc import Iterator

from shopwright import Problem
from shopwright.commerce.orders import OrderTransition

from shopwright_house_rules.settings import Settings


def may_not_cancel(move: OrderTransition, settings: Settings) -> Iterator[Problem]:
    """Problems of a cancellation; other moves are none of this rule's business."""
    if move.to_state != "canceled":
        return
    if settings.canceling == "until_open" and move.from_state == "open":
        yield Problem(
            code="order_is_open",
            message="An open order cannot be canceled in this shop; send it and refund what comes "
            "back, or have that changed in the settings of house rules.",
        )
    if len(move.reason.strip()) < settings.reason_length:
        yield Problem(
            code="reason_too_short",
            message=f"Please give a reason of at least {settings.reason_length} letters.",
            field="reason",
            meta={"min_length": settings.reason_length},
        )
