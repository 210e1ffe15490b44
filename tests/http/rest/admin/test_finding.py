"""Rules, redirects, translations and swatches over REST, for staff."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.channels import install_defaults
from shopwright.testing.shop import Shop

API = "/api/v1/admin"
LINEN = {"conditions": [{"field": "tag", "value": "linen"}]}


@pytest.fixture
def locales() -> tuple[str, ...]:
    """A shop in English and German."""
    return ("en", "de")


@pytest.fixture
def staff(owner: FlaskClient) -> FlaskClient:
    """The owner of a shop with a channel."""
    install_defaults()
    return owner


def ask(client: FlaskClient, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    answer = client.open(API + path, method=method, json=body)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.json


def shown(shop: Shop, path: str) -> Any:
    """What a shopper's front end reads."""
    return shop.client().get(f"/api/v1/{path}").json


def faults(answer: Any) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in answer["errors"]]


@pytest.fixture
def shirt(staff: FlaskClient) -> dict[str, Any]:
    """A product of linen, in two sizes."""
    body = {
        "title": "Linen shirt",
        "status": "active",
        "tags": ["linen"],
        "variants": [
            {"options": {"Size": size}, "prices": [{"currency": "EUR", "amount": 2200}]}
            for size in ("S", "M")
        ],
    }
    made: dict[str, Any] = ask(staff, "POST", "/products", body, 201)
    return made


def test_rules_are_tried_out_saved_followed_and_taken_away(
    staff: FlaskClient, shirt: dict[str, Any], shop: Shop
) -> None:
    preview = ask(staff, "POST", "/collections/preview", LINEN)
    assert (preview["count"], preview["exact"]) == (1, True)
    assert [row["title"] for row in preview["products"]] == ["Linen shirt"]
    made = ask(staff, "POST", "/collections", {"title": "Linen", "rules": LINEN}, 201)
    assert made["rules"] == {
        "match": "all",
        "conditions": [{"field": "tag", "op": "is", "value": "linen"}],
    }
    assert made["sort"] == "newest"
    path = f"/collections/{made['id']}"
    assert ask(staff, "GET", "/collections/waiting") == {"waiting": 1}
    shop.deliver()
    assert ask(staff, "GET", "/collections/waiting") == {"waiting": 0}
    assert len(ask(staff, "GET", f"{path}/products")["items"]) == 1
    body = {"product_ids": [shirt["id"]]}
    assert ask(staff, "POST", f"{path}/products", body, 422)["code"] == "collection_invalid"
    kept = ask(staff, "PATCH", path, {"rules": None, "sort": "manual"})
    assert (kept["rules"], kept["sort"]) == (None, "manual")


def test_wrong_rules_are_told_where_they_are_wrong(staff: FlaskClient) -> None:
    body = {"title": "X", "rules": {"conditions": [{"field": "price", "op": "at_most"}]}}
    pointers = [pointer for pointer, _ in faults(ask(staff, "POST", "/collections", body, 422))]
    assert {"#/rules/conditions/0/amount", "#/rules/conditions/0/currency"} <= set(pointers)
    body = {"title": "X", "rules": LINEN, "sort": "manual"}
    refused = ask(staff, "POST", "/collections", body, 422)
    assert faults(refused) == [("#/sort", "no_manual_order")]


def test_redirects_are_made_found_changed_and_removed(staff: FlaskClient) -> None:
    made = ask(staff, "POST", "/redirects", {"path": "/old/", "target": "/new"}, 201)
    assert (made["path"], made["target"]) == ("/old", "/new")
    again = ask(staff, "POST", "/redirects", {"path": "/old", "target": "/x"}, 422)
    assert faults(again) == [("#/path", "taken")]
    circle = ask(staff, "POST", "/redirects", {"path": "/new", "target": "/old"}, 422)
    assert faults(circle) == [("#/target", "circle")]
    path = f"/redirects/{made['id']}"
    assert ask(staff, "GET", path) == made
    assert ask(staff, "PATCH", path, {"target": "/newer"})["target"] == "/newer"
    assert [row["path"] for row in ask(staff, "GET", "/redirects?text=newer")["items"]] == ["/old"]
    ask(staff, "DELETE", path, status=204)
    ask(staff, "DELETE", path, status=404)
    ask(staff, "PATCH", path, {"target": "/x"}, 404)


