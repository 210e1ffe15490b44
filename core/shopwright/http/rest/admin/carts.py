"""Carts for staff: who left what, and where it stopped.

Staff make and change carts as shoppers do, with the token that `POST /api/v1/carts` gives them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from shopwright.commerce.cart import cart_view
from shopwright.commerce.cart.queries import list_carts
from shopwright.commerce.cart.removing import delete_cart
from shopwright.http.rest.kit import (
    ADMIN,
    Api,
    Cursor,
    OutModel,
    Page,
    PageQuery,
    Result,
    staff,
)
from shopwright.http.rest.store.cart_shapes import CartOut, cart_out

api = Api("admin_carts", tag="Carts (staff)", prefix=ADMIN)


class CartsQuery(PageQuery):
    """Filters; all of them must match."""

    state: Literal["active", "completed", "merged"] | None = None
    customer_id: UUID | None = None


class CartRowOut(OutModel):
    """A row of the list."""

    id: UUID
    state: str
    channel_id: UUID
    customer_id: UUID | None
    email: str
    currency: str
    item_count: int
    created_at: datetime
    updated_at: datetime


@api.get(
    "/carts",
    query=CartsQuery,
    returns=Page[CartRowOut],
    access=staff("orders:read"),
    summary="List carts",
)
def index(query: CartsQuery) -> Result:
    """The one touched last comes first."""
    after = query.after("updated", datetime, UUID)
    rows = list_carts(
        state=query.state,
        customer_id=query.customer_id,
        after=after,
        limit=query.limit + 1,
    )
    shown = rows[: query.limit]
    last = shown[-1] if len(rows) > query.limit else None
    return Page[CartRowOut](
        items=[CartRowOut.model_validate(row) for row in shown],
        next=Cursor.encode("updated", last.updated_at, last.id) if last else None,
    )


@api.get(
    "/carts/<uuid:cart_id>",
    returns=CartOut,
    access=staff("orders:read"),
    summary="Read a cart",
)
def show(cart_id: UUID) -> Result:
    """With its totals, as its shopper would see them now."""
    return cart_out(cart_view(cart_id))


@api.delete(
    "/carts/<uuid:cart_id>",
    access=staff("orders:write"),
    errors=(409,),
    summary="Delete a cart",
)
def remove(cart_id: UUID) -> Result:
    """One that no order was made from; what it held is for sale again."""
    delete_cart(cart_id)
    return None
