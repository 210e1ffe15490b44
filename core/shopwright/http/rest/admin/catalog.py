"""Products and variants, for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from shopwright.commerce import catalog
from shopwright.commerce.catalog import ProductView
from shopwright.commerce.catalog.commands import pictures, variant_edits
from shopwright.commerce.catalog.queries import lists
from shopwright.commerce.catalog.queries.editing import product_version
from shopwright.http.rest.admin.catalog_shapes import (
    ChangedOut,
    OptionPatchIn,
    OptionsIn,
    PictureIn,
    PicturesIn,
    ProductIn,
    ProductOut,
    ProductPatchIn,
    ProductRowOut,
    ProductsQuery,
    RebuildOut,
    StatusIn,
    VariantIn,
    VariantOrderIn,
    VariantOut,
    VariantPatchIn,
    WordOut,
    WordsQuery,
)
from shopwright.http.rest.admin.versions import expected_version, tag
from shopwright.http.rest.kit import ADMIN, Api, Cursor, Page, Reply, Result, staff
from shopwright.http.rest.paging import cut

api = Api("admin_catalog", tag="Products (staff)", description="What the shop sells.", prefix=ADMIN)
READ, WRITE = staff("catalog:read"), staff("catalog:write")
_BODY = 4 * 1024 * 1024  # 250 variants with prices, and a long description


def _tag(product_id: UUID, **_others: Any) -> str | None:
    return tag(product_version(product_id))


def _reply(view: ProductView, status: int | None = None) -> Reply:
    return Reply(ProductOut.of(view), status=status, etag=str(view.version))


@api.get(
    "/products",
    query=ProductsQuery,
    returns=Page[ProductRowOut],
    access=READ,
    summary="List products",
)
def list_products(query: ProductsQuery) -> Result:
    """In any status; the latest change first, unless `sort` says otherwise."""
    named = query.model_dump(exclude={"limit", "cursor", "sort", "total", "ids"})
    filters = lists.ProductFilter(**named, ids=None if query.ids is None else tuple(query.ids))
    after = query.after(query.sort, lists.PRODUCT_SORTS[query.sort], UUID)
    rows = lists.list_products(filters, sort=query.sort, limit=query.limit + 1, after=after)
    key = {"updated": "updated_at", "created": "created_at", "title": "title"}[query.sort]
    page, cursor = cut(rows, query.limit, query.sort, lambda row: (getattr(row, key), row.id))
    total, exact = lists.count_all(filters) if query.total else (None, None)
    items = [ProductRowOut.model_validate(row) for row in page]
    return Page[ProductRowOut](items=items, next=cursor, total=total, total_exact=exact)


@api.post(
    "/products",
    body=ProductIn,
    returns={201: ProductOut},
    access=WRITE,
    errors=(409,),
    idempotent=True,
    max_body=_BODY,
    summary="Create a product",
)
def create_product(body: ProductIn) -> Result:
    """With its options, variants, prices, pictures, tags and categories, in one go."""
    return _reply(catalog.create_product(body), 201)


@api.post(
    "/products/status",
    body=StatusIn,
    returns=ChangedOut,
    access=WRITE,
    idempotent=True,
    summary="Publish, unpublish or archive products",
)
def set_status(body: StatusIn) -> Result:
    """Those that are in the status already are left alone."""
    return ChangedOut(changed=catalog.set_status(body.product_ids, body.status))


@api.get(
    "/products/<uuid:product_id>",
    returns=ProductOut,
    access=READ,
    etag=_tag,
    summary="Read a product",
)
def read_product(product_id: UUID) -> Result:
    """Whole, in any status."""
    return _reply(catalog.product(product_id))


@api.put(
    "/products/<uuid:product_id>",
    body=ProductIn,
    returns=ProductOut,
    access=WRITE,
    errors=(409,),
    if_match=_tag,
    max_body=_BODY,
    summary="Replace a product",
)
def replace_product(product_id: UUID, body: ProductIn) -> Result:
    """Variants keep their ids where id or options match; those left out are removed."""
    return _reply(catalog.replace_product(product_id, body, version=expected_version()))


@api.patch(
    "/products/<uuid:product_id>",
    body=ProductPatchIn,
    returns=ProductOut,
    access=WRITE,
    errors=(409,),
    if_match=_tag,
    max_body=_BODY,
    summary="Change a product",
)
def update_product(product_id: UUID, body: ProductPatchIn) -> Result:
    """What is left out stays."""
    return _reply(catalog.update_product(product_id, body, version=expected_version()))


@api.delete(
    "/products/<uuid:product_id>",
    access=WRITE,
    errors=(409,),
    if_match=_tag,
    summary="Delete a product",
)
def delete_product(product_id: UUID) -> Result:
    """Refused while stock, or its ledger, refers to it; archive it then. Orders keep copies."""
    catalog.delete_product(product_id)
    return None


@api.put(
    "/products/<uuid:product_id>/options",
    body=OptionsIn,
    returns=ProductOut,
    access=WRITE,
    if_match=_tag,
    summary="Set a product's options",
)
def set_options(product_id: UUID, body: OptionsIn) -> Result:
    """Their order, and values that variants may come to have."""
    changes = catalog.ProductPatch(options=tuple(body.options))
    return _reply(catalog.update_product(product_id, changes, version=expected_version()))


@api.patch(
    "/products/<uuid:product_id>/options/<uuid:option_id>",
    body=OptionPatchIn,
    returns=ProductOut,
    access=WRITE,
    summary="Rename an option",
)
def rename_option(product_id: UUID, option_id: UUID, body: OptionPatchIn) -> Result:
    """And values of it, in all variants."""
    view = variant_edits.rename_option(
        product_id, option_id, name=body.name, values=dict(body.values)
    )
    return _reply(view)


@api.post(
    "/products/<uuid:product_id>/variants",
    body=VariantIn,
    returns={201: VariantOut},
    access=WRITE,
    errors=(409,),
    idempotent=True,
    summary="Add a variant",
)
def add_variant(product_id: UUID, body: VariantIn) -> Result:
    """At the end. New option values are added to the options."""
    return VariantOut.of(variant_edits.add_variant(product_id, body))


@api.put(
    "/products/<uuid:product_id>/variants/order",
    body=VariantOrderIn,
    returns=ProductOut,
    access=WRITE,
    summary="Reorder variants",
)
def reorder_variants(product_id: UUID, body: VariantOrderIn) -> Result:
    """The body names each variant exactly once."""
    return _reply(variant_edits.reorder_variants(product_id, body.variant_ids))


@api.get("/variants/<uuid:variant_id>", returns=VariantOut, access=READ, summary="Read a variant")
def read_variant(variant_id: UUID) -> Result:
    """With its prices in every list and currency."""
    return VariantOut.of(catalog.variant(variant_id))


@api.patch(
    "/variants/<uuid:variant_id>",
    body=VariantPatchIn,
    returns=VariantOut,
    access=WRITE,
    errors=(409,),
    summary="Change a variant",
)
def update_variant(variant_id: UUID, body: VariantPatchIn) -> Result:
    """What is left out stays."""
    return VariantOut.of(variant_edits.update_variant(variant_id, body))


@api.delete("/variants/<uuid:variant_id>", access=WRITE, errors=(409,), summary="Delete a variant")
def delete_variant(variant_id: UUID) -> Result:
    """Refused for a product's only one, and while stock refers to it; make it inactive then."""
    variant_edits.delete_variant(variant_id)
    return None


