"""Values of payments as they are stored with an attempt, and read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shopwright.commerce.payments.types import NextAction, Risk

_NUMBER = "{order_number}"


def risk_json(risk: Risk | None) -> dict[str, Any] | None:
    """As stored with the attempt."""
    if risk is None:
        return None
    return {"level": risk.level, "score": risk.score, "reasons": list(risk.reasons)}


def risk_of(data: Mapping[str, Any] | None) -> Risk | None:
    """As read back."""
    if not data:
        return None
    return Risk(level=data["level"], score=data["score"], reasons=tuple(data["reasons"]))


def next_action_json(action: NextAction | None) -> dict[str, Any] | None:
    """As stored with the attempt."""
    if action is None:
        return None
    return {
        "kind": action.kind,
        "url": action.url,
        "text": action.text,
        "details": dict(action.details or {}),
    }


def next_action_of(
    data: Mapping[str, Any] | None, *, order_number: int | None = None
) -> NextAction | None:
    """As read back, with the order's number where `{order_number}` stands."""
    if not data:
        return None

    def filled(value: str) -> str:
        return value if order_number is None else value.replace(_NUMBER, str(order_number))

    details = {name: filled(value) for name, value in (data["details"] or {}).items()}
    return NextAction(
        kind=data["kind"], url=data["url"], text=filled(data["text"]), details=details
    )
