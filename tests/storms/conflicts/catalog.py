"""Conflicts of products, categories, collections and prices."""

from __future__ import annotations

from shopwright.commerce.catalog import (
    CategoryInput,
    CollectionInput,
    create_category,
    create_collection,
)
from shopwright.commerce.channels import install_defaults
from werkzeug.test import TestResponse

from tests.storms.conflicts.scene import Scene, conflict


@conflict
def admin_catalog_create_product(scene: Scene) -> TestResponse:
    taken = scene.product().handle
    return scene.ask("POST", "/admin/products", {"title": "Shirt", "handle": taken})


@conflict
def admin_catalog_replace_product(scene: Scene) -> TestResponse:
    """Replacing would remove a variant that there is stock of."""
    product = scene.stocked_product()
    body = {"title": "Shirt", "variants": [{"options": {"Size": "S"}}]}
    return scene.ask("PUT", f"/admin/products/{product.id}", body)


@conflict
def admin_catalog_update_product(scene: Scene) -> TestResponse:
    taken, other = scene.product().handle, scene.product()
    return scene.ask("PATCH", f"/admin/products/{other.id}", {"handle": taken})


@conflict
def admin_catalog_delete_product(scene: Scene) -> TestResponse:
    return scene.ask("DELETE", f"/admin/products/{scene.stocked_product().id}")


@conflict
def admin_catalog_add_variant(scene: Scene) -> TestResponse:
    scene.product(sku="SHIRT-1")
    body = {"options": {"Size": "XL"}, "sku": "SHIRT-1"}
    return scene.ask("POST", f"/admin/products/{scene.product().id}/variants", body)


@conflict
def admin_catalog_update_variant(scene: Scene) -> TestResponse:
    scene.product(sku="SHIRT-2")
    other = scene.product().variants[0]
    return scene.ask("PATCH", f"/admin/variants/{other.id}", {"sku": "SHIRT-2"})


@conflict
def admin_catalog_delete_variant(scene: Scene) -> TestResponse:
    variant = scene.stocked_product().variants[0]
    return scene.ask("DELETE", f"/admin/variants/{variant.id}")


@conflict
def admin_categories_create_category(scene: Scene) -> TestResponse:
    taken = create_category(CategoryInput(title="Shirts")).handle
    return scene.ask("POST", "/admin/categories", {"title": "Tops", "handle": taken})


@conflict
def admin_categories_update_category(scene: Scene) -> TestResponse:
    taken = create_category(CategoryInput(title="Shoes")).handle
    other = create_category(CategoryInput(title="Boots"))
    return scene.ask("PATCH", f"/admin/categories/{other.id}", {"handle": taken})


@conflict
def admin_categories_delete_category(scene: Scene) -> TestResponse:
    parent = create_category(CategoryInput(title="Clothes"))
    create_category(CategoryInput(title="Coats", parent_id=parent.id))
    return scene.ask("DELETE", f"/admin/categories/{parent.id}")


@conflict
def admin_categories_create_collection(scene: Scene) -> TestResponse:
    taken = create_collection(CollectionInput(title="Summer")).handle
    return scene.ask("POST", "/admin/collections", {"title": "Sun", "handle": taken})


@conflict
def admin_categories_update_collection(scene: Scene) -> TestResponse:
    taken = create_collection(CollectionInput(title="Winter")).handle
    other = create_collection(CollectionInput(title="Snow"))
    return scene.ask("PATCH", f"/admin/collections/{other.id}", {"handle": taken})


@conflict
def admin_pricing_update_price_list(scene: Scene) -> TestResponse:
    """Others fall back on the list `default`, by its handle."""
    default = install_defaults().price_list_id
    return scene.ask("PATCH", f"/admin/price-lists/{default}", {"handle": "other"})


@conflict
def admin_pricing_delete_price_list(scene: Scene) -> TestResponse:
    return scene.ask("DELETE", f"/admin/price-lists/{install_defaults().price_list_id}")
