"""Orders for staff: find, send, capture, refund, cancel, annotate."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from shopwright.commerce.orders import commands, fulfillments, invoices
from shopwright.commerce.orders.queries import count_orders, list_orders, order_detail
from shopwright.commerce.orders.refund_lines import RefundLine
from shopwright.commerce.orders.types import OrderFilter
from shopwright.commerce.payments import commands as payments
from shopwright.commerce.payments.settling import settle
from shopwright.http.rest.kit import ADMIN, Api, Model, Page, PageQuery, Result, staff
from shopwright.http.rest.order_shapes import OrderRowOut, StaffOrderOut, staff_order_out
from shopwright.http.rest.shapes import AddressIn
from shopwright.http.rest.store.orders import page_of

api = Api("admin_orders", tag="Orders (staff)", prefix=ADMIN)


class OrdersQuery(PageQuery):
    """Filters; all of them must match."""

    sort: Literal["newest", "oldest"] = "newest"
    state: Literal["awaiting_payment", "open", "completed", "canceled"] | None = None
    payment_state: (
        Literal[
            "unpaid",
            "authorized",
            "partly_paid",
            "paid",
            "partly_refunded",
            "refunded",
            "disputed",
            "charged_back",
        ]
        | None
    ) = None
    fulfillment_state: Literal["none", "partial", "fulfilled", "delivered", "returned"] | None = (
        None
    )
    review: bool | None = None
    customer_id: UUID | None = None
    q: str = Field(default="", max_length=200, description="An order number or e-mail address.")
    placed_from: datetime | None = None
    placed_until: datetime | None = None
    total: bool = Field(default=False, description="Count them, exactly up to 1,000.")


class UnitsIn(Model):
    """Units of one line."""

    line_id: UUID = Field(strict=False)
    quantity: int = Field(ge=1, le=100_000)


class TrackingIn(Model):
    """How the parcel is followed."""

    carrier: str = Field(default="", max_length=100)
    tracking_number: str = Field(default="", max_length=200)
    tracking_url: str = Field(default="", max_length=500, pattern=r"^(https?://\S+)?$")

    def value(self) -> fulfillments.Tracking:
        """As the command takes it."""
        return fulfillments.Tracking(
            carrier=self.carrier, number=self.tracking_number, url=self.tracking_url
        )


class FulfillIn(TrackingIn):
    """Without `lines`, everything that is left is sent."""

    lines: list[UnitsIn] = Field(default_factory=list, max_length=200)
    location_id: UUID | None = Field(default=None, strict=False)
    override_reason: str = Field(
        default="",
        max_length=500,
        description="Sends what is not paid, disputed, under review or being screened.",
    )


class CaptureIn(Model):
    """`amount` in minor units; by default all that is left."""

    amount: int | None = Field(default=None, ge=1)


class RefundIn(Model):
    """An amount, or lines, or neither for all that is left."""

    amount: int | None = Field(default=None, ge=1, description="Minor units.")
    lines: list[UnitsIn] = Field(default_factory=list, max_length=200)
    reason: str = Field(default="", max_length=500)
    restock: bool = Field(default=False, description="Sent units of the lines are on hand again.")


class CancelIn(Model):
    """Why; the shopper is told."""

    reason: str = Field(min_length=1, max_length=500)


class OverrideIn(Model):
    """A move against the rules, with a reason that is kept."""

    to: Literal["open", "completed"]
    reason: str = Field(min_length=1, max_length=500)


class ReasonIn(Model):
    """Why."""

    reason: str = Field(min_length=1, max_length=500)


class NoteIn(Model):
    """`public` notes are shown to the shopper."""

    text: str = Field(min_length=1, max_length=5000)
    public: bool = False


class OrderContactIn(Model):
    """What is left out stays."""

    email: str | None = Field(default=None, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    shipping_address: AddressIn | None = None


def _show(order_id: UUID) -> StaffOrderOut:
    return staff_order_out(order_detail(order_id))


@api.get(
    "/orders",
    query=OrdersQuery,
    returns=Page[OrderRowOut],
    access=staff("orders:read"),
    summary="List orders",
)
def index(query: OrdersQuery) -> Result:
    """Placed orders; abandoned checkouts are not among them."""
    filters = OrderFilter(
        state=query.state,
        payment_state=query.payment_state,
        fulfillment_state=query.fulfillment_state,
        review=query.review,
        customer_id=query.customer_id,
        text=query.q,
        placed_from=query.placed_from,
        placed_until=query.placed_until,
    )
    after = query.after(query.sort, datetime, UUID)
    rows = list_orders(
        filters,
        sort=query.sort,
        after=after,
        limit=query.limit + 1,
    )
    page = page_of(rows, query.limit, query.sort)
    if not query.total:
        return page
    total, exact = count_orders(filters)
    return page.model_copy(update={"total": total, "total_exact": exact})


@api.get(
    "/orders/<uuid:order_id>",
    returns=StaffOrderOut,
    access=staff("orders:read"),
    summary="Read an order",
)
def show(order_id: UUID) -> Result:
    """With its payments, ledger, refunds, parcels and timeline."""
    return _show(order_id)


@api.post(
    "/orders/<uuid:order_id>/fulfillments",
    body=FulfillIn,
    returns={201: StaffOrderOut},
    access=staff("orders:fulfill"),
    errors=(409, 422),
    idempotent=True,
    summary="Send goods",
)
def fulfill(order_id: UUID, body: FulfillIn) -> Result:
    """In part or all; takes the units out of stock and tells the shopper."""
    fulfillments.fulfill(
        order_id,
        tuple(
            fulfillments.FulfillLine(line_id=line.line_id, quantity=line.quantity)
            for line in body.lines
        ),
        tracking=body.value(),
        location_id=body.location_id,
        override_reason=body.override_reason,
    )
    return _show(order_id)


@api.put(
    "/orders/<uuid:order_id>/fulfillments/<uuid:fulfillment_id>/tracking",
    body=TrackingIn,
    returns=StaffOrderOut,
    access=staff("orders:fulfill"),
    errors=(409,),
    summary="Correct tracking",
)
def set_tracking(order_id: UUID, fulfillment_id: UUID, body: TrackingIn) -> Result:
    """Carrier, number and link of a parcel."""
    fulfillments.set_tracking(order_id, fulfillment_id, body.value())
    return _show(order_id)


@api.post(
    "/orders/<uuid:order_id>/fulfillments/<uuid:fulfillment_id>/delivered",
    returns=StaffOrderOut,
    access=staff("orders:fulfill"),
    errors=(409,),
    idempotent=True,
    summary="Record a delivery",
)
def mark_delivered(order_id: UUID, fulfillment_id: UUID) -> Result:
    """Telling it twice changes nothing."""
    fulfillments.mark_delivered(order_id, fulfillment_id)
    return _show(order_id)


@api.post(
    "/orders/<uuid:order_id>/fulfillments/<uuid:fulfillment_id>/cancel",
    body=ReasonIn,
    returns=StaffOrderOut,
    access=staff("orders:fulfill"),
    errors=(409,),
    idempotent=True,
    summary="Take a parcel back",
)
def cancel_fulfillment(order_id: UUID, fulfillment_id: UUID, body: ReasonIn) -> Result:
    """It never left: its units are on hand, and allocated to the order, again."""
    fulfillments.cancel_fulfillment(order_id, fulfillment_id, reason=body.reason)
    return _show(order_id)


@api.post(
    "/orders/<uuid:order_id>/captures",
    body=CaptureIn,
    returns={201: StaffOrderOut},
    access=staff("orders:refund"),
    errors=(409,),
    idempotent=True,
    summary="Capture money",
)
def capture(order_id: UUID, body: CaptureIn) -> Result:
    """Take authorized money, or record that a bank transfer or cash arrived."""
    payments.capture(order_id, body.amount)
    return _show(order_id)


@api.post(
    "/orders/<uuid:order_id>/refunds",
    body=RefundIn,
    returns={201: StaffOrderOut},
    access=staff("orders:refund"),
    idempotent=True,
    summary="Give money back",
)
def refund(order_id: UUID, body: RefundIn) -> Result:
    """Never more than was captured and not yet refunded, however many ask at once."""
    payments.refund(
        order_id,
        amount=body.amount,
        lines=tuple(
            RefundLine(line_id=line.line_id, quantity=line.quantity) for line in body.lines
        ),
        reason=body.reason,
        restock=body.restock,
    )
    return _show(order_id)


@api.post(
    "/orders/<uuid:order_id>/cancel",
    body=CancelIn,
    returns=StaffOrderOut,
    access=staff("orders:write"),
    errors=(409, 422),
    idempotent=True,
    repeatable=True,
    summary="Cancel an order",
)
def cancel(order_id: UUID, body: CancelIn) -> Result:
    """Closes its payment, lets its stock go, and gives its money back."""
    commands.cancel(order_id, reason=body.reason)
    return _show(order_id)


@api.post(
    "/orders/<uuid:order_id>/override",
    body=OverrideIn,
    returns=StaffOrderOut,
    access=staff("orders:override"),
    errors=(409, 422),
    idempotent=True,
    summary="Move an order against the rules",
)
def override(order_id: UUID, body: OverrideIn) -> Result:
    """Plugins are not asked; the reason is kept in the timeline and the audit log."""
    commands.override_state(order_id, body.to, reason=body.reason)
    return _show(order_id)


@api.post(
    "/orders/<uuid:order_id>/review",
    body=ReasonIn,
    returns=StaffOrderOut,
    access=staff("orders:override"),
    idempotent=True,
    summary="Resolve a review",
)
def resolve_review(order_id: UUID, body: ReasonIn) -> Result:
    """A person looked at it; the order may go on."""
    commands.resolve_review(order_id, reason=body.reason)
    return _show(order_id)


@api.post(
    "/orders/<uuid:order_id>/notes",
    body=NoteIn,
    returns={201: StaffOrderOut},
    access=staff("orders:write"),
    idempotent=True,
    summary="Write a note",
)
def add_note(order_id: UUID, body: NoteIn) -> Result:
    """It stands in the timeline."""
    commands.add_note(order_id, body.text, public=body.public)
    return _show(order_id)


@api.post(
    "/orders/<uuid:order_id>/invoice",
    returns=StaffOrderOut,
    access=staff("orders:write"),
    idempotent=True,
    errors=(409,),
    summary="Issue the invoice",
)
def issue_invoice(order_id: UUID) -> Result:
    """Before it is paid or sent; then that happens by itself. One that was issued stays."""
    invoices.issue_invoice(order_id)
    return _show(order_id)


@api.patch(
    "/orders/<uuid:order_id>",
    body=OrderContactIn,
    returns=StaffOrderOut,
    access=staff("orders:write"),
    errors=(409,),
    summary="Correct contact or address",
)
def change_contact(order_id: UUID, body: OrderContactIn) -> Result:
    """Until something was sent."""
    address = body.shipping_address
    commands.change_contact(
        order_id,
        email=body.email,
        shipping_address=address.checked("shipping_address") if address else None,
    )
    return _show(order_id)


@api.post(
    "/orders/<uuid:order_id>/payments/<uuid:attempt_id>/settle",
    returns=StaffOrderOut,
    access=staff("orders:refund"),
    idempotent=True,
    summary="Look at the provider again",
)
def settle_payment(order_id: UUID, attempt_id: UUID) -> Result:
    """Books what the provider knows by now."""
    _show(order_id)
    settle(attempt_id, source="staff")
    return _show(order_id)
