"""What a page that is not kept may ask the database, with any number of slots filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from shopwright import Context, Plugin, SlotContent, hooks
from shopwright.commerce.catalog import (
    CategoryInput,
    CollectionInput,
    ProductInput,
    VariantInput,
    create_category,
    create_collection,
    create_product,
    set_collection_products,
)
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.pricing import PriceInput
from shopwright.testing import Databases, Shop, open_shop
from shopwright.testing.queries import count_queries
from shopwright_storefront.plugin import Storefront
from shopwright_storefront.render.slots import REPEATED, SLOTS


class Everywhere(Plugin):
    """Says something in every slot that there is."""

    id = "everywhere"

    @hooks.storefront_slots
    def contents(self, ctx: Context) -> list[SlotContent]:
        return [
            SlotContent(slot=slot, function=self.each if slot in REPEATED else self.say)
            for slot in SLOTS
        ]

    def say(self, payload: Mapping[str, Any], ctx: Context) -> str:
        return "slot-content"

    def each(self, payload: Mapping[str, Any], ctx: Context) -> Mapping[str, str]:
        items = payload["products"] if "products" in payload else payload["lines"]
        return {one["id"]: "slot-content" for one in items}


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory, shopwright_databases: Databases
) -> Iterator[Shop]:
    """Thirty mugs in a category and a collection; nothing is kept."""
    folder = tmp_path_factory.mktemp("shop")
    with (
        shopwright_databases.fresh("sqlite", folder, (Storefront,)) as url,
        open_shop(folder, Storefront, Everywhere, database_url=url, make_tables=False,
                  cache_seconds=0) as shop,
    ):  # fmt: skip
        channel = install_defaults()
        kitchen = create_category(CategoryInput(title="Kitchen")).id
        price = PriceInput(price_list_id=channel.price_list_id, currency="EUR", amount=2200)
        variants = (VariantInput(policy="untracked", prices=(price,)),)
        made = [
            create_product(
                ProductInput(
                    title=f"Mug {number}",
                    status="active",
                    category_ids=(kitchen,),
                    variants=variants,
                )
            )
            for number in range(30)
        ]
        collection = create_collection(CollectionInput(title="New", handle="new"))
        set_collection_products(collection.id, [one.id for one in made])
        yield shop


@pytest.fixture
def asked(shop: Shop) -> Callable[[FlaskClient, str], list[str]]:
    """The statements of the second time that a page is asked for: menus are known then."""

    def asking(client: FlaskClient, path: str) -> list[str]:
        client.get(path)
        with count_queries() as statements:
            page = client.get(path)
        assert page.status_code == 200
        assert "slot-content" in page.text
        return statements

    return asking


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/categories/kitchen", 3),
        ("/collections/new", 3),
        ("/collections/new?sort=price_asc&availability=in", 3),
        ("/products", 3),
        ("/products/mug-1", 2),
    ],
)
def test_a_page_takes_a_few(
    shop: Shop, asked: Callable[[FlaskClient, str], list[str]], path: str, most: int
) -> None:
    statements = asked(shop.client(), path)
    assert len(statements) <= most, statements


@pytest.mark.parametrize("lines", [1, 12])
def test_a_cart_takes_six(
    shop: Shop, asked: Callable[[FlaskClient, str], list[str]], lines: int
) -> None:
    guest = shop.client()
    made = guest.post("/api/v1/carts", json={}).json
    for product in guest.get(f"/api/v1/products?limit={lines}").json["items"]:
        answer = guest.post(
            f"/api/v1/carts/{made['cart']['id']}/lines",
            json={"variant_id": product["variant_id"], "quantity": 1},
            headers={"X-Cart-Token": made["token"]},
        )
        assert answer.status_code == 201, answer.text
    guest.set_cookie("shopwright_cart", made["token"])
    statements = asked(guest, "/cart")
    assert len(statements) <= 6, statements
