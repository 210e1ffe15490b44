"""From a cart to its totals: one ordered pipeline.

lines -> discounts and fees -> shipping -> taxes -> sums. Each amount is rounded once, where it
arises; what is spread over lines is distributed so that the parts add up.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from shopwright.commerce.cart.lanes import ask
from shopwright.commerce.cart.types import (
    Adjustment,
    AppliedDiscount,
    AppliedFee,
    CartDraft,
    LineTotals,
    Totals,
)
from shopwright.commerce.pricing import Money, distribute
from shopwright.commerce.shipping import Parcel, ShippingOption, ShippingRequest, quote
from shopwright.commerce.tax import Taxable, TaxLine, TaxRequest, taxes
from shopwright.platform.errors import Problem

_FEES = uuid.UUID("5b0f0f4e-4a55-4a7e-9c0a-6f1d3c3f5a01")


@dataclass(slots=True)
class _Work:
    """Minor units while they are being worked out."""

    left: dict[UUID, int]
    shipping: int = 0
    discounts: list[AppliedDiscount] = field(default_factory=list)
    fees: list[AppliedFee] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def calculate(draft: CartDraft) -> Totals:
    """What `draft` comes to. Lines without a price count as nothing and are named in `problems`."""
    currency = draft.currency
    subtotals = {line.id: line.subtotal.amount if line.subtotal else 0 for line in draft.lines}
    work = _Work(left=dict(subtotals))
    _name_unpriced(draft, work)
    chosen, codes = ask(draft)
    _apply_line_discounts(chosen, work, currency)
    _add_fees(chosen, work)
    option = _ship(draft, work)
    quoted = work.shipping
    _apply_shipping_discounts(chosen, work, currency)
    tax_lines = _tax(draft, work)
    return replace(_sum(draft, work, subtotals, option, quoted, tax_lines), codes=codes)


def _name_unpriced(draft: CartDraft, work: _Work) -> None:
    work.problems += [
        Problem(
            code="price_missing",
            message=f"{line.title} cannot be bought in {draft.currency}.",
            field=f"lines.{index}",
        )
        for index, line in enumerate(draft.lines)
        if line.unit_price is None
    ]


def _apply_line_discounts(
    chosen: Iterable[tuple[str, Adjustment]], work: _Work, currency: str
) -> None:
    """Line discounts first, then those on the order, spread over what is left of the lines."""
    ordered = sorted(
        ((s, a) for s, a in chosen if a.kind == "discount" and a.target != "shipping"),
        key=lambda pair: pair[1].target == "order",
    )
    for source, item in ordered:
        parts: dict[UUID, int] = {}
        if item.target == "order":
            total = min(item.amount.amount, sum(work.left.values()))
            shares = distribute(total, list(work.left.values()))
            parts = dict(zip(work.left, shares, strict=True))
        elif item.line_id in work.left:
            parts = {item.line_id: item.amount.amount}
        for line_id, amount in parts.items():
            taken = min(amount, work.left[line_id])
            if taken:
                work.left[line_id] -= taken
                work.discounts.append(_discount(source, item, line_id, taken, currency))


def _apply_shipping_discounts(
    chosen: Iterable[tuple[str, Adjustment]], work: _Work, currency: str
) -> None:
    for source, item in chosen:
        taken = min(item.amount.amount, work.shipping)
        if item.kind == "discount" and item.target == "shipping" and taken:
            work.shipping -= taken
            work.discounts.append(_discount(source, item, None, taken, currency))


def _discount(
    source: str, item: Adjustment, line_id: UUID | None, amount: int, currency: str
) -> AppliedDiscount:
    return AppliedDiscount(
        source=source,
        code=item.code,
        label=item.label,
        line_id=line_id,
        amount=Money(amount, currency),
    )


def _add_fees(chosen: Iterable[tuple[str, Adjustment]], work: _Work) -> None:
    for source, item in chosen:
        if item.kind == "fee" and item.amount:
            fee_id = uuid.uuid5(_FEES, f"{source}:{item.code}:{item.line_id}")
            work.fees.append(
                AppliedFee(
                    id=fee_id,
                    source=source,
                    code=item.code,
                    label=item.label,
                    tax_category=item.tax_category,
                    amount=item.amount,
                    tax=Money(0, item.amount.currency),
                )
            )


def shipping_request(
    draft: CartDraft, left: dict[UUID, int] | None = None
) -> ShippingRequest | None:
    """What is to be quoted; None when nothing is sent, or nobody knows where to."""
    if draft.shipping_address is None or not draft.requires_shipping:
        return None
    amounts = left or {
        line.id: line.subtotal.amount if line.subtotal else 0 for line in draft.lines
    }
    return ShippingRequest(
        channel=draft.channel,
        destination=draft.shipping_address,
        parcels=tuple(
            Parcel(
                line_id=line.id,
                product_id=line.product_id,
                variant_id=line.variant_id,
                sku=line.sku,
                quantity=line.quantity,
                weight_grams=line.weight_grams,
                total=Money(amounts[line.id], draft.currency),
            )
            for line in draft.lines
            if line.requires_shipping
        ),
        subtotal=Money(sum(amounts.values()), draft.currency),
        customer_group=draft.customer_group,
    )


def _ship(draft: CartDraft, work: _Work) -> ShippingOption | None:
    if draft.shipping_option is None:
        return None
    request = shipping_request(draft, work.left)
    if request is None:
        return None
    for option in quote(request):
        if option.id == draft.shipping_option:
            work.shipping = option.rate.amount.amount
            return option
    work.problems.append(
        Problem(
            code="shipping_unavailable",
            message="The chosen shipping is not available for this cart any more.",
            field="shipping_option",
        )
    )
    return None


def _tax(draft: CartDraft, work: _Work) -> tuple[TaxLine, ...]:
    currency = draft.currency
    items = [
        Taxable(
            target="line",
            id=line.id,
            category=line.tax_category,
            amount=Money(work.left[line.id], currency),
        )
        for line in draft.lines
    ]
    items += [
        Taxable(target="fee", id=fee.id, category=fee.tax_category, amount=fee.amount)
        for fee in work.fees
    ]
    if work.shipping:
        amount = Money(work.shipping, currency)
        items.append(Taxable(target="shipping", id=None, category="shipping", amount=amount))
    request = TaxRequest(
        channel=draft.channel,
        country=draft.country,
        destination=draft.shipping_address or draft.billing_address,
        tax_included=draft.tax_included,
        items=tuple(items),
        customer_group=draft.customer_group,
    )
    return tuple(taxes(request))


def _sum(
    draft: CartDraft,
    work: _Work,
    subtotals: dict[UUID, int],
    option: ShippingOption | None,
    quoted: int,
    tax_lines: tuple[TaxLine, ...],
) -> Totals:
    currency = draft.currency
    tax_of: dict[tuple[str, UUID | None], int] = defaultdict(int)
    for tax in tax_lines:
        tax_of[tax.target, tax.id] += tax.amount.amount

    def on_top(amount: int) -> int:
        return 0 if draft.tax_included else amount

    lines = tuple(
        LineTotals(
            line_id=line.id,
            subtotal=Money(subtotals[line.id], currency),
            discount=Money(subtotals[line.id] - work.left[line.id], currency),
            tax=Money(tax_of["line", line.id], currency),
            total=Money(work.left[line.id] + on_top(tax_of["line", line.id]), currency),
        )
        for line in draft.lines
    )
    fees = tuple(replace(fee, tax=Money(tax_of["fee", fee.id], currency)) for fee in work.fees)
    tax_total = sum(tax_of.values())
    fee_total = sum(fee.amount.amount for fee in fees)
    total = sum(work.left.values()) + fee_total + work.shipping + on_top(tax_total)
    return Totals(
        currency=currency,
        tax_included=draft.tax_included,
        lines=lines,
        subtotal=Money(sum(subtotals.values()), currency),
        discounts=tuple(work.discounts),
        discount=Money(sum(subtotals.values()) - sum(work.left.values()), currency),
        fees=fees,
        fee=Money(fee_total, currency),
        shipping_option=option,
        shipping_quoted=Money(quoted, currency),
        shipping=Money(work.shipping, currency),
        shipping_tax=Money(tax_of["shipping", None], currency),
        taxes=tax_lines,
        tax=Money(tax_total, currency),
        total=Money(total, currency),
        problems=tuple(work.problems),
    )
