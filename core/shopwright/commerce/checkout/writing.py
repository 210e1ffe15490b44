"""Copying a cart into an order: what was agreed, kept as it was."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from shopwright.commerce.cart.models import Cart
from shopwright.commerce.cart.types import CartDraft, DraftLine, LineTotals, Totals
from shopwright.commerce.orders.models import (
    Order,
    OrderDiscount,
    OrderFee,
    OrderLine,
    OrderShipping,
    OrderTax,
)
from shopwright.platform.clock import now
from shopwright.platform.db import insert_rows
from shopwright.platform.ids import uuid7

_CHILDREN = (OrderLine, OrderDiscount, OrderFee, OrderTax, OrderShipping)


def write_order(
    db: Session,
    cart: Cart,
    order: Order | None,
    order_id: UUID,
    draft: CartDraft,
    totals: Totals,
    mark: str,
) -> Order:
    """Write the pending order, or write it anew: the cart may have changed since the last Prepare."""
    if order is None:
        order = Order(id=order_id, cart_id=cart.id)
        db.add(order)
    else:
        for model in _CHILDREN:
            db.execute(delete(model).where(model.order_id == order_id))
    _write_head(order, cart, draft, totals, mark)
    db.flush()
    _write_children(db, order_id, draft, totals)
    return order


def _write_head(order: Order, cart: Cart, draft: CartDraft, totals: Totals, mark: str) -> None:
    order.channel_id = cart.channel_id
    order.customer_id = cart.customer_id
    order.email = cart.email
    order.locale = cart.locale
    order.currency = totals.currency
    order.tax_included = totals.tax_included
    order.shipping_address = cart.shipping_address
    order.billing_address = cart.billing_address or cart.shipping_address or {}
    order.payment_method = cart.payment_method if totals.total.amount else None
    order.codes = list(cart.codes)
    order.note = cart.note
    order.fingerprint = mark
    order.requires_shipping = draft.requires_shipping
    order.subtotal = totals.subtotal.amount
    order.discount_total = totals.discount.amount
    order.fee_total = totals.fee.amount
    order.shipping_total = totals.shipping.amount
    order.tax_total = totals.tax.amount
    order.total = totals.total.amount
    order.updated_at = now()
    # set here so that the row is whole before it is flushed
    order.state = order.state or "pending"


def _write_children(db: Session, order_id: UUID, draft: CartDraft, totals: Totals) -> None:
    sums = {line.line_id: line for line in totals.lines}
    ids = {line.id: uuid7() for line in draft.lines}
    rows = [
        _line(order_id, ids[line.id], position, line, sums[line.id])
        for position, line in enumerate(draft.lines)
    ]
    insert_rows(db, OrderLine, rows)
    insert_rows(
        db,
        OrderDiscount,
        [
            {
                "id": uuid7(),
                "order_id": order_id,
                "line_id": ids[item.line_id] if item.line_id else None,
                "source": item.source,
                "code": item.code,
                "label": item.label,
                "amount": item.amount.amount,
            }
            for item in totals.discounts
        ],
    )
    _write_charges(db, order_id, ids, totals)


def _line(
    order_id: UUID, line_id: UUID, position: int, line: DraftLine, sums: LineTotals
) -> dict[str, object]:
    assert line.unit_price is not None
    return {
        "id": line_id,
        "order_id": order_id,
        "position": position,
        "variant_id": line.variant_id,
        "product_id": line.product_id,
        "sku": line.sku,
        "title": line.title,
        "variant_title": line.variant_title,
        "options": dict(line.options),
        "requires_shipping": line.requires_shipping,
        "weight_grams": line.weight_grams,
        "quantity": line.quantity,
        "unit_amount": line.unit_price.amount,
        "subtotal": sums.subtotal.amount,
        "discount": sums.discount.amount,
        "tax": sums.tax.amount,
        "total": sums.total.amount,
    }


def _write_charges(db: Session, order_id: UUID, ids: dict[UUID, UUID], totals: Totals) -> None:
    insert_rows(
        db,
        OrderFee,
        [
            {
                "id": uuid7(),
                "order_id": order_id,
                "source": fee.source,
                "code": fee.code,
                "label": fee.label,
                "amount": fee.amount.amount,
                "tax": fee.tax.amount,
            }
            for fee in totals.fees
        ],
    )
    insert_rows(
        db,
        OrderTax,
        [
            {
                "id": uuid7(),
                "order_id": order_id,
                "target": tax.target,
                "target_id": ids.get(tax.id) if tax.target == "line" and tax.id else tax.id,
                "label": tax.label,
                "rate": str(tax.rate),
                "included": totals.tax_included,
                "base": tax.base.amount,
                "amount": tax.amount.amount,
            }
            for tax in totals.taxes
        ],
    )
    option = totals.shipping_option
    if option is not None:
        shipping = OrderShipping(
            order_id=order_id,
            option=option.id,
            label=option.rate.label,
            amount=totals.shipping.amount,
            discount=totals.shipping_quoted.amount - totals.shipping.amount,
            tax=totals.shipping_tax.amount,
        )
        db.add(shipping)
