"""Browsing over REST: lists, pages, search, the tree; cached, compressed, and cheap."""

from __future__ import annotations

import gzip
import json
from typing import Any

import brotli
import pytest
from flask.testing import FlaskClient
from shopwright.commerce.catalog import (
    CategoryInput,
    CategoryPatch,
    CollectionInput,
    ProductInput,
    ProductPatch,
    ProductView,
    VariantInput,
    create_category,
    create_collection,
    create_product,
    set_collection_products,
    update_category,
    update_product,
)
from shopwright.commerce.channels import ChannelInput, create_channel, install_defaults
from shopwright.commerce.pricing import PriceChange, PriceInput, set_prices
from shopwright.http.rest.kit import Cursor
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop

API = "/api/v1"


@pytest.fixture
def views(shop: Shop) -> list[ProductView]:
    """Five products on sale, in a category below another one, with prices in two currencies."""
    install_defaults()
    clothes = create_category(CategoryInput(title="Clothes"))
    shirts = create_category(CategoryInput(title="Shirts", parent_id=clothes.id))
    return [
        create_product(
            ProductInput(
                title=f"Linen shirt {number}",
                status="active",
                description_html="<p>Soft.</p>" * 40,
                category_ids=[shirts.id],
                variants=[
                    VariantInput(
                        options={"Size": size},
                        sku=f"LS-{number}-{size}",
                        policy="untracked",
                        prices=(
                            PriceInput(currency="EUR", amount=1000 + number),
                            PriceInput(currency="USD", amount=1100 + number),
                        ),
                    )
                    for size in "SM"
                ],
            )
        )
        for number in range(5)
    ]


def read(client: FlaskClient, path: str, status: int = 200) -> Any:
    answer = client.get(API + path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.json


@pytest.mark.parametrize("path", ["/products", "/products/shirt", "/search?q=shirt", "/channel"])
def test_a_shop_without_a_channel_shows_nothing(guest: FlaskClient, path: str) -> None:
    answer = guest.get(API + path)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "no_channel")


def test_a_list_is_read_page_by_page(guest: FlaskClient, views: list[ProductView]) -> None:
    path = "/products?sort=price_desc&limit=2&total=true"
    seen: list[int] = []
    page = read(guest, path)
    assert (page["total"], page["total_exact"]) == (5, True)
    while True:
        seen += [item["price"]["min"]["amount"] for item in page["items"]]
        if page["next"] is None:
            break
        page = read(guest, f"{path}&cursor={page['next']}")
    assert seen == [1004, 1003, 1002, 1001, 1000]


def test_filters_can_be_put_together(guest: FlaskClient, views: list[ProductView]) -> None:
    path = "/products?category=clothes&min_price=1001&max_price=1003&in_stock=true"
    assert len(read(guest, path)["items"]) == 3
    assert len(read(guest, f"/products?ids={views[0].id}&ids={views[3].id}")["items"]) == 2
    assert read(guest, "/products?tag=red&vendor=nobody")["items"] == []


def test_a_collection_is_listed_in_its_own_order(
    guest: FlaskClient, views: list[ProductView]
) -> None:
    picks = create_collection(CollectionInput(title="Our picks", description_html="<p>Nice</p>"))
    set_collection_products(picks.id, [views[4].id, views[1].id])
    items = read(guest, "/products?collection=our-picks")["items"]
    assert [item["id"] for item in items] == [str(views[4].id), str(views[1].id)]
    shown = read(guest, "/collections/our-picks")
    assert shown["seo"] == {"title": "Our picks", "description": "Nice"}
    assert read(guest, "/collections")["items"] == [shown]
    assert read(guest, "/collections/nothing", 404)["code"] == "unknown_collection"


def test_a_page_has_all_that_a_shopper_needs(guest: FlaskClient, views: list[ProductView]) -> None:
    page = read(guest, "/products/linen-shirt-2")
    assert page["id"] == str(views[2].id)
    assert [variant["sku"] for variant in page["variants"]] == ["LS-2-S", "LS-2-M"]
    assert page["variants"][0]["price"] == {"amount": 1002, "currency": "EUR"}
    assert [crumb["handle"] for crumb in page["categories"][0]] == ["clothes", "shirts"]
    assert read(guest, "/products/nothing", 404)["code"] == "unknown_product"


def test_search_goes_on_by_cursor(guest: FlaskClient, views: list[ProductView]) -> None:
    first = read(guest, "/search?q=lin%C3%A9n+shi&limit=3&total=true")
    assert (len(first["items"]), first["total"]) == (3, 5)
    second = read(guest, f"/search?q=lin%C3%A9n+shi&limit=3&cursor={first['next']}")
    assert (len(second["items"]), second["next"]) == (2, None)
    assert read(guest, "/search?q=ls-3-m")["items"][0]["id"] == str(views[3].id)


def test_a_cursor_that_was_made_up_is_refused(guest: FlaskClient, shop: Shop) -> None:
    install_defaults()
    for cursor in ("x", Cursor.encode("search:relevance", -1), Cursor.encode("newest", 1)):
        assert read(guest, f"/search?q=a&cursor={cursor}", 422)["code"] == "bad_cursor"
    newest = Cursor.encode("newest", "not a time", "x")
    assert read(guest, f"/products?cursor={newest}", 422)["code"] == "bad_cursor"


