"""One order of the demo shop: placing it as its shopper, and doing to it what staff did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.cart import (
    add_line,
    cart_draft,
    create_cart,
    set_contact,
    set_note,
    set_payment_method,
    set_shipping_option,
)
from shopwright.commerce.cart.totals import shipping_request
from shopwright.commerce.channels import ChannelInfo
from shopwright.commerce.checkout import complete
from shopwright.commerce.customers import Address
from shopwright.commerce.orders.commands import add_note, cancel
from shopwright.commerce.orders.fulfillments import FulfillLine, Tracking, fulfill, mark_delivered
from shopwright.commerce.orders.invoices import issue_invoice
from shopwright.commerce.orders.models import Fulfillment, Order, OrderLine
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.orders.refund_lines import RefundLine
from shopwright.commerce.payments.commands import capture, refund
from shopwright.commerce.payments.methods import payment_methods_for
from shopwright.commerce.shipping import quote
from shopwright.demo.load.errors import DemoImpossible
from shopwright.demo.people import OrderStory, Step
from shopwright.platform.actor import GUEST, Actor, acting_as
from shopwright.platform.db import read
from shopwright.platform.runtime import runtime

STAFF = Actor(kind="system", label="demo")


def placed_before() -> Mapping[tuple[datetime, str], UUID]:
    """The carts of orders that an interrupted run has made, by moment and mail address."""
    with read() as db:
        rows = db.execute(select(Order.created_at, Order.email, Order.cart_id))
        return {(at, email): cart_id for at, email, cart_id in rows}


def place(
    story: OrderStory,
    channel: ChannelInfo,
    variants: Mapping[str, UUID],
    customer_id: UUID | None,
    cart_id: UUID | None,
) -> UUID:
    """Complete the story's cart, a new one unless `cart_id` is it; the order's id."""
    shopper = Actor(kind="customer", id=customer_id, label="customer") if customer_id else GUEST
    with acting_as(shopper):
        if cart_id is None:
            cart_id = _fill_cart(story, channel, variants, customer_id)
        return complete(
            cart_id, expected_total=None, return_url=runtime().settings.public_url
        ).order_id


def _fill_cart(
    story: OrderStory,
    channel: ChannelInfo,
    variants: Mapping[str, UUID],
    customer_id: UUID | None,
) -> UUID:
    cart_id = create_cart(
        channel_id=channel.id,
        currency=story.currency,
        locale=story.buyer.locale,
        customer_id=customer_id,
        email=story.buyer.email,
    ).cart_id
    for sku, units in story.lines.items():
        add_line(cart_id, variants[sku], units)
    set_contact(
        cart_id,
        shipping_address=Address.from_dict(story.shipping_address),
        billing_address=Address.from_dict(story.billing_address),
    )
    set_shipping_option(cart_id, _cheapest_shipping(cart_id))
    set_payment_method(cart_id, _method(cart_id, story.payment_method))
    if story.note:
        set_note(cart_id, story.note)
    return cart_id


def _cheapest_shipping(cart_id: UUID) -> str:
    draft = cart_draft(cart_id)
    request = shipping_request(draft)
    assert request is not None, "each story has something to send"
    for option in quote(request):
        return option.id
    raise DemoImpossible.without_shipping(request.destination.country, draft.currency)


def _method(cart_id: UUID, wanted: str) -> str:
    draft = cart_draft(cart_id)
    for method in payment_methods_for(draft):
        if method.id.partition(":")[2] == wanted:
            return method.id
    raise DemoImpossible.without_payment(wanted, draft.country)


def is_done(order_id: UUID, step: Step) -> bool:
    """Whether an interrupted run came as far as this step."""
    detail = order_detail(order_id)
    match step.act:
        case "pay":
            return detail.order.captured_total > 0
        case "fulfill":
            return bool(detail.fulfillments)
        case "deliver":
            return any(parcel.state == "delivered" for parcel, _ in detail.fulfillments)
        case "cancel":
            return detail.order.state == "canceled"
        case "refund":
            return bool(detail.refunds)
        case "note":
            return any(e.kind == "note" and e.at == step.at for e in detail.timeline)


def act_on(order_id: UUID, step: Step) -> None:
    """Do what the step says, as staff."""
    match step.act:
        case "pay":
            capture(order_id)
            issue_invoice(order_id)
        case "fulfill":
            lines = tuple(
                FulfillLine(line_id=line_id, quantity=units)
                for line_id, units in _by_line(order_id, step.lines).items()
            )
            tracking = Tracking(carrier=step.carrier, number=step.tracking)
            fulfill(order_id, lines, tracking=tracking)
            issue_invoice(order_id)
        case "deliver":
            for parcel_id in _parcels(order_id):
                mark_delivered(order_id, parcel_id)
        case "cancel":
            cancel(order_id, reason=step.text)
        case "refund":
            _refund(order_id, step)
        case "note":
            add_note(order_id, step.text)


def _parcels(order_id: UUID) -> list[UUID]:
    with read() as db:
        return list(db.scalars(select(Fulfillment.id).where(Fulfillment.order_id == order_id)))


def _refund(order_id: UUID, step: Step) -> None:
    """Canceling a paid order has sent its money back already."""
    with read() as db:
        order = db.get_one(Order, order_id)
    if order.refund_committed < order.captured_total:
        lines = tuple(
            RefundLine(line_id=line_id, quantity=units)
            for line_id, units in _by_line(order_id, step.lines).items()
        )
        refund(order_id, lines=lines, reason=step.text, restock=step.restock)


def _by_line(order_id: UUID, units: Mapping[str, int]) -> Mapping[UUID, int]:
    if not units:
        return {}
    with read() as db:
        rows = db.execute(select(OrderLine.sku, OrderLine.id).where(OrderLine.order_id == order_id))
        return {line_id: units[sku] for sku, line_id in rows if sku and sku in units}
