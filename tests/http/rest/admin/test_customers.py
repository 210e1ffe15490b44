"""Customers, for staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.testing.shop import Shop

CUSTOMERS = "/api/v1/admin/customers"
HOME = {
    "country": "DE",
    "last_name": "Lovelace",
    "address1": "Weg 1",
    "city": "Berlin",
    "postal_code": "10115",
}


def code(answer: Any) -> str:
    found: str = answer.json["code"]
    return found


def test_customers_are_made_read_changed_and_erased(owner: FlaskClient) -> None:
    body = {"email": "Bea@example.com", "group": "trade", "invite": True}
    made = owner.post(CUSTOMERS, json=body)
    assert made.status_code == 201
    assert made.json is not None
    assert (made.json["email"], made.json["group"]) == ("bea@example.com", "trade")
    path = f"{CUSTOMERS}/{made.json['id']}"
    changed = owner.patch(path, json={"note": "kind", "active": False})
    assert changed.json is not None
    assert (changed.json["note"], changed.json["active"]) == ("kind", False)
    assert owner.get(path).json == changed.json
    assert owner.delete(path).status_code == 204
    assert (owner.get(path).status_code, code(owner.get(path))) == (404, "customer_not_found")


def test_staff_make_customers_who_can_sign_in_at_once(owner: FlaskClient) -> None:
    body = {"email": "bea@example.com", "password": "correct horse battery", "verified": True}
    assert owner.post(CUSTOMERS, json=body).status_code == 201
    credentials = {"email": "bea@example.com", "password": "correct horse battery"}
    assert owner.post("/api/v1/session", json=credentials).status_code == 201


def test_an_address_belongs_to_one_customer(owner: FlaskClient, ada: UUID) -> None:
    answer = owner.post(CUSTOMERS, json={"email": "ADA@example.com"})
    assert (answer.status_code, code(answer)) == (409, "email_taken")
    bea = create_customer(NewCustomer(email="bea@example.com"))
    answer = owner.patch(f"{CUSTOMERS}/{bea}", json={"email": "ada@example.com"})
    assert (answer.status_code, code(answer)) == (409, "email_taken")


def test_answers_hold_no_secret(owner: FlaskClient, ada: UUID) -> None:
    for path in (CUSTOMERS, f"{CUSTOMERS}/{ada}", f"{CUSTOMERS}/{ada}/export"):
        assert "argon2" not in owner.get(path).get_data(as_text=True)


@pytest.mark.parametrize("sort", ["newest", "oldest", "email"])
def test_pages_follow_each_other(owner: FlaskClient, sort: str) -> None:
    for name in "cab":
        create_customer(NewCustomer(email=f"{name}@example.com"))
    seen: list[str] = []
    cursor = None
    while True:
        query = {"limit": 1, "sort": sort} | ({"cursor": cursor} if cursor else {})
        page = owner.get(CUSTOMERS, query_string=query).json
        assert page is not None
        seen += [item["email"][0] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert "".join(seen) == {"newest": "bac", "oldest": "cab", "email": "abc"}[sort]


def test_a_cursor_of_another_order_is_refused(owner: FlaskClient) -> None:
    for name in "ab":
        create_customer(NewCustomer(email=f"{name}@example.com"))
    page = owner.get(CUSTOMERS, query_string={"limit": 1}).json
    assert page is not None
    answer = owner.get(CUSTOMERS, query_string={"sort": "email", "cursor": page["next"]})
    assert (answer.status_code, code(answer)) == (422, "bad_cursor")


def test_customers_are_filtered(owner: FlaskClient, ada: UUID) -> None:
    create_customer(NewCustomer(email="bea@example.com", group="trade"))

    def found(**query: str) -> list[str]:
        page = owner.get(CUSTOMERS, query_string=query).json
        assert page is not None
        return [item["email"] for item in page["items"]]

    assert found(text="love") == ["ada@example.com"]
    assert found(group="trade") == ["bea@example.com"]
    assert found(active="false") == []
    assert found(created_until="2020-01-01T00:00:00Z") == []
    groups = owner.get("/api/v1/admin/customer-groups").json
    assert groups == {"items": ["trade"]}


def test_staff_keep_an_address_book(owner: FlaskClient, ada: UUID) -> None:
    book = f"{CUSTOMERS}/{ada}/addresses"
    made = owner.post(book, json=HOME)
    assert made.status_code == 201
    assert made.json is not None
    path = f"{book}/{made.json['id']}"
    assert owner.put(path, json={**HOME, "city": "Bonn"}).status_code == 200
    listed = owner.get(book).json
    assert listed is not None
    assert [item["city"] for item in listed["items"]] == ["Bonn"]
    assert owner.delete(path).status_code == 204
    assert owner.delete(path).status_code == 404
    assert owner.get(f"{CUSTOMERS}/{uuid4()}/addresses").status_code == 404


def test_staff_invite_and_sign_out(
    shop: Shop, owner: FlaskClient, as_ada: FlaskClient, ada: UUID
) -> None:
    assert owner.post(f"{CUSTOMERS}/{ada}/invitation").status_code == 202
    assert owner.delete(f"{CUSTOMERS}/{ada}/sessions").status_code == 204
    assert as_ada.get("/api/v1/account").status_code == 401
    assert owner.delete(f"{CUSTOMERS}/{uuid4()}/sessions").status_code == 404


def test_erasing_is_a_right_of_its_own(as_role: Callable[[str], FlaskClient], ada: UUID) -> None:
    support = as_role("support")
    assert support.get(f"{CUSTOMERS}/{ada}").status_code == 200
    assert support.patch(f"{CUSTOMERS}/{ada}", json={"note": "x"}).status_code == 200
    refused = support.delete(f"{CUSTOMERS}/{ada}")
    assert refused.status_code == 403
    assert "customers:erase" in (refused.json or {})["detail"]


def test_a_program_sees_what_its_scopes_say(
    as_program: Callable[..., FlaskClient], ada: UUID
) -> None:
    program = as_program("customers:read")
    assert program.get(f"{CUSTOMERS}/{ada}").status_code == 200
    assert program.patch(f"{CUSTOMERS}/{ada}", json={}).status_code == 403
