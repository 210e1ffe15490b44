"""What orders look like from outside: for their buyers, and more for staff."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from shopwright.commerce.orders.models import OrderLine, TimelineEntry
from shopwright.commerce.orders.types import OrderDetail, OrderSummary
from shopwright.http.rest.kit import OutModel
from shopwright.http.rest.shapes import AddressOut, MoneyOut


class OrderLineOut(OutModel):
    """A line as it was agreed, and how many of its units were sent, canceled and refunded."""

    id: UUID
    variant_id: UUID
    product_id: UUID
    sku: str | None
    title: str
    variant_title: str
    options: dict[str, Any]
    quantity: int
    fulfilled: int
    canceled: int
    refunded: int
    unit_price: MoneyOut
    subtotal: MoneyOut
    discount: MoneyOut
    tax: MoneyOut
    total: MoneyOut


class OrderChargeOut(OutModel):
    """A discount or a fee."""

    label: str
    code: str
    amount: MoneyOut


class OrderTaxOut(OutModel):
    """Tax at one rate on one thing."""

    target: str
    label: str
    rate: str
    base: MoneyOut
    amount: MoneyOut


class FulfillmentLineOut(OutModel):
    """Units of a line in a parcel."""

    order_line_id: UUID
    quantity: int


class FulfillmentOut(OutModel):
    """A parcel. `state`: shipped, delivered or canceled."""

    id: UUID
    number: int
    state: str
    carrier: str
    tracking_number: str
    tracking_url: str
    created_at: datetime
    delivered_at: datetime | None
    lines: list[FulfillmentLineOut]


class TimelineOut(OutModel):
    """Something that happened."""

    at: datetime
    kind: str
    message: str


class OrderOut(OutModel):
    """An order as its buyer sees it."""

    id: UUID
    number: int | None
    state: str
    payment_state: str
    fulfillment_state: str
    placed_at: datetime | None
    invoice_number: int | None = Field(
        description="Once it was paid or goods left. These numbers have no gaps."
    )
    invoiced_at: datetime | None
    email: str
    currency: str
    locale: str
    shipping_address: AddressOut | None
    billing_address: AddressOut | None
    shipping_label: str | None
    payment_method: str | None
    note: str
    lines: list[OrderLineOut]
    subtotal: MoneyOut
    discount: MoneyOut
    discounts: list[OrderChargeOut]
    fees: list[OrderChargeOut]
    shipping: MoneyOut
    tax: MoneyOut
    tax_included: bool
    taxes: list[OrderTaxOut]
    total: MoneyOut
    paid: MoneyOut
    refunded: MoneyOut
    fulfillments: list[FulfillmentOut]
    timeline: list[TimelineOut]


class StaffTimelineOut(TimelineOut):
    """With who did it."""

    actor: str
    public: bool
    data: dict[str, Any]


class RiskOut(OutModel):
    """What the payment's provider thinks of it. `score` runs from 0 (harmless) to 100."""

    level: str
    score: int | None
    reasons: list[str]


class ScreeningOut(OutModel):
    """What the fraud screens came to: pending, allow, review or block; the severest counts."""

    verdict: str
    score: int | None = None
    reasons: list[str] = []
    at: datetime | None = None


class AttemptOut(OutModel):
    """One try to pay. `capture_before` is when an authorization lapses."""

    id: UUID
    provider: str
    method: str
    reference: str | None
    state: str
    amount: MoneyOut
    error: str | None
    deadline: datetime | None
    capture_before: datetime | None
    paid_with: str
    risk: RiskOut | None
    created_at: datetime


class EntryOut(OutModel):
    """One row of the ledger of money."""

    id: UUID
    kind: str
    provider: str
    reference: str
    amount: MoneyOut
    source: str
    occurred_at: datetime
    booked_at: datetime


class RefundOut(OutModel):
    """A refund: pending, succeeded or failed."""

    id: UUID
    amount: MoneyOut
    state: str
    reason: str
    error: str | None
    requested_by: str
    created_at: datetime
    finished_at: datetime | None


class StaffOrderOut(OrderOut):
    """An order as staff see it."""

    channel: str
    customer_id: UUID | None
    review: bool
    cancel_reason: str
    authorized: MoneyOut
    refund_committed: MoneyOut
    lost: MoneyOut = Field(description="What buyers took back by disputes that they won.")
    screening: ScreeningOut | None
    created_at: datetime
    timeline: list[StaffTimelineOut]  # type: ignore[assignment]
    attempts: list[AttemptOut]
    ledger: list[EntryOut]
    refunds: list[RefundOut]


class OrderRowOut(OutModel):
    """A row of a list of orders."""

    id: UUID
    number: int | None
    email: str
    customer_id: UUID | None
    state: str
    payment_state: str
    fulfillment_state: str
    review: bool
    total: MoneyOut
    placed_at: datetime | None
    created_at: datetime