@api.put(
    "/products/<uuid:product_id>/media",
    body=PicturesIn,
    returns=ProductOut,
    access=WRITE,
    if_match=_tag,
    summary="Set a product's pictures",
)
def set_pictures(product_id: UUID, body: PicturesIn) -> Result:
    """In this order; the first is shown in lists."""
    changes = catalog.ProductPatch(media=tuple(body.media))
    return _reply(catalog.update_product(product_id, changes, version=expected_version()))


@api.post(
    "/products/<uuid:product_id>/media",
    body=PictureIn,
    returns={201: ProductOut},
    access=WRITE,
    idempotent=True,
    summary="Add a picture to a product",
)
def add_picture(product_id: UUID, body: PictureIn) -> Result:
    """At the end. Upload it first."""
    return _reply(pictures.add_picture(product_id, body), 201)


@api.delete(
    "/products/<uuid:product_id>/media/<uuid:media_id>",
    access=WRITE,
    summary="Take a picture off a product",
)
def remove_picture(product_id: UUID, media_id: UUID) -> Result:
    """The picture itself stays in the library."""
    pictures.remove_picture(product_id, media_id)
    return None


@api.get("/tags", query=WordsQuery, returns=Page[WordOut], access=READ, summary="List tags in use")
def list_tags(query: WordsQuery) -> Result:
    """In order, with how many products have each."""
    return _words(query, "tags")


@api.get(
    "/vendors", query=WordsQuery, returns=Page[WordOut], access=READ, summary="List vendors in use"
)
def list_vendors(query: WordsQuery) -> Result:
    """In order, with how many products have each."""
    return _words(query, "vendors")


@api.get(
    "/product-types",
    query=WordsQuery,
    returns=Page[WordOut],
    access=READ,
    summary="List product types in use",
)
def list_product_types(query: WordsQuery) -> Result:
    """In order, with how many products have each."""
    return _words(query, "product_types")


@api.get("/documents", returns=RebuildOut, access=READ, summary="See what waits to be published")
def read_rebuild() -> Result:
    """Products whose pages are older than a category's name or a plugin that changed."""
    return RebuildOut(waiting=catalog.rebuild_backlog())


@api.post(
    "/documents/rebuild",
    returns={202: RebuildOut},
    access=WRITE,
    summary="Publish every product anew",
)
def rebuild() -> Result:
    """In the background; shoppers go on reading what is there."""
    return RebuildOut(waiting=catalog.queue_all_documents())


_WORDS = {"tags": lists.tags, "vendors": lists.vendors, "product_types": lists.product_types}


def _words(query: WordsQuery, kind: str) -> Page[WordOut]:
    after = query.after(kind, str)
    rows = _WORDS[kind](
        prefix=query.prefix, limit=query.limit + 1, after=after[0] if after else None
    )
    items = [WordOut.model_validate(row) for row in rows[: query.limit]]
    cursor = Cursor.encode(kind, items[-1].name) if len(rows) > query.limit else None
    return Page[WordOut](items=items, next=cursor)
