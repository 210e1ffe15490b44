"""Metadata, and how it is changed."""

from __future__ import annotations

from typing import Any

from shopwright_stripe_payments.fake.errors import Body


def merge_metadata(body: Body, params: Body) -> None:
    """Change `metadata` as Stripe does: keys are added, empty ones removed, '' removes all."""
    changes: Any = params.get("metadata", {})
    if changes == "":
        body["metadata"] = {}
        return
    merged = body["metadata"] | changes
    body["metadata"] = {name: text for name, text in merged.items() if text != ""}
