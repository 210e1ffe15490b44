"""Categories, collections, everything, search: by links and GET forms."""

from __future__ import annotations

import re
from typing import Any

import pytest
from shopwright.commerce.catalog import (
    CategoryPatch,
    CollectionInput,
    add_to_collection,
    create_collection,
    product_id_by_handle,
    update_category,
)
from shopwright.testing import Shop, count_queries
from shopwright_storefront.views.listing import first_picture


def test_a_category_lists_its_products(browser: Any, shirt: str) -> None:
    page = browser.get("/categories/kitchen")
    assert "<h1>Kitchen</h1>" in page.text
    assert f'<a href="/products/{shirt}">Linen shirt</a>' in page.text
    assert "from €29.00" in page.text
    assert "1 product<" in page.text


def test_a_listing_costs_three_statements(shop: Shop, browser: Any, shirt: str) -> None:
    browser.get("/products")
    with count_queries() as queries:
        browser.get("/categories/kitchen?option.Color=Red")
    assert len(queries) <= 3, queries


def test_choices_narrow_the_list_and_can_be_taken_back(browser: Any, shirt: str) -> None:
    page = browser.get("/categories/kitchen?option.Color=Red")
    assert "Linen shirt" in page.text
    assert 'name="option.Color" value="Red" checked' in page.text
    assert '<a class="chip chip-active" href="/categories/kitchen">' in page.text
    nothing = browser.get("/categories/kitchen?option.Color=Red&option.Size=XXL")
    assert "Nothing fits all of these filters." in nothing.text
    assert '<a class="button" href="/categories/kitchen">Clear all</a>' in nothing.text


def test_prices_are_typed_as_people_write_them(browser: Any, shirt: str) -> None:
    assert "Linen shirt" in browser.get("/products?price_from=28,50").text
    assert "Linen shirt" not in browser.get("/products?price_from=29.01").text
    assert 'value="28.5"' in browser.get("/products?price_from=28,50").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("price_from=9", "From €9"),
        ("price_to=99,50", "To €99.50"),
        ("price_from=9&price_to=99", "€9 – €99"),  # noqa: RUF001
    ],
)
def test_prices_that_narrow_a_list_are_said_as_amounts(
    browser: Any, shirt: str, typed: str, said: str
) -> None:
    assert f"</span>{said} <span" in browser.get(f"/products?{typed}").text


def test_a_list_is_shared_by_the_first_picture_in_it(make: Any) -> None:
    shown = first_picture({"products": [make.card(1, image=None), make.card(2), make.card(3)]})
    assert shown == make.picture()
    assert first_picture({"products": []}) is None


def test_nonsense_in_the_address_is_no_error(browser: Any, shirt: str) -> None:
    page = browser.get("/products?price_from=x&sort=x&page=x&utm_source=y&option.=z")
    assert page.status_code == 200
    assert "Linen shirt" in page.text
    assert "utm_source" not in page.text


@pytest.mark.parametrize("path", ["/products?page=2", "/products?page=51", "/categories/none"])
def test_pages_that_are_not_there_are_404(browser: Any, shirt: str, path: str) -> None:
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("settings", [{"products_per_page": 4}])
def test_pages_have_numbers_and_each_is_its_own(shop: Shop, browser: Any) -> None:
    for number in range(9):
        shop.product(f"Mug {number}")
    page = browser.get("/products?page=2&sort=title")
    assert "Mug 4" in page.text
    assert "Mug 3<" not in page.text
    assert 'aria-current="page">2</a>' in page.text
    assert '<link rel="canonical" href="http://localhost/products?page=2">' in page.text
    assert '<link rel="next" href="/products?sort=title&amp;page=3">' in page.text
    assert browser.get("/products?page=3&sort=title").text.count('class="card"') == 1


def test_filters_point_to_the_unfiltered_page(browser: Any, shirt: str) -> None:
    page = browser.get("/categories/kitchen?option.Color=Red&sort=title")
    assert '<link rel="canonical" href="http://localhost/categories/kitchen">' in page.text


def test_a_collection_is_in_its_own_order(shop: Shop, browser: Any, shirt: str) -> None:
    collection = create_collection(CollectionInput(title="New in"))
    add_to_collection(collection.id, [product_id_by_handle(shirt)])
    page = browser.get("/collections/new-in")
    assert "Linen shirt" in page.text
    assert '<option value="" selected>Featured</option>' in page.text
    assert "New in" in browser.get("/collections").text


def test_an_old_name_leads_to_the_new_one(browser: Any, shirt: str, category: Any) -> None:
    update_category(category, CategoryPatch(handle="cooking"))
    answer = browser.get("/categories/kitchen?sort=title", follow=False)
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/categories/cooking?sort=title"


def test_searching_finds_corrects_and_says_when_there_is_nothing(browser: Any, shirt: str) -> None:
    found = browser.get("/search?q=linen")
    assert "Linen shirt" in found.text
    assert 'value="linen"' in found.text
    corrected = browser.get("/search?q=linnen")
    assert "These are the results for “linen”." in corrected.text
    assert "Nothing was found." in browser.get("/search?q=zebra").text
    assert "Kitchen" in browser.get("/search").text


def test_a_listing_is_the_same_for_everybody_and_holds_no_token(browser: Any, shirt: str) -> None:
    first = browser.get("/categories/kitchen")
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in first.headers
    assert "csrf_token" not in first.text
    browser.get(f"/products/{shirt}")
    browser.send("cart_add")
    assert browser.get("/categories/kitchen").text == first.text
    again = browser.client.get(
        "/categories/kitchen", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


def test_its_policy_lets_no_foreign_script_in(browser: Any, shirt: str) -> None:
    policy = browser.get("/products").headers["Content-Security-Policy"]
    assert re.search(r"script-src 'self'(;| 'sha256)", policy)
    assert "default-src 'none'" in policy


def test_a_vendor_has_a_page_of_its_own(browser: Any, shirt: str) -> None:
    assert 'href="/brands/Atelier%20Lino"' in browser.get(f"/products/{shirt}").text
    page = browser.get("/brands/Atelier%20Lino?sort=price_asc")
    assert "Linen shirt" in page.text
    assert '<link rel="canonical" href="http://localhost/brands/Atelier%20Lino">' in page.text
    assert 'name="vendor"' not in page.text
    assert "chip-active" not in page.text  # nobody chose it, and nobody can take it back


def test_another_vendor_in_the_address_shows_none_of_its_products(
    shop: Shop, browser: Any, shirt: str
) -> None:
    shop.product("Mug", stock=3)
    assert "Linen shirt" in browser.get("/brands/Atelier%20Lino?vendor=Nobody").text
    assert browser.get("/brands/Nobody").status_code == 404
