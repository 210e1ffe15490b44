"""What a cart needs to become an order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256

from shopwright.commerce.cart.types import CartDraft, Totals
from shopwright.platform.errors import Problem


def missing(draft: CartDraft, totals: Totals) -> list[Problem]:
    """Everything that stands in the way, at once."""
    return [*_missing_contact(draft, totals), *_unsellable(draft), *totals.problems]


def _missing_contact(draft: CartDraft, totals: Totals) -> Iterator[Problem]:
    if not draft.lines:
        yield Problem(code="cart_empty", message="The cart is empty.", field="lines")
    if not draft.email:
        yield Problem(code="required", message="An e-mail address is needed.", field="email")
    if draft.requires_shipping and draft.shipping_address is None:
        message = "Say where to send it."
        yield Problem(code="required", message=message, field="shipping_address")
    elif draft.billing_address is None and draft.shipping_address is None:
        message = "A billing address is needed."
        yield Problem(code="required", message=message, field="billing_address")
    named = any(problem.field == "shipping_option" for problem in totals.problems)
    if draft.requires_shipping and totals.shipping_option is None and not named:
        message = "Choose how to send it."
        yield Problem(code="required", message=message, field="shipping_option")
    if draft.payment_method is None and totals.total.amount > 0:
        yield Problem(code="required", message="Choose how to pay.", field="payment_method")


def _unsellable(draft: CartDraft) -> Iterator[Problem]:
    for index, line in enumerate(draft.lines):
        if not line.sellable:
            yield Problem(
                code="not_for_sale",
                message=f"{line.title} is not sold any more; take it out of the cart.",
                field=f"lines.{index}",
                meta={"line_id": str(line.id), "title": line.title},
            )


def fingerprint(draft: CartDraft, totals: Totals, options: Mapping[str, str]) -> str:
    """Tells two checkouts apart: lines, sums, addresses and the way to pay with its options."""
    content = {
        "lines": [[str(line.variant_id), line.quantity, line.options] for line in draft.lines],
        "sums": [[str(line.line_id), line.total.amount] for line in totals.lines],
        "total": [totals.total.amount, totals.currency, totals.tax.amount],
        "shipping": totals.shipping_option.id if totals.shipping_option else None,
        "addresses": [
            address.to_dict() if address else None
            for address in (draft.shipping_address, draft.billing_address)
        ],
        "email": draft.email,
        "method": [draft.payment_method, dict(options)],
    }
    return sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
