"""Categories and collections, for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from shopwright.commerce import catalog
from shopwright.commerce.catalog import CategoryView, CollectionView
from shopwright.commerce.catalog.queries import lists
from shopwright.commerce.catalog.queries.tree import category_version, collection_version
from shopwright.http.rest.admin.catalog_shapes import (
    CategoriesOut,
    CategoryIn,
    CategoryOut,
    CategoryPatchIn,
    ChangedOut,
    CollectionIn,
    CollectionOut,
    CollectionPatchIn,
    CollectionsOut,
    MembershipOut,
    ProductIdsIn,
    ProductRowOut,
    RulesIn,
    RulesPreviewOut,
)
from shopwright.http.rest.admin.versions import expected_version, tag
from shopwright.http.rest.kit import ADMIN, Api, Page, PageQuery, Reply, Result, staff
from shopwright.http.rest.paging import cut

api = Api(
    "admin_categories",
    tag="Categories and collections (staff)",
    description="How products are arranged.",
    prefix=ADMIN,
)
READ, WRITE = staff("catalog:read"), staff("catalog:write")


def _category_tag(category_id: UUID, **_others: Any) -> str | None:
    return tag(category_version(category_id))


def _collection_tag(collection_id: UUID, **_others: Any) -> str | None:
    return tag(collection_version(collection_id))


def _category(view: CategoryView) -> Reply:
    return Reply(CategoryOut.of(view), etag=str(view.version))


def _collection(view: CollectionView) -> Reply:
    return Reply(CollectionOut.model_validate(view), etag=str(view.version))


@api.get("/categories", returns=CategoriesOut, access=READ, summary="List categories")
def list_categories() -> Result:
    """The whole tree, parents before children, siblings in order."""
    return CategoriesOut(items=[CategoryOut.of(view) for view in catalog.categories()])


@api.post(
    "/categories",
    body=CategoryIn,
    returns={201: CategoryOut},
    access=WRITE,
    errors=(409,),
    idempotent=True,
    summary="Create a category",
)
def create_category(body: CategoryIn) -> Result:
    """Below `parent_id`, or as a root."""
    return _category(catalog.create_category(body))


@api.get(
    "/categories/<uuid:category_id>",
    returns=CategoryOut,
    access=READ,
    etag=_category_tag,
    summary="Read a category",
)
def read_category(category_id: UUID) -> Result:
    """Without its products; list those with `category_id`."""
    return _category(catalog.category(category_id))


@api.patch(
    "/categories/<uuid:category_id>",
    body=CategoryPatchIn,
    returns=CategoryOut,
    access=WRITE,
    errors=(409,),
    if_match=_category_tag,
    summary="Change or move a category",
)
def update_category(category_id: UUID, body: CategoryPatchIn) -> Result:
    """A move takes everything below it along. Pages of its products follow in the background."""
    return _category(catalog.update_category(category_id, body, version=expected_version()))


@api.delete(
    "/categories/<uuid:category_id>", access=WRITE, errors=(409,), summary="Delete a category"
)
def delete_category(category_id: UUID) -> Result:
    """Refused while others are below it. Its products stay."""
    catalog.delete_category(category_id)
    return None


@api.get("/collections", returns=CollectionsOut, access=READ, summary="List collections")
def list_collections() -> Result:
    """By title."""
    items = [CollectionOut.model_validate(view) for view in catalog.collections()]
    return CollectionsOut(items=items)


@api.post(
    "/collections",
    body=CollectionIn,
    returns={201: CollectionOut},
    access=WRITE,
    errors=(409,),
    idempotent=True,
    summary="Create a collection",
)
def create_collection(body: CollectionIn) -> Result:
    """Empty at first; one with rules is filled in the background."""
    return _collection(catalog.create_collection(body))


@api.post(
    "/collections/preview",
    body=RulesIn,
    returns=RulesPreviewOut,
    access=READ,
    summary="Try rules out",
)
def preview_collection(body: RulesIn) -> Result:
    """Which products on sale they would choose; nothing is saved."""
    return RulesPreviewOut.model_validate(catalog.preview_rules(body))


@api.get(
    "/collections/waiting",
    returns=MembershipOut,
    access=READ,
    summary="See how far rules are",
)
def read_membership() -> Result:
    """Products that changed, or whose collections' rules did, and were not asked about yet."""
    return MembershipOut(waiting=catalog.membership_backlog())


@api.get(
    "/collections/<uuid:collection_id>",
    returns=CollectionOut,
    access=READ,
    etag=_collection_tag,
    summary="Read a collection",
)
def read_collection(collection_id: UUID) -> Result:
    """Without its products."""
    return _collection(catalog.collection(collection_id))


@api.patch(
    "/collections/<uuid:collection_id>",
    body=CollectionPatchIn,
    returns=CollectionOut,
    access=WRITE,
    errors=(409,),
    if_match=_collection_tag,
    summary="Change a collection",
)
def update_collection(collection_id: UUID, body: CollectionPatchIn) -> Result:
    """What is left out stays; `rules` null keeps the products as a list made by hand."""
    return _collection(catalog.update_collection(collection_id, body, version=expected_version()))


@api.delete("/collections/<uuid:collection_id>", access=WRITE, summary="Delete a collection")
def delete_collection(collection_id: UUID) -> Result:
    """Its products stay."""
    catalog.delete_collection(collection_id)
    return None


@api.get(
    "/collections/<uuid:collection_id>/products",
    query=PageQuery,
    returns=Page[ProductRowOut],
    access=READ,
    summary="List a collection's products",
)
def list_collection_products(collection_id: UUID, query: PageQuery) -> Result:
    """In the collection's order, in any status."""
    catalog.collection(collection_id)
    after = query.after("position", int, UUID)
    rows = lists.products_of_collection(collection_id, limit=query.limit + 1, after=after)
    page, cursor = cut(rows, query.limit, "position", lambda row: (row[0], row[1].id))
    items = [ProductRowOut.model_validate(row) for _, row in page]
    return Page[ProductRowOut](items=items, next=cursor)


@api.put(
    "/collections/<uuid:collection_id>/products",
    body=ProductIdsIn,
    returns=ChangedOut,
    access=WRITE,
    summary="Set a collection's products",
)
def set_collection_products(collection_id: UUID, body: ProductIdsIn) -> Result:
    """In this order; those left out leave the collection."""
    return ChangedOut(changed=catalog.set_collection_products(collection_id, body.product_ids))


@api.post(
    "/collections/<uuid:collection_id>/products",
    body=ProductIdsIn,
    returns=ChangedOut,
    access=WRITE,
    idempotent=True,
    summary="Add products to a collection",
)
def add_collection_products(collection_id: UUID, body: ProductIdsIn) -> Result:
    """At the end; those already in it keep their place."""
    return ChangedOut(changed=catalog.add_to_collection(collection_id, body.product_ids))


@api.delete(
    "/collections/<uuid:collection_id>/products/<uuid:product_id>",
    access=WRITE,
    summary="Take a product out of a collection",
)
def remove_collection_product(collection_id: UUID, product_id: UUID) -> Result:
    """One that is not in it is no error."""
    catalog.remove_from_collection(collection_id, [product_id])
    return None
