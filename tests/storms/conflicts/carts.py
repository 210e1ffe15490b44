"""A shopper's conflicts: with carts that were sold, and with a shop that has no place to sell in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shopwright.commerce.channels import ChannelPatch, install_defaults, update_channel
from werkzeug.test import TestResponse

from tests.storms.conflicts.scene import Scene, conflict


@conflict
def carts_add_line(scene: Scene) -> TestResponse:
    cart, _ = scene.sold_cart()
    return scene.ask("POST", f"{cart}/lines", {"variant_id": str(scene.shop.product())})


@conflict
def admin_carts_remove(scene: Scene) -> TestResponse:
    cart, _ = scene.sold_cart()
    return scene.ask("DELETE", f"/admin{cart}")


@conflict
def carts_change_line(scene: Scene) -> TestResponse:
    _, line = scene.sold_cart()
    return scene.ask("PATCH", line, {"quantity": 2})


@conflict
def carts_remove_line(scene: Scene) -> TestResponse:
    _, line = scene.sold_cart()
    return scene.ask("DELETE", line)


@conflict
def carts_set_contact(scene: Scene) -> TestResponse:
    cart, _ = scene.sold_cart()
    return scene.ask("PUT", f"{cart}/contact", {"email": "bea@example.com"})


@conflict
def carts_set_shipping_option(scene: Scene) -> TestResponse:
    cart, _ = scene.sold_cart()
    return scene.ask("PUT", f"{cart}/shipping-option", {"id": "test_post:letter"})


@conflict
def carts_set_payment_method(scene: Scene) -> TestResponse:
    cart, _ = scene.sold_cart()
    return scene.ask("PUT", f"{cart}/payment-method", {"id": "scripted:card"})


@conflict
def carts_set_codes(scene: Scene) -> TestResponse:
    cart, _ = scene.sold_cart()
    return scene.ask("PUT", f"{cart}/codes", {"codes": ["SUMMER"]})


@conflict
def carts_set_note(scene: Scene) -> TestResponse:
    cart, _ = scene.sold_cart()
    return scene.ask("PUT", f"{cart}/note", {"note": "Ring twice."})


@conflict
def carts_complete(scene: Scene) -> TestResponse:
    """The shopper saw another total."""
    cart, _ = scene.ready_cart()
    return scene.ask("POST", f"{cart}/complete", {"expected_total": 1})


@conflict
def carts_create(scene: Scene) -> TestResponse:
    with nowhere_to_sell():
        return scene.ask("POST", "/carts", {})


@conflict
def catalog_list_products(scene: Scene) -> TestResponse:
    with nowhere_to_sell():
        return scene.ask("GET", "/products")


@conflict
def catalog_read_product(scene: Scene) -> TestResponse:
    with nowhere_to_sell():
        return scene.ask("GET", "/products/shirt")


@conflict
def catalog_search(scene: Scene) -> TestResponse:
    with nowhere_to_sell():
        return scene.ask("GET", "/search?q=shirt")


@conflict
def catalog_list_categories(scene: Scene) -> TestResponse:
    with nowhere_to_sell():
        return scene.ask("GET", "/categories")


@conflict
def catalog_read_category(scene: Scene) -> TestResponse:
    with nowhere_to_sell():
        return scene.ask("GET", "/categories/shirts")


@conflict
def catalog_list_collections(scene: Scene) -> TestResponse:
    with nowhere_to_sell():
        return scene.ask("GET", "/collections")


@conflict
def catalog_read_collection(scene: Scene) -> TestResponse:
    with nowhere_to_sell():
        return scene.ask("GET", "/collections/summer")


@conflict
def finding_read_facets(scene: Scene) -> TestResponse:
    with nowhere_to_sell():
        return scene.ask("GET", "/facets")


@conflict
def finding_read_suggestions(scene: Scene) -> TestResponse:
    with nowhere_to_sell():
        return scene.ask("GET", "/search/suggestions?q=shirt")


@conflict
def channel_read_channel(scene: Scene) -> TestResponse:
    with nowhere_to_sell():
        return scene.ask("GET", "/channel")


@contextmanager
def nowhere_to_sell() -> Iterator[None]:
    """For as long as this lasts, the shop's only channel is switched off."""
    channel_id = install_defaults().id
    update_channel(channel_id, ChannelPatch(active=False))
    try:
        yield
    finally:
        update_channel(channel_id, ChannelPatch(active=True))
