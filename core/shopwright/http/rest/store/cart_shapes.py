"""What carts and checkouts look like from outside."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from shopwright.commerce.cart import CartDraft, CartView, CodeState, DraftLine, LineTotals, Totals
from shopwright.commerce.checkout import Completion
from shopwright.commerce.shipping import ShippingOption
from shopwright.http.rest.kit import OutModel
from shopwright.http.rest.shapes import AddressOut, MoneyOut
from shopwright.platform.errors import Problem


class LineOut(OutModel):
    """One line. `available` counts units that could be sold now; null when they are not counted."""

    id: UUID
    variant_id: UUID
    product_id: UUID
    handle: str
    sku: str | None
    title: str
    variant_title: str
    options: dict[str, Any]
    quantity: int
    unit_price: MoneyOut | None
    compare_at: MoneyOut | None
    subtotal: MoneyOut
    discount: MoneyOut
    tax: MoneyOut
    total: MoneyOut
    in_stock: bool
    available: int | None


class ChangeOut(OutModel):
    """What became different since the shopper looked last."""

    line_id: UUID
    kind: Literal["price_changed", "unavailable", "available_again", "less_available"]
    message: str
    before: MoneyOut | None
    after: MoneyOut | None


class DiscountOut(OutModel):
    """What a discount takes off a line, or off the shipping (`line_id` null)."""

    source: str
    code: str
    label: str
    line_id: UUID | None
    amount: MoneyOut


class FeeOut(OutModel):
    """Something charged beside the goods."""

    source: str
    code: str
    label: str
    amount: MoneyOut


class TaxOut(OutModel):
    """Tax, summed up by label and rate."""

    label: str
    rate: str = Field(examples=["0.19"])
    base: MoneyOut
    amount: MoneyOut


class ShippingOptionOut(OutModel):
    """A way to send it. Days are working days."""

    id: str
    label: str
    description: str
    amount: MoneyOut
    min_days: int | None
    max_days: int | None

    @classmethod
    def of(cls, option: ShippingOption) -> ShippingOptionOut:
        """From the value."""
        rate = option.rate
        return cls(
            id=option.id,
            label=rate.label,
            description=rate.description,
            amount=MoneyOut.model_validate(rate.amount),
            min_days=rate.min_days,
            max_days=rate.max_days,
        )


class PaymentMethodOut(OutModel):
    """A way to pay."""

    id: str
    label: str
    description: str
    icon: str


class ProblemOut(OutModel):
    """What stands in the way of placing the order."""

    code: str
    message: str
    field: str | None


class CodeOut(OutModel):
    """A code that the shopper typed. If it is not `applied`, `reason` is a stable word for why.

    `unknown` and `outdone` (by a better discount) are the core's words; plugins have more, and put
    facts for programs into `meta`.
    """

    code: str
    applied: bool
    reason: str | None
    message: str | None
    meta: dict[str, Any]


class TotalsOut(OutModel):
    """The sums; they add up: subtotal - discount + fees + shipping (+ tax unless included) = total."""

    subtotal: MoneyOut
    discount: MoneyOut
    discounts: list[DiscountOut]
    fees: list[FeeOut]
    shipping: MoneyOut
    tax: MoneyOut
    tax_included: bool
    taxes: list[TaxOut]
    total: MoneyOut


class CartOut(OutModel):
    """A cart with everything it comes to."""

    id: UUID
    version: int
    channel: str
    currency: str
    locale: str
    customer_id: UUID | None
    email: str
    shipping_address: AddressOut | None
    billing_address: AddressOut | None
    shipping_option: ShippingOptionOut | None
    payment_method: str | None
    codes: list[CodeOut]
    note: str
    requires_shipping: bool
    item_count: int
    lines: list[LineOut]
    totals: TotalsOut
    changes: list[ChangeOut]
    problems: list[ProblemOut]
    updated_at: datetime


class NextActionOut(OutModel):
    """What comes next: the shopper follows `url` (redirect) or reads `text` (instructions), or the
    client goes on with the provider's own library and what is in `details` (client).
    """

    kind: Literal["redirect", "instructions", "client"]
    url: str
    text: str
    details: dict[str, str]


class CompletionOut(OutModel):
    """The order. Keep `order_token`: it opens the order for a guest (`X-Order-Token`)."""

    order_id: UUID
    order_token: str
    number: int | None
    state: str
    payment_state: str
    total: MoneyOut
    next_action: NextActionOut | None
    checking_payment: bool = Field(description="The provider did not answer yet; do not pay again.")


def cart_out(view: CartView) -> CartOut:
    """From the value."""
    draft, totals = view.draft, view.totals
    sums = {line.line_id: line for line in totals.lines}
    option = totals.shipping_option
    return CartOut(
        id=draft.cart_id,
        version=draft.version,
        channel=draft.channel,
        currency=draft.currency,
        locale=draft.locale,
        customer_id=draft.customer_id,
        email=draft.email,
        shipping_address=_address(draft, "shipping_address"),
        billing_address=_address(draft, "billing_address"),
        shipping_option=ShippingOptionOut.of(option) if option else None,
        payment_method=draft.payment_method,
        codes=[_code(state) for state in totals.codes],
        note=draft.note,
        requires_shipping=draft.requires_shipping,
        item_count=sum(line.quantity for line in draft.lines),
        lines=[_line(line, sums[line.id]) for line in draft.lines],
        totals=totals_out(totals),
        changes=[ChangeOut.model_validate(change) for change in view.changes],
        problems=[_problem(problem) for problem in totals.problems],
        updated_at=draft.updated_at,
    )


def _address(draft: CartDraft, name: str) -> AddressOut | None:
    address = getattr(draft, name)
    return AddressOut.model_validate(address) if address else None


def _line(line: DraftLine, sums: LineTotals) -> LineOut:
    return LineOut(
        id=line.id,
        variant_id=line.variant_id,
        product_id=line.product_id,
        handle=line.handle,
        sku=line.sku,
        title=line.title,
        variant_title=line.variant_title,
        options=dict(line.options),
        quantity=line.quantity,
        unit_price=MoneyOut.model_validate(line.unit_price) if line.unit_price else None,
        compare_at=MoneyOut.model_validate(line.compare_at) if line.compare_at else None,
        subtotal=MoneyOut.model_validate(sums.subtotal),
        discount=MoneyOut.model_validate(sums.discount),
        tax=MoneyOut.model_validate(sums.tax),
        total=MoneyOut.model_validate(sums.total),
        in_stock=line.in_stock,
        available=line.available,
    )


def totals_out(totals: Totals) -> TotalsOut:
    """From the value."""
    return TotalsOut(
        subtotal=MoneyOut.model_validate(totals.subtotal),
        discount=MoneyOut.model_validate(totals.discount),
        discounts=[DiscountOut.model_validate(item) for item in totals.discounts],
        fees=[FeeOut.model_validate(item) for item in totals.fees],
        shipping=MoneyOut.model_validate(totals.shipping),
        tax=MoneyOut.model_validate(totals.tax),
        tax_included=totals.tax_included,
        taxes=_taxes(totals),
        total=MoneyOut.model_validate(totals.total),
    )


def _taxes(totals: Totals) -> list[TaxOut]:
    sums: dict[tuple[str, str], list[int]] = {}
    for tax in totals.taxes:
        row = sums.setdefault((tax.label, str(tax.rate)), [0, 0])
        row[0] += tax.base.amount
        row[1] += tax.amount.amount
    return [
        TaxOut(
            label=label,
            rate=rate,
            base=MoneyOut(amount=base, currency=totals.currency),
            amount=MoneyOut(amount=amount, currency=totals.currency),
        )
        for (label, rate), (base, amount) in sums.items()
    ]


def _code(state: CodeState) -> CodeOut:
    refusal = state.refusal
    return CodeOut(
        code=state.code,
        applied=refusal is None,
        reason=refusal.reason if refusal else None,
        message=refusal.message if refusal else None,
        meta=dict(refusal.meta) if refusal else {},
    )


def _problem(problem: Problem) -> ProblemOut:
    return ProblemOut(code=problem.code, message=problem.message, field=problem.field)


def completion_out(completion: Completion) -> CompletionOut:
    """From the value."""
    return CompletionOut.model_validate(completion)
