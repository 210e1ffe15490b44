"""Which refunds people may ask for."""

from __future__ import annotations

from collections.abc import Iterator

from shopwright import Problem
from shopwright.commerce.payments import RefundDraft

from shopwright_house_rules.settings import Settings
from shopwright_house_rules.values import exceeds


def refused_refund(draft: RefundDraft, settings: Settings) -> Iterator[Problem]:
    """Problems of a refund that is too large, or too large to have no reason."""
    most = exceeds(draft.amount, settings.refund_at_most)
    if most is not None:
        yield Problem(
            code="refund_above_limit",
            message=f"At most {most} can be refunded at once; refund less, "
            "or have the limit raised in the settings of house rules.",
            field="amount",
            meta={"limit": most.amount, "currency": most.currency},
        )
    free = exceeds(draft.amount, settings.refund_reason_above)
    if free is not None and not draft.reason.strip():
        yield Problem(
            code="refund_reason_needed",
            message=f"A refund above {free} needs a reason; please give one.",
            field="reason",
        )
