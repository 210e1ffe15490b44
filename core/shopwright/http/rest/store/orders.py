"""Orders for their buyers: guests with the order's token, customers by signing in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import request

from shopwright.commerce import checkout
from shopwright.commerce.checkout.commands import token_opens
from shopwright.commerce.orders.errors import OrderNotFound
from shopwright.commerce.orders.queries import list_orders, order_detail
from shopwright.commerce.orders.types import OrderFilter, OrderSummary
from shopwright.http.auth.resolve import current_caller
from shopwright.http.rest.kit import (
    CUSTOMER,
    PUBLIC,
    Api,
    Cursor,
    Page,
    PageQuery,
    Result,
)
from shopwright.http.rest.order_shapes import OrderOut, OrderRowOut, order_out, row_out
from shopwright.http.rest.store.cart_shapes import CompletionOut, completion_out

ORDER_TOKEN = "X-Order-Token"  # noqa: S105 - a header's name

api = Api(
    "orders",
    tag="Orders",
    description="A guest's order is opened by its token (`X-Order-Token`).",
)


def _open(order_id: UUID) -> None:
    """Raise `OrderNotFound` unless the caller may see the order."""
    token = request.headers.get(ORDER_TOKEN, "")
    if token.isascii() and token_opens(order_id, token):
        return
    customer_id = current_caller().customer_id
    if customer_id is None or order_detail(order_id).order.customer_id != customer_id:
        raise OrderNotFound("There is no such order, or it is not yours.")


@api.get(
    "/orders/<uuid:order_id>",
    returns=OrderOut,
    access=PUBLIC,
    errors=(401,),
    vary=(ORDER_TOKEN,),
    summary="Read an order",
)
def show(order_id: UUID) -> Result:
    """For its buyer."""
    _open(order_id)
    return order_out(order_detail(order_id))


@api.get(
    "/orders/<uuid:order_id>/payment",
    returns=CompletionOut,
    access=PUBLIC,
    errors=(401,),
    vary=(ORDER_TOKEN,),
    summary="Read how an order is to be paid",
)
def payment(order_id: UUID) -> Result:
    """What the shopper still has to do, if anything."""
    _open(order_id)
    order_detail(order_id)
    return completion_out(checkout.completion_of(order_id))


@api.post(
    "/orders/<uuid:order_id>/payment/settle",
    returns=CompletionOut,
    access=PUBLIC,
    errors=(401,),
    headers={ORDER_TOKEN: "The order's token; not needed by its signed-in buyer."},
    limit="30/minute;by=ip",
    summary="Come back from paying",
)
def settle(order_id: UUID) -> Result:
    """Looks at the provider what became of the payment. Ask again while `checking_payment` is set,
    or the order is `pending` and its payment takes a moment; it changes nothing twice.
    """
    _open(order_id)
    order_detail(order_id)
    return completion_out(checkout.settle_order(order_id))


@api.get(
    "/account/orders",
    query=PageQuery,
    returns=Page[OrderRowOut],
    access=CUSTOMER,
    summary="List your orders",
)
def history(query: PageQuery) -> Result:
    """The newest first."""
    after = query.after("newest", datetime, UUID)
    rows = list_orders(
        OrderFilter(customer_id=current_caller().customer_id),
        after=after,
        limit=query.limit + 1,
    )
    return page_of(rows, query.limit, "newest")


def page_of(rows: list[OrderSummary], limit: int, sort: str) -> Page[OrderRowOut]:
    """One page of summaries; there is one row more when another page follows."""
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return Page[OrderRowOut](
        items=[row_out(row) for row in shown],
        next=Cursor.encode(sort, last.placed_at, last.id) if last else None,
    )
