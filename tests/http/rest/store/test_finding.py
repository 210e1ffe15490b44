"""Facets, suggestions, corrected searches, old addresses and live stock over REST."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.catalog import (
    CategoryInput,
    CategoryPatch,
    CategoryView,
    CollectionInput,
    CollectionPatch,
    CollectionRules,
    OptionValueInput,
    ProductInput,
    ProductPatch,
    ProductView,
    RedirectInput,
    VariantInput,
    create_category,
    create_collection,
    create_product,
    create_redirect,
    set_option_values,
    update_category,
    update_collection,
    update_product,
)
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.pricing import PriceInput
from shopwright.platform.cache import stamps
from shopwright.testing.opening import open_shop
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import trading_plugin
from shopwright.testing.queries import count_queries
from shopwright.testing.servers import valkey_server
from shopwright.testing.shop import Shop

API = "/api/v1"


def read(client: FlaskClient, path: str, status: int = 200) -> Any:
    answer = client.get(API + path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.json


def _shirt(color: str, category: CategoryView, amount: int) -> ProductView:
    return create_product(
        ProductInput(
            title=f"{color} linen shirt",
            status="active",
            vendor="Acme" if color == "Red" else "Bolt",
            tags=("summer",),
            category_ids=(category.id,),
            variants=tuple(
                VariantInput(
                    options={"Color": color, "Size": size},
                    sku=f"{color}-{size}",
                    policy="untracked",
                    prices=(PriceInput(currency="EUR", amount=amount),),
                )
                for size in "SM"
            ),
        )
    )


@pytest.fixture
def shirts(shop: Shop) -> list[ProductView]:
    """Two shirts in a category, a rule-based collection, a swatch."""
    install_defaults()
    category = create_category(CategoryInput(title="Shirts"))
    views = [_shirt("Red", category, 1000), _shirt("Blue", category, 3000)]
    set_option_values([OptionValueInput(name="Color", value="Red", color="#aa0000")])
    cheap = {"field": "price", "op": "at_most", "amount": 2000, "currency": "EUR"}
    create_collection(
        CollectionInput(
            title="Cheap linen", rules=CollectionRules.model_validate({"conditions": [cheap]})
        )
    )
    shop.deliver()
    return views


def test_facets_tell_how_to_ask_for_each_choice(
    guest: FlaskClient, shirts: list[ProductView]
) -> None:
    found = read(guest, "/facets?category=shirts&vendor=Acme")
    assert (found["total"], found["exact"]) == (1, True)
    by_name = {facet["name"] or facet["key"]: facet for facet in found["items"]}
    assert list(by_name) == [
        "collection",
        "availability",
        "price",
        "Color",
        "Size",
        "vendor",
        "tag",
    ]
    assert by_name["vendor"]["choices"] == [
        {
            "value": "Acme",
            "label": "Acme",
            "count": 1,
            "exact": True,
            "active": True,
            "color": None,
        },
        {
            "value": "Bolt",
            "label": "Bolt",
            "count": 1,
            "exact": True,
            "active": False,
            "color": None,
        },
    ]
    assert by_name["Color"]["kind"] == "swatch"
    assert by_name["Color"]["choices"][0]["color"] == "#aa0000"
    assert (by_name["price"]["min"], by_name["price"]["max"]) == (1000, 1000)
    for asked, count in (
        ("vendor=Acme&vendor=Bolt", 2),
        ("option=Color:Red&option=Size:S", 1),
        ("option=Color:Red&option=Color:Blue&max_price=1000", 1),
        ("in_category=shirts&in_collection=cheap-linen", 1),
        ("option=Color:Green", 0),
    ):
        assert len(read(guest, f"/products?{asked}")["items"]) == count, asked
        assert read(guest, f"/facets?{asked}")["total"] == count, asked


def test_a_search_has_facets_filters_orders_and_numbers_too(
    guest: FlaskClient, shirts: list[ProductView]
) -> None:
    assert read(guest, "/facets?q=linen")["total"] == 2
    found = read(guest, "/search?q=linen&sort=price_desc&vendor=Acme&vendor=Bolt&total=true")
    assert [item["title"] for item in found["items"]] == ["Blue linen shirt", "Red linen shirt"]
    assert (found["total"], found["corrected"]) == (2, None)
    second = read(guest, "/search?q=linen&sort=price_asc&limit=1&page=2")
    assert [item["title"] for item in second["items"]] == ["Blue linen shirt"]


def test_shoppers_are_told_what_was_looked_for(
    guest: FlaskClient, shirts: list[ProductView]
) -> None:
    found = read(guest, "/search?q=linnen+shrit")
    assert found["corrected"] == "linen shirt"
    assert len(found["items"]) == 2
    suggested = read(guest, "/search/suggestions?q=linnen&limit=1")
    assert suggested["corrected"] == "linen"
    assert (suggested["words"], len(suggested["products"])) == (["linen"], 1)
    assert suggested["collections"] == [{"handle": "cheap-linen", "title": "Cheap linen"}]
    assert read(guest, "/search/suggestions?q=shirts")["categories"][0]["handle"] == "shirts"


def test_lists_have_numbers_as_far_as_those_go(
    guest: FlaskClient, shirts: list[ProductView]
) -> None:
    pages = [read(guest, f"/products?sort=title&limit=1&page={n}")["items"] for n in (1, 2, 3)]
    assert [[item["title"] for item in page] for page in pages] == [
        ["Blue linen shirt"],
        ["Red linen shirt"],
        [],
    ]
    cursor = read(guest, "/products?sort=title&limit=1&page=1")["next"]
    assert read(guest, f"/products?sort=title&limit=1&cursor={cursor}")["items"] == pages[1]
    read(guest, "/products?page=51", 422)
    refused = read(guest, f"/products?sort=title&page=2&cursor={cursor}", 422)
    assert refused["errors"][0]["code"] == "two_places"


@pytest.mark.parametrize("option", ["Color", "Color:", ":Red"])
def test_an_option_needs_a_name_and_a_value(guest: FlaskClient, option: str) -> None:
    install_defaults()
    assert read(guest, f"/products?option={option}", 422)["errors"][0]["parameter"] == "option"
    many = "&".join(f"option=n{number}:x" for number in range(11))
    assert read(guest, f"/facets?{many}", 422)["errors"][0]["code"] == "too_many_options"


def test_a_collection_is_listed_in_its_own_order(
    guest: FlaskClient, shirts: list[ProductView]
) -> None:
    listed = read(guest, "/products?collection=cheap-linen")["items"]
    assert [item["title"] for item in listed] == ["Red linen shirt"]
    assert read(guest, "/collections/cheap-linen")["sort"] == "newest"


def test_an_old_handle_answers_with_the_new_address(
    guest: FlaskClient, shirts: list[ProductView]
) -> None:
    update_product(shirts[0].id, ProductPatch(handle="tomato"))
    update_category(shirts[0].category_ids[0], CategoryPatch(handle="tops"))
    answer = guest.get(f"{API}/products/red-linen-shirt?currency=EUR")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"{API}/products/tomato?currency=EUR"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.json == {
        "handle": "tomato",
        "location": f"{API}/products/tomato?currency=EUR",
    }
    followed = guest.get(f"{API}/products/red-linen-shirt", follow_redirects=True)
    assert followed.get_json()["handle"] == "tomato"
    assert read(guest, "/categories/shirts", 308)["handle"] == "tops"


def test_an_old_collection_leads_on_until_its_name_is_taken(guest: FlaskClient, shop: Shop) -> None:
    install_defaults()
    made = create_collection(CollectionInput(title="Sale"))
    update_collection(made.id, CollectionPatch(handle="winter-sale"))
    assert read(guest, "/collections/sale", 308)["location"] == f"{API}/collections/winter-sale"
    create_collection(CollectionInput(title="Sale"))
    assert read(guest, "/collections/sale")["handle"] == "sale"


def test_staffs_redirects_can_be_followed_by_any_front_end(guest: FlaskClient, shop: Shop) -> None:
    create_redirect(RedirectInput(path="/old", target="/collections/sale"))
    assert read(guest, "/redirects?path=/old/") == {"target": "/collections/sale"}
    assert read(guest, "/redirects?path=/nothing", 404)["code"] == "unknown_redirect"


def test_reads_stay_below_their_query_ceilings(
    guest: FlaskClient, shirts: list[ProductView]
) -> None:
    read(guest, "/channel")
    ceilings = {
        "/facets?category=shirts&vendor=Acme&option=Color:Red": 1,
        "/facets?q=linen": 3,
        "/products?collection=cheap-linen": 2,
        "/products?vendor=Acme&total=true&page=2": 2,
        "/search?q=linnen&total=true": 5,
        "/facets?q=linnen": 1,
        "/search/suggestions?q=linnen": 4,
        "/search/suggestions?q=shrit": 7,
        "/collections/cheap-linen": 1,
        f"/stock?ids={shirts[0].id}": 1,
    }
    for path, ceiling in ceilings.items():
        with count_queries() as sent:
            read(guest, path)
        assert len(sent) <= ceiling, (path, sent)
        with count_queries() as sent:
            read(guest, path)
        assert sent == [], path


def test_polling_stock_asks_the_database_nothing(shop: Shop, guest: FlaskClient) -> None:
    variant_id = shop.product("Mug", stock=2)
    product_id = read(guest, "/products/mug")["id"]
    path = f"/stock?ids={product_id}"
    answer = guest.get(API + path)
    assert answer.headers["Cache-Control"] == "public, max-age=2"
    assert answer.json == {
        "items": [
            {
                "id": product_id,
                "stock_state": "in",
                "variants": [{"id": str(variant_id), "stock_state": "in"}],
            }
        ]
    }
    with count_queries() as sent:
        for _ in range(20):
            read(guest, path)
    assert sent == []


@pytest.fixture
def two_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Shop, Shop]]:
    """Two processes of one shop, as far as caches can tell: they share the database and Redis."""
    monkeypatch.setattr(stamps, "_LOOK_SECONDS", 0.0)
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    selling = trading_plugin(ScriptedProvider())
    with (
        valkey_server() as server,
        open_shop(tmp_path, selling, database_url=url, redis_url=server.url) as first,
        open_shop(tmp_path, selling, database_url=url, redis_url=server.url) as second,
    ):
        yield first, second


def test_a_sale_in_one_process_is_seen_by_those_who_poll_another(
    two_servers: tuple[Shop, Shop],
) -> None:
    here, there = two_servers
    with here.app.app_context():
        variant_id = here.product("Mug", stock=1)
        here.deliver()
    polling = there.app.test_client()
    product_id = read(polling, "/products/mug")["id"]
    path = f"/stock?ids={product_id}"
    assert read(polling, path)["items"][0]["stock_state"] == "in"
    with here.app.app_context():
        here.place_order({variant_id: 1})
        here.deliver()
    with there.app.app_context(), count_queries() as sent:
        assert read(polling, path)["items"][0]["stock_state"] == "out"
        assert len(sent) == 1
        read(polling, path)
    assert len(sent) == 1
