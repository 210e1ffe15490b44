"""Products, variants, categories and collections over REST, for staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.inventory.commands import adjust

API = "/api/v1/admin"
SHIRT: dict[str, Any] = {
    "title": "Linen shirt",
    "status": "active",
    "vendor": "Acme",
    "tags": ["summer"],
    "variants": [
        {"options": {"Size": "S"}, "sku": "LS-S", "prices": [{"currency": "EUR", "amount": 2200}]},
        {"options": {"Size": "M"}, "sku": "LS-M", "prices": [{"currency": "EUR", "amount": 2400}]},
    ],
}


@pytest.fixture
def staff(owner: FlaskClient) -> FlaskClient:
    """The owner of a shop with a channel."""
    install_defaults()
    return owner


@pytest.fixture
def shirt(staff: FlaskClient) -> dict[str, Any]:
    """A product with two sizes."""
    made: dict[str, Any] = ask(staff, "POST", "/products", SHIRT, 201)
    return made


def ask(
    client: FlaskClient,
    method: str,
    path: str,
    body: Any = None,
    status: int = 200,
    **headers: str,
) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.open(API + path, method=method, json=body, headers=sent)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.json


def faults(answer: Any) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in answer["errors"]]


def test_a_product_is_made_read_changed_replaced_and_removed(staff: FlaskClient) -> None:
    made = ask(staff, "POST", "/products", SHIRT, 201)
    path = f"/products/{made['id']}"
    assert made["handle"] == "linen-shirt"
    assert made["variants"][1]["prices"][0]["price"] == {"amount": 2400, "currency": "EUR"}
    assert ask(staff, "GET", path) == made
    changed = ask(staff, "PATCH", path, {"title": "Linen blouse", "tags": []})
    assert (changed["title"], changed["tags"], changed["vendor"]) == ("Linen blouse", [], "Acme")
    replaced = ask(staff, "PUT", path, {"title": "Plain", "variants": SHIRT["variants"][:1]})
    assert (replaced["vendor"], replaced["status"], len(replaced["variants"])) == ("", "draft", 1)
    assert replaced["variants"][0]["id"] == made["variants"][0]["id"]
    ask(staff, "DELETE", path, status=204)
    assert ask(staff, "GET", path, status=404)["code"] == "unknown_product"


def test_what_changed_meanwhile_is_not_overwritten(
    staff: FlaskClient, shirt: dict[str, Any]
) -> None:
    path = f"/products/{shirt['id']}"
    tag = staff.get(API + path).headers["ETag"]
    assert tag == f'"{shirt["version"]}"'
    assert staff.get(API + path, headers={"If-None-Match": tag}).status_code == 304
    ask(staff, "PATCH", path, {"title": "One"}, If_Match=tag)
    for method in ("PATCH", "PUT", "DELETE"):
        body = None if method == "DELETE" else {"title": "Two"}
        ask(staff, method, path, body, 412, If_Match=tag)
    assert ask(staff, "GET", path)["title"] == "One"


def test_a_version_that_is_none_matches_nothing(staff: FlaskClient, shirt: dict[str, Any]) -> None:
    path = f"/products/{shirt['id']}"
    for tag in ('"' + "-" * 36 + '"', '"x"', "x"):
        ask(staff, "PATCH", path, {"title": "Two"}, 412, If_Match=tag)
    ask(staff, "PATCH", path, {"title": "Two"}, If_Match="*")
    ask(staff, "PATCH", f"/products/{uuid4()}", {"title": "Two"}, 412, If_Match="*")


def test_every_fault_has_its_pointer(staff: FlaskClient, shirt: dict[str, Any]) -> None:
    body = {"title": "", "status": "sold", "variants": [{"weight_grams": "5", "colour": "red"}]}
    refused = ask(staff, "POST", "/products", body, 422)
    assert {pointer for pointer, _ in faults(refused)} == {
        "#/title",
        "#/status",
        "#/variants/0/weight_grams",
        "#/variants/0/colour",
    }
    numbered = [{"options": {"N": "1"}}, {"options": {"N": "2"}, "sku": "LS-M"}]
    taken = {"title": "Copy", "variants": numbered}
    refused = ask(staff, "POST", "/products", taken, 409)
    assert (refused["code"], faults(refused)) == (
        "sku_taken",
        [("#/variants/1/sku", "sku_taken")],
    )
    assert refused["errors"][0]["held_by"] == "linen-shirt"
    refused = ask(staff, "POST", "/products", {"title": "X", "handle": "linen-shirt"}, 409)
    assert faults(refused) == [("#/handle", "handle_taken")]


def test_products_are_listed_with_filters_and_counted(
    staff: FlaskClient, shirt: dict[str, Any]
) -> None:
    for number in range(3):
        ask(staff, "POST", "/products", {"title": f"Vase {number}"}, 201)
    page = ask(staff, "GET", "/products?limit=2&sort=title&total=true")
    assert ([row["title"] for row in page["items"]], page["total"]) == (
        ["Linen shirt", "Vase 0"],
        4,
    )
    rest = ask(staff, "GET", f"/products?limit=2&sort=title&cursor={page['next']}")
    assert ([row["title"] for row in rest["items"]], rest["next"]) == (["Vase 1", "Vase 2"], None)
    assert len(ask(staff, "GET", "/products?status=draft&text=vase")["items"]) == 3
    assert ask(staff, "GET", "/products?tag=summer")["items"][0]["variant_count"] == 2


def test_many_products_change_their_status_at_once(
    staff: FlaskClient, shirt: dict[str, Any]
) -> None:
    body = {"product_ids": [shirt["id"]], "status": "archived"}
    assert ask(staff, "POST", "/products/status", body) == {"changed": 1}
    assert ask(staff, "POST", "/products/status", body) == {"changed": 0}


def test_variants_are_edited_one_by_one(staff: FlaskClient, shirt: dict[str, Any]) -> None:
    path = f"/products/{shirt['id']}/variants"
    large = {"options": {"Size": "L"}, "prices": [{"currency": "EUR", "amount": 2600}]}
    made = ask(staff, "POST", path, large, 201)
    assert made["title"] == "L"
    one = f"/variants/{made['id']}"
    changed = ask(staff, "PATCH", one, {"sku": "LS-L", "policy": "untracked"})
    assert (changed["sku"], changed["stock_state"]) == ("LS-L", "in")
    assert ask(staff, "GET", one) == changed
    ids = [made["id"], *(variant["id"] for variant in shirt["variants"])]
    ordered = ask(staff, "PUT", f"{path}/order", {"variant_ids": ids})
    assert [variant["title"] for variant in ordered["variants"]] == ["L", "S", "M"]
    ask(staff, "DELETE", one, status=204)
    ask(staff, "GET", one, status=404)
    refused = ask(staff, "POST", path, {"options": {"Size": "S"}}, 422)
    assert faults(refused) == [("#/options", "duplicate_variant")]


def test_options_are_set_and_renamed(staff: FlaskClient, shirt: dict[str, Any]) -> None:
    path = f"/products/{shirt['id']}/options"
    body = {"options": [{"name": "Size", "values": ["M", "S", "XXL"]}]}
    assert ask(staff, "PUT", path, body)["options"][0]["values"] == ["M", "S", "XXL"]
    option = f"{path}/{shirt['options'][0]['id']}"
    renamed = ask(staff, "PATCH", option, {"name": "Fit", "values": {"S": "Small"}})
    assert [variant["title"] for variant in renamed["variants"]] == ["Small", "M"]
    ask(staff, "PATCH", f"{path}/{uuid4()}", {"name": "Fit"}, 404)


def test_what_has_stock_is_archived_not_deleted(staff: FlaskClient, shirt: dict[str, Any]) -> None:
    variant = shirt["variants"][0]["id"]
    adjust(UUID(variant), install_defaults().location_ids[0], 2, cause="received")
    assert ask(staff, "DELETE", f"/products/{shirt['id']}", status=409)["code"] == "has_stock"
    assert ask(staff, "DELETE", f"/variants/{variant}", status=409)["variant_ids"] == [variant]


def test_words_in_use_are_listed(staff: FlaskClient, shirt: dict[str, Any]) -> None:
    ask(staff, "PATCH", f"/products/{shirt['id']}", {"tags": ["a", "b"], "product_type": "Tops"})
    first = ask(staff, "GET", "/tags?limit=1")
    assert first["items"] == [{"name": "a", "count": 1}]
    assert ask(staff, "GET", f"/tags?cursor={first['next']}")["items"][0]["name"] == "b"
    assert ask(staff, "GET", "/vendors?prefix=ac")["items"][0]["name"] == "Acme"
    assert ask(staff, "GET", "/product-types")["items"][0]["name"] == "Tops"


def test_everything_can_be_published_anew(staff: FlaskClient, shirt: dict[str, Any]) -> None:
    assert ask(staff, "POST", "/documents/rebuild", status=202) == {"waiting": 1}
    assert ask(staff, "GET", "/documents") == {"waiting": 1}


def test_categories_make_a_tree(staff: FlaskClient) -> None:
    root = ask(staff, "POST", "/categories", {"title": "Clothes"}, 201)
    child = ask(staff, "POST", "/categories", {"title": "Shirts", "parent_id": root["id"]}, 201)
    assert child["path"] == [root["id"], child["id"]]
    assert [c["id"] for c in ask(staff, "GET", "/categories")["items"]] == [root["id"], child["id"]]
    path = f"/categories/{root['id']}"
    refused = ask(staff, "PATCH", path, {"parent_id": child["id"]}, 422)
    assert faults(refused) == [("#/parent_id", "circle")]
    changed = ask(staff, "PATCH", path, {"title": "Wear"}, If_Match=f'"{root["version"]}"')
    assert ask(staff, "GET", path) == changed
    ask(staff, "PATCH", path, {"title": "No"}, 412, If_Match=f'"{root["version"]}"')
    assert ask(staff, "DELETE", path, status=409)["code"] == "category_not_empty"
    ask(staff, "DELETE", f"/categories/{child['id']}", status=204)
    ask(staff, "DELETE", path, status=204)
    ask(staff, "GET", path, status=404)


def test_collections_hold_products_in_order(staff: FlaskClient, shirt: dict[str, Any]) -> None:
    vase = ask(staff, "POST", "/products", {"title": "Vase"}, 201)
    made = ask(staff, "POST", "/collections", {"title": "Picks"}, 201)
    path = f"/collections/{made['id']}"
    products = f"{path}/products"
    body = {"product_ids": [vase["id"], shirt["id"]]}
    assert ask(staff, "PUT", products, body) == {"changed": 2}
    first = ask(staff, "GET", f"{products}?limit=1")
    assert [row["title"] for row in first["items"]] == ["Vase"]
    rest = ask(staff, "GET", f"{products}?cursor={first['next']}")
    assert [row["title"] for row in rest["items"]] == ["Linen shirt"]
    ask(staff, "DELETE", f"{products}/{vase['id']}", status=204)
    assert ask(staff, "POST", products, body) == {"changed": 1}
    refused = ask(staff, "PUT", products, {"product_ids": [str(uuid4())]}, 422)
    assert faults(refused) == [("#/product_ids/0", "unknown_product")]
    changed = ask(staff, "PATCH", path, {"published": False})
    assert ask(staff, "GET", path) == changed
    assert ask(staff, "GET", "/collections")["items"] == [changed]
    ask(staff, "DELETE", path, status=204)
    ask(staff, "GET", f"{path}/products", status=404)


def test_reading_and_writing_need_their_rights(
    staff: FlaskClient, shirt: dict[str, Any], as_program: Callable[..., FlaskClient]
) -> None:
    reader, nobody = as_program("catalog:read"), as_program("orders:read")
    assert ask(reader, "GET", f"/products/{shirt['id']}")["title"] == "Linen shirt"
    ask(reader, "POST", "/products", SHIRT, 403)
    ask(reader, "DELETE", f"/products/{shirt['id']}", status=403)
    ask(nobody, "GET", "/products", status=403)