def row_out(row: OrderSummary) -> OrderRowOut:
    """From the value."""
    values = {name: getattr(row, name) for name in OrderRowOut.model_fields if name != "total"}
    return OrderRowOut(**values, total=MoneyOut(amount=row.total, currency=row.currency))


def order_out(detail: OrderDetail) -> OrderOut:
    """For the buyer: the public part."""
    public = [entry for entry in detail.timeline if entry.public]
    return OrderOut(**_common(detail), timeline=[TimelineOut.model_validate(e) for e in public])


def staff_order_out(detail: OrderDetail) -> StaffOrderOut:
    """For staff: everything."""
    order, currency = detail.order, detail.order.currency
    return StaffOrderOut(
        **_common(detail),
        channel=detail.channel,
        customer_id=order.customer_id,
        review=order.review,
        cancel_reason=order.cancel_reason,
        authorized=_money(order.authorized_total, currency),
        refund_committed=_money(order.refund_committed, currency),
        lost=_money(order.lost_total, currency),
        screening=ScreeningOut.model_validate(order.screening) if order.screening else None,
        created_at=order.created_at,
        timeline=[_staff_entry(entry) for entry in detail.timeline],
        attempts=[_with_money(AttemptOut, row, currency) for row in detail.attempts],
        ledger=[_with_money(EntryOut, row, currency) for row in detail.entries],
        refunds=[_with_money(RefundOut, row, currency) for row in detail.refunds],
    )


def _money(amount: int, currency: str) -> MoneyOut:
    return MoneyOut(amount=amount, currency=currency)


def _with_money(shape: type[Any], row: Any, currency: str) -> Any:
    values = {name: getattr(row, name) for name in shape.model_fields if name != "amount"}
    return shape(**values, amount=_money(row.amount, currency))


def _staff_entry(entry: TimelineEntry) -> StaffTimelineOut:
    return StaffTimelineOut.model_validate(entry)


def _common(detail: OrderDetail) -> dict[str, Any]:
    order, currency = detail.order, detail.order.currency
    return {
        "id": order.id,
        "number": order.number,
        "state": order.state,
        "payment_state": order.payment_state,
        "fulfillment_state": order.fulfillment_state,
        "placed_at": order.placed_at,
        "invoice_number": order.invoice_number,
        "invoiced_at": order.invoiced_at,
        "email": order.email,
        "currency": currency,
        "locale": order.locale,
        "shipping_address": _address(order.shipping_address),
        "billing_address": _address(order.billing_address),
        "shipping_label": detail.shipping.label if detail.shipping else None,
        "payment_method": order.payment_method,
        "note": order.note,
        "lines": [_line(line, currency) for line in detail.lines],
        "subtotal": _money(order.subtotal, currency),
        "discount": _money(order.discount_total, currency),
        "discounts": [_with_money(OrderChargeOut, row, currency) for row in detail.discounts],
        "fees": [_with_money(OrderChargeOut, row, currency) for row in detail.fees],
        "shipping": _money(order.shipping_total, currency),
        "tax": _money(order.tax_total, currency),
        "tax_included": order.tax_included,
        "taxes": _taxes(detail),
        "total": _money(order.total, currency),
        "paid": _money(order.captured_total, currency),
        "refunded": _money(order.refunded_total, currency),
        "fulfillments": _fulfillments(detail),
    }


def _address(data: dict[str, Any] | None) -> AddressOut | None:
    return AddressOut(**data) if data else None


def _line(line: OrderLine, currency: str) -> OrderLineOut:
    money = {
        name: _money(getattr(line, name), currency)
        for name in ("subtotal", "discount", "tax", "total")
    }
    plain = {
        name: getattr(line, name)
        for name in OrderLineOut.model_fields
        if name not in money and name != "unit_price"
    }
    return OrderLineOut(**plain, **money, unit_price=_money(line.unit_amount, currency))


def _taxes(detail: OrderDetail) -> list[OrderTaxOut]:
    currency = detail.order.currency
    return [
        OrderTaxOut(
            target=row.target,
            label=row.label,
            rate=row.rate,
            base=_money(row.base, currency),
            amount=_money(row.amount, currency),
        )
        for row in detail.taxes
    ]


def _fulfillments(detail: OrderDetail) -> list[FulfillmentOut]:
    return [
        FulfillmentOut(
            id=head.id,
            number=head.number,
            state=head.state,
            carrier=head.carrier,
            tracking_number=head.tracking_number,
            tracking_url=head.tracking_url,
            created_at=head.created_at,
            delivered_at=head.delivered_at,
            lines=[
                FulfillmentLineOut(order_line_id=line.order_line_id, quantity=line.quantity)
                for line in lines
            ],
        )
        for head, lines in detail.fulfillments
    ]
