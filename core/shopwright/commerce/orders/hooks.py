"""Hooks of orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from shopwright.commerce.cart.types import AppliedDiscount
from shopwright.commerce.customers.types import Address
from shopwright.commerce.pricing import Money
from shopwright.platform.errors import Problem
from shopwright.platform.events.event import Event
from shopwright.platform.hooks import Context, event_hook, join_hook, veto_hook


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineSnapshot:
    """A line as it was agreed."""

    id: UUID
    variant_id: UUID
    sku: str | None
    title: str
    variant_title: str
    quantity: int
    unit_price: Money
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """An order that is being written; it is there in the transaction.

    It may be written again while nobody has paid for it; `discounts` are then those of this time.
    """

    order_id: UUID
    cart_id: UUID
    channel: str
    email: str
    lines: tuple[OrderLineSnapshot, ...]
    total: Money
    customer_id: UUID | None = None
    discounts: tuple[AppliedDiscount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTransition:
    """A move that a person or a rule asks for."""

    order_id: UUID
    from_state: str
    to_state: str
    reason: str
    override: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """The order is binding: it has a number; it may still await its payment."""

    order_id: UUID
    number: int
    customer_id: UUID | None
    email: str
    locale: str
    channel: str
    lines: tuple[OrderLineSnapshot, ...]
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    payment_state: str
    payment_method: str | None
    instructions: str = ""
    fee: Money | None = None
    tax_included: bool = True
    shipping_address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid(Event):
    """All that the order owes has been captured. `at_once`: when it was placed, not later."""

    order_id: UUID
    number: int
    email: str
    locale: str
    total: Money
    at_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTransitioned(Event):
    """The order moved. `automatic` moves follow from facts, nobody asked for them."""

    order_id: UUID
    number: int | None
    from_state: str
    to_state: str
    automatic: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCanceled(Event):
    """The order will not be delivered; money that came goes back by itself."""

    order_id: UUID
    number: int | None
    email: str
    locale: str
    reason: str
    refunding: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentShipped(Event):
    """Goods left."""

    order_id: UUID
    number: int | None
    email: str
    locale: str
    fulfillment_id: UUID
    carrier: str
    tracking_number: str
    tracking_url: str
    lines: tuple[tuple[str, int], ...]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentDelivered(Event):
    """Goods arrived."""

    order_id: UUID
    number: int | None
    email: str
    locale: str
    fulfillment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFulfilled(Event):
    """Everything that is to be sent has left."""

    order_id: UUID
    number: int | None
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNoteAdded(Event):
    """Staff wrote a note."""

    order_id: UUID
    note: str
    public: bool


@join_hook
def order_placing(draft: OrderDraft, ctx: Context) -> None:
    """Runs in Prepare's transaction, after the order was written: add rows of your own.

    @hooks.order_placing
    def remember(self, draft: OrderDraft, ctx: Context) -> None:
        ctx.db.add(Wrapping(order_id=draft.order_id))
    """


@veto_hook
def order_transition_validate(draft: OrderTransition, ctx: Context) -> Iterable[Problem]:
    """Runs in the transaction, before a move that somebody asked for. Facts cannot be vetoed.

    @hooks.order_transition_validate
    def not_on_sunday(self, draft: OrderTransition, ctx: Context) -> Iterable[Problem]:
        if draft.to_state == "canceled" and ctx.now().isoweekday() == 7:
            yield Problem(code="closed", message="The office is closed on Sundays.")
    """
    raise NotImplementedError


@join_hook
def order_transitioning(draft: OrderTransition, ctx: Context) -> None:
    """Runs in the transaction of a move that somebody asked for; an exception undoes the move.

    @hooks.order_transitioning
    def remember(self, draft: OrderTransition, ctx: Context) -> None:
        ctx.db.add(Move(order_id=draft.order_id, to=draft.to_state))
    """


@event_hook
def order_placed(event: OrderPlaced, ctx: Context) -> None:
    """Runs after an order became binding; exactly one event per order.

    @hooks.order_placed
    def print_card(self, event: OrderPlaced, ctx: Context) -> None:
        ctx.log.info("placed", number=event.number, total=str(event.total))
    """


@event_hook
def order_paid(event: OrderPaid, ctx: Context) -> None:
    """Runs after everything owed was captured.

    @hooks.order_paid
    def ask_for_packing(self, event: OrderPaid, ctx: Context) -> None:
        ctx.log.info("pack it", order=event.number)
    """


@event_hook
def order_transitioned(event: OrderTransitioned, ctx: Context) -> None:
    """Runs after every move of an order.

    @hooks.order_transitioned
    def follow(self, event: OrderTransitioned, ctx: Context) -> None:
        if event.to_state == "completed":
            ctx.log.info("nothing is left to do", order=event.number)
    """


@event_hook
def order_canceled(event: OrderCanceled, ctx: Context) -> None:
    """Runs after an order was canceled.

    @hooks.order_canceled
    def stop_packing(self, event: OrderCanceled, ctx: Context) -> None:
        ctx.log.info("take it out of the box", order=event.number, reason=event.reason)
    """


@event_hook
def shipment_shipped(event: ShipmentShipped, ctx: Context) -> None:
    """Runs after goods left, in part or all.

    @hooks.shipment_shipped
    def follow_parcel(self, event: ShipmentShipped, ctx: Context) -> None:
        if event.tracking_number:
            ctx.log.info("follow it", carrier=event.carrier)
    """


@event_hook
def shipment_delivered(event: ShipmentDelivered, ctx: Context) -> None:
    """Runs after goods arrived.

    @hooks.shipment_delivered
    def ask_for_review(self, event: ShipmentDelivered, ctx: Context) -> None:
        ctx.log.info("ask in a week whether it is liked", order=event.number)
    """


@event_hook
def order_fulfilled(event: OrderFulfilled, ctx: Context) -> None:
    """Runs after the last of an order's goods left.

    @hooks.order_fulfilled
    def close(self, event: OrderFulfilled, ctx: Context) -> None:
        ctx.log.info("all of it has left", order=event.number)
    """


@event_hook
def order_note_added(event: OrderNoteAdded, ctx: Context) -> None:
    """Runs after staff wrote a note.

    @hooks.order_note_added
    def forward(self, event: OrderNoteAdded, ctx: Context) -> None:
        if event.public:
            ctx.log.info("the customer may read it", order=str(event.order_id))
    """
