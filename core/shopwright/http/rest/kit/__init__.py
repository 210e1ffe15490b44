"""The kit that REST endpoints are declared with.

    from shopwright.http.rest.kit import PUBLIC, Api, Model, OutModel, Page, PageQuery, Reply

    api = Api("products", tag="Products", description="What the shop sells.")

    class ProductQuery(PageQuery):
        category: str | None = Field(default=None, max_length=80)
        sort: Literal["newest", "price"] = "newest"

    @api.get("/products", query=ProductQuery, returns=Page[ProductOut], access=PUBLIC,
             cache=public_for(60), summary="List products")
    def list_products(query: ProductQuery) -> Result:
        after = query.after(query.sort, int, UUID)  # None on the first page; BadCursor otherwise
        rows = products(query.category, after=after, limit=query.limit + 1)
        ...
        return Page[ProductOut](items=items, next=Cursor.encode(query.sort, last.price, last.id))

    @api.post("/carts/<uuid:cart_id>/lines", body=LineIn, returns={201: CartOut}, access=PUBLIC,
              errors=(404, 409), idempotent=True, cart_token=True, summary="Add a line")
    def add_line(cart_id: UUID, body: LineIn) -> Result:
        return CartOut.model_validate(add_to_cart(cart_id, ...))  # 201, the first of returns=

    @api.post("/orders/<uuid:order_id>/refunds", body=RefundIn, returns={201: RefundOut},
              access=staff("orders:refund"), errors=(404, 409), idempotent=True, ...)

A view gets its path parameters, then `query=` and `body=`, as keyword arguments. It returns

- a model, or plain JSON values: sent with the first status of `returns=`;
- `(model, status)`, or `Reply(model, status=..., headers=[...], etag=...)`;
- `Raw(bytes, encodings=..., etag=...)`: ready JSON, for what is hot;
- None: 204.

It raises the typed errors of commerce (`ShopError`); `errors=` lists their statuses. Everything
else - authorization, limits, parsing, validation, idempotency, ETags, compression, problem+json, the
OpenAPI document - follows from the declaration. In tests an answer that was not declared fails.

Register `api.blueprint` on the application, after `init_app(app, resolve_actor=...)`.
"""

from __future__ import annotations

from shopwright.http.rest.kit.access import (
    CUSTOMER,
    PUBLIC,
    Access,
    Actor,
    authorize,
    current_actor,
    staff,
)
from shopwright.http.rest.kit.contract import UndeclaredAnswer
from shopwright.http.rest.kit.cursors import BadCursor, Cursor
from shopwright.http.rest.kit.declaration import ADMIN, PLUGINS, STORE, Api, Options, PluginApi
from shopwright.http.rest.kit.endpoint import (
    NO_STORE,
    REVALIDATE,
    Endpoint,
    endpoint_of,
    public_for,
)
from shopwright.http.rest.kit.idempotency import (
    IdempotencyStore,
    InProgress,
    Interrupted,
    Mismatch,
    Stored,
    cart_token,
)
from shopwright.http.rest.kit.input_errors import BadRequest, InvalidInput
from shopwright.http.rest.kit.install import declared, init_app, unclassified
from shopwright.http.rest.kit.models import Model, OutModel, Page, PageQuery
from shopwright.http.rest.kit.openapi import openapi_document
from shopwright.http.rest.kit.replies import Media, Raw, Reply, Result, Upload, Uploaded

__all__ = [
    "ADMIN",
    "CUSTOMER",
    "NO_STORE",
    "PLUGINS",
    "PUBLIC",
    "REVALIDATE",
    "STORE",
    "Access",
    "Actor",
    "Api",
    "BadCursor",
    "BadRequest",
    "Cursor",
    "Endpoint",
    "IdempotencyStore",
    "InProgress",
    "Interrupted",
    "InvalidInput",
    "Media",
    "Mismatch",
    "Model",
    "Options",
    "OutModel",
    "Page",
    "PageQuery",
    "PluginApi",
    "Raw",
    "Reply",
    "Result",
    "Stored",
    "UndeclaredAnswer",
    "Upload",
    "Uploaded",
    "authorize",
    "cart_token",
    "current_actor",
    "declared",
    "endpoint_of",
    "init_app",
    "openapi_document",
    "public_for",
    "staff",
    "unclassified",
]