def test_the_market_is_chosen_by_channel_currency_and_locale(
    guest: FlaskClient, views: list[ProductView]
) -> None:
    web = install_defaults()
    create_channel(
        ChannelInput(
            handle="us",
            name="America",
            currency="USD",
            country="US",
            price_list_id=web.price_list_id,
        )
    )
    page = read(guest, "/products/linen-shirt-0?channel=us")
    assert page["price"]["min"] == {"amount": 1100, "currency": "USD"}
    assert read(guest, "/channel?channel=us")["currencies"] == ["USD"]
    assert read(guest, "/channel")["handle"] == "web"
    assert read(guest, "/products?channel=nowhere", 404)["code"] == "unknown_channel"
    refused = read(guest, "/products?currency=USD&locale=xx", 422)
    assert [error["parameter"] for error in refused["errors"]] == ["currency", "locale"]


def test_positions_belong_to_collections(guest: FlaskClient, views: list[ProductView]) -> None:
    refused = read(guest, "/products?sort=position", 422)
    assert refused["errors"][0]["parameter"] == "sort"


def test_the_tree_is_read_whole_or_from_a_node(
    guest: FlaskClient, views: list[ProductView]
) -> None:
    tree = read(guest, "/categories")["items"]
    assert [(node["handle"], node["children"][0]["handle"]) for node in tree] == [
        ("clothes", "shirts")
    ]
    shirts = read(guest, "/categories/shirts")
    assert [crumb["title"] for crumb in shirts["trail"]] == ["Clothes", "Shirts"]
    assert read(guest, "/categories/clothes")["children"][0]["title"] == "Shirts"
    assert read(guest, "/categories/nothing", 404)["code"] == "unknown_category"


def test_reads_stay_below_their_query_ceilings(
    guest: FlaskClient, views: list[ProductView]
) -> None:
    read(guest, "/channel")
    ceilings = {
        "/products?category=clothes&sort=title": 1,
        "/products?total=true": 2,
        "/products/linen-shirt-1": 1,
        "/search?q=linen": 3,
        "/categories": 1,
    }
    for path, ceiling in ceilings.items():
        with count_queries() as sent:
            read(guest, path)
        assert len(sent) <= ceiling, (path, sent)
        with count_queries() as sent:
            read(guest, path)
        assert sent == [], path


def test_every_publish_is_seen_at_once(guest: FlaskClient, views: list[ProductView]) -> None:
    def title() -> str:
        return str(read(guest, "/products/linen-shirt-0")["title"])

    def price() -> int:
        return int(read(guest, "/products/linen-shirt-0")["price"]["min"]["amount"])

    assert (title(), price()) == ("Linen shirt 0", 1000)
    update_product(views[0].id, ProductPatch(title="Silk shirt"))
    assert title() == "Silk shirt"
    for variant in views[0].variants:
        set_prices([PriceChange(variant_id=variant.id, currency="EUR", amount=5)])
    assert price() == 5
    update_category(views[0].category_ids[0], CategoryPatch(title="Tops"))
    assert read(guest, "/categories/shirts")["title"] == "Tops"


def test_who_has_an_answer_is_not_sent_it_again(
    guest: FlaskClient, views: list[ProductView]
) -> None:
    path = f"{API}/products/linen-shirt-0"
    answer = guest.get(path)
    assert answer.headers["Cache-Control"] == "public, no-cache"
    held = {"If-None-Match": answer.headers["ETag"]}
    assert guest.get(path, headers=held).status_code == 304
    update_product(views[1].id, ProductPatch(title="Another"))
    assert guest.get(path, headers=held).status_code == 304
    update_product(views[0].id, ProductPatch(title="Changed"))
    assert guest.get(path, headers=held).status_code == 200


def test_answers_are_compressed_as_the_client_likes(
    guest: FlaskClient, views: list[ProductView]
) -> None:
    path = f"{API}/products"
    plain = guest.get(path).get_data()
    for _ in range(2):
        for name, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
            answer = guest.get(path, headers={"Accept-Encoding": name})
            assert answer.headers["Content-Encoding"] == name
            assert answer.headers["ETag"].endswith(f'-{name}"')
            assert unpack(answer.get_data()) == plain
    assert json.loads(plain)["next"] is None


@pytest.mark.parametrize(
    "path",
    [
        "/products?limit=0",
        "/products?limit=101",
        "/products?sort=random",
        "/products?min_price=-1",
        "/products?colour=red",
        "/search",
        "/search?q=",
        "/categories?x=1",
    ],
)
def test_wrong_parameters_are_refused(guest: FlaskClient, path: str) -> None:
    read(guest, path, 422)


def test_an_empty_shop_answers_too(guest: FlaskClient) -> None:
    install_defaults()
    assert read(guest, "/products?total=true") == {
        "items": [],
        "next": None,
        "total": 0,
        "total_exact": True,
    }
    assert read(guest, "/search?q=x")["items"] == []
    assert read(guest, "/categories")["items"] == []