def test_redirects_are_listed_page_by_page(staff: FlaskClient) -> None:
    for number in range(3):
        ask(staff, "POST", "/redirects", {"path": f"/{number}", "target": "/new"}, 201)
    first = ask(staff, "GET", "/redirects?limit=2")
    second = ask(staff, "GET", f"/redirects?limit=2&cursor={first['next']}")
    assert [row["path"] for row in first["items"] + second["items"]] == ["/2", "/1", "/0"]


def test_redirects_come_from_a_file(staff: FlaskClient) -> None:
    def upload(data: bytes) -> Any:
        return staff.post(f"{API}/redirects/import", data=data, content_type="text/csv")

    done = upload(b"path,target\n/a,/b\nbad,/c\n")
    assert done.status_code == 200
    assert (done.json["added"], done.json["changed"]) == (1, 0)
    assert [(p["line"], p["code"]) for p in done.json["problems"]] == [("lines.3", "not_a_path")]
    for data, code in ((b"path,target\n/\xff,/b\n", "not_utf8"), (b"x,y\n", "no_columns")):
        refused = upload(data)
        assert refused.status_code == 422
        assert refused.json["errors"][0]["code"] == code


def test_translations_are_read_written_and_missed(
    staff: FlaskClient, shirt: dict[str, Any], shop: Shop
) -> None:
    path = f"/translations/product/{shirt['id']}"
    assert ask(staff, "GET", path)["texts"]["de"]["title"] is None
    missing = ask(staff, "GET", "/translations/missing?kind=product&locale=de")["items"]
    assert [row["title"] for row in missing] == ["Linen shirt"]
    written = ask(staff, "PUT", f"{path}/de", {"title": "Leinenhemd"})
    assert written["source"]["title"] == "Linen shirt"
    assert written["texts"]["de"]["title"] == "Leinenhemd"
    assert shown(shop, "products/linen-shirt?locale=de")["title"] == "Leinenhemd"
    assert ask(staff, "GET", "/translations/missing?kind=product&locale=de")["items"] == []
    progress = ask(staff, "GET", "/translations")["items"]
    assert {"locale": "de", "kind": "product", "done": 1, "total": 1} in progress
    refused = ask(staff, "PUT", f"{path}/xx", {"title": "x"}, 422)
    assert faults(refused) == [("#/locale", "unknown_locale")]
    ask(staff, "GET", f"/translations/order/{shirt['id']}", status=404)


def test_categories_and_collections_are_translated_for_every_front_end(
    staff: FlaskClient, shop: Shop
) -> None:
    node = ask(staff, "POST", "/categories", {"title": "Hats"}, 201)
    shelf = ask(staff, "POST", "/collections", {"title": "New"}, 201)
    ask(staff, "PUT", f"/translations/category/{node['id']}/de", {"title": "Hüte"})
    ask(staff, "PUT", f"/translations/collection/{shelf['id']}/de", {"title": "Neu"})
    for path, title in (("categories/hats", "Hüte"), ("collections/new", "Neu")):
        assert shown(shop, f"{path}?locale=de")["title"] == title
    assert shown(shop, "categories?locale=de")["items"][0]["title"] == "Hüte"
    assert shown(shop, "collections?locale=xx")["code"] == "not_offered"


def test_options_get_words_and_swatches(
    staff: FlaskClient, shirt: dict[str, Any], shop: Shop
) -> None:
    items = [
        {"name": "Size", "texts": {"de": "Größe"}},
        {"name": "Size", "value": "S", "color": "#ffeedd", "texts": {"de": "Klein"}},
    ]
    assert ask(staff, "PATCH", "/option-values", {"items": items}) == {"changed": 2}
    values = ask(staff, "GET", "/option-values")["items"]
    assert values[1] == {"name": "Size", "value": "M", "color": None, "texts": {}}
    assert values[2] == {"name": "Size", "value": "S", "color": "#ffeedd", "texts": {"de": "Klein"}}
    refused = ask(staff, "PATCH", "/option-values", {"items": [{"name": "S", "color": "red"}]}, 422)
    assert faults(refused)[0][0] == "#/items/0/color"
    shop.deliver()
    assert shown(shop, "products/linen-shirt?locale=de")["options"] == [
        {"name": "Größe", "values": ["Klein", "M"], "swatches": {"Klein": "#ffeedd"}}
    ]
