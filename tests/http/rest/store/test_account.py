"""A customer's own account over REST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.customers import (
    NewCustomer,
    add_address,
    create_customer,
    customer,
    customer_by_email,
    issue_token,
)
from shopwright.commerce.customers.types import Address
from shopwright.testing.shop import Shop

PASSWORD = "correct horse battery"
NEW = "a different sentence"
ACCOUNT = "/api/v1/account"
HOME = {
    "country": "DE",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "address1": "Weg 1",
    "city": "Berlin",
    "postal_code": "10115",
}


def code(answer: Any) -> str:
    found: str = answer.json["code"]
    return found


def pointers(answer: Any) -> list[str]:
    return [error["pointer"] for error in answer.json["errors"]]


def token(customer_id: UUID, purpose: Any, email: str = "ada@example.com") -> str:
    found = issue_token(customer_id, purpose, email=email)
    assert found is not None
    return found


def test_from_registration_to_the_first_login(guest: FlaskClient) -> None:
    body = {"email": "Bea@example.com", "password": PASSWORD, "first_name": "Bea"}
    answer = guest.post(ACCOUNT, json=body)
    assert answer.status_code == 202
    found = customer_by_email("bea@example.com")
    assert found is not None
    credentials = {"email": "bea@example.com", "password": PASSWORD}
    assert guest.post("/api/v1/session", json=credentials).status_code == 401
    verifying = token(found.id, "verify_email", "bea@example.com")
    assert guest.post(f"{ACCOUNT}/verify", json={"token": verifying}).status_code == 204
    assert guest.post("/api/v1/session", json=credentials).status_code == 201
    account = guest.get(ACCOUNT).json
    assert account is not None
    assert (account["email"], account["first_name"]) == ("bea@example.com", "Bea")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("", {"password": PASSWORD}),
        ("/verify/resend", {}),
        ("/password-reset", {}),
    ],
)
def test_known_and_unknown_addresses_are_answered_alike(
    guest: FlaskClient, ada: UUID, path: str, body: dict[str, str]
) -> None:
    answers = []
    for email in ("ada@example.com", "nobody@example.com"):
        answer = guest.post(ACCOUNT + path, json={**body, "email": email})
        headers = {name for name, _ in answer.headers}
        answers.append((answer.status_code, answer.get_data(), headers))
    assert answers[0] == answers[1]
    assert answers[0][0] == 202


def test_everything_that_is_wrong_is_named_at_once(guest: FlaskClient) -> None:
    answer = guest.post(ACCOUNT, json={"email": "", "locale": "english!", "nickname": "x"})
    assert answer.status_code == 422
    assert set(pointers(answer)) == {"#/email", "#/password", "#/locale", "#/nickname"}


def test_weak_passwords_are_refused_with_a_pointer(guest: FlaskClient) -> None:
    answer = guest.post(ACCOUNT, json={"email": "bea@example.com", "password": "password"})
    assert (answer.status_code, code(answer), pointers(answer)) == (
        422,
        "weak_password",
        ["#/password"],
    )


def test_a_forgotten_password_is_set_anew(
    guest: FlaskClient, as_ada: FlaskClient, ada: UUID
) -> None:
    body = {"token": token(ada, "reset_password"), "password": NEW}
    assert guest.post(f"{ACCOUNT}/password-reset/confirm", json=body).status_code == 204
    assert as_ada.get(ACCOUNT).status_code == 401
    again = guest.post(f"{ACCOUNT}/password-reset/confirm", json=body)
    assert (again.status_code, code(again)) == (422, "invalid_token")


DOORS = {
    "verify_email": "/verify",
    "reset_password": "/password-reset/confirm",
    "change_email": "/email/confirm",
}


@pytest.mark.parametrize("purpose", DOORS)
def test_a_token_opens_no_door_but_its_own(guest: FlaskClient, ada: UUID, purpose: str) -> None:
    bea = create_customer(NewCustomer(email="bea@example.com"))
    email = "new@example.com" if purpose == "change_email" else "bea@example.com"
    secret = token(bea, purpose, email)
    admin = "/api/v1/admin"
    doors = [ACCOUNT + path for name, path in DOORS.items() if name != purpose]
    for door in (*doors, f"{admin}/invitation", f"{admin}/password-reset/confirm"):
        takes_password = door.endswith(("password-reset/confirm", "invitation"))
        body = {"token": secret, **({"password": NEW} if takes_password else {})}
        answer = guest.post(door, json=body)
        assert (answer.status_code, code(answer)) == (422, "invalid_token")
    body = {"token": secret, **({"password": NEW} if purpose == "reset_password" else {})}
    assert guest.post(ACCOUNT + DOORS[purpose], json=body).status_code == 204


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("GET", "/export"),
        ("POST", "/password"),
        ("POST", "/email"),
        ("GET", "/addresses"),
        ("POST", "/addresses"),
        ("GET", "/sessions"),
        ("DELETE", "/sessions"),
    ],
)
def test_guests_have_no_account(guest: FlaskClient, method: str, path: str) -> None:
    answer = guest.open(ACCOUNT + path, method=method, json={})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_customer_changes_what_is_theirs(as_ada: FlaskClient, ada: UUID) -> None:
    answer = as_ada.patch(ACCOUNT, json={"last_name": "King", "accepts_marketing": True})
    assert answer.status_code == 200
    assert customer(ada).last_name == "King"
    assert customer(ada).first_name == "Ada"
    for field in ("group", "note", "active", "email", "verified"):
        assert as_ada.patch(ACCOUNT, json={field: "x"}).status_code == 422
    assert as_ada.patch(ACCOUNT, json={"last_name": None}).status_code == 422


def test_what_staff_note_is_for_staff(as_ada: FlaskClient) -> None:
    account = as_ada.get(ACCOUNT).json
    assert account is not None
    assert "note" not in account


def test_changing_the_password_keeps_this_browser_only(
    shop: Shop, as_ada: FlaskClient, ada: UUID
) -> None:
    other = shop.client()
    other.post("/api/v1/session", json={"email": "ada@example.com", "password": PASSWORD})
    wrong = as_ada.post(f"{ACCOUNT}/password", json={"current_password": "x", "new_password": NEW})
    assert (wrong.status_code, pointers(wrong)) == (422, ["#/current_password"])
    right = {"current_password": PASSWORD, "new_password": NEW}
    assert as_ada.post(f"{ACCOUNT}/password", json=right).status_code == 204
    assert as_ada.get(ACCOUNT).status_code == 200
    assert other.get(ACCOUNT).status_code == 401


def test_a_new_address_is_used_once_it_is_proven(
    guest: FlaskClient, as_ada: FlaskClient, ada: UUID
) -> None:
    body = {"email": "countess@example.com", "password": PASSWORD}
    assert as_ada.post(f"{ACCOUNT}/email", json=body).status_code == 202
    assert customer(ada).email == "ada@example.com"
    secret = token(ada, "change_email", "countess@example.com")
    assert guest.post(f"{ACCOUNT}/email/confirm", json={"token": secret}).status_code == 204
    assert customer(ada).email == "countess@example.com"


def test_an_address_book_is_kept(as_ada: FlaskClient) -> None:
    first = as_ada.post(f"{ACCOUNT}/addresses", json=HOME).json
    second = as_ada.post(f"{ACCOUNT}/addresses", json={**HOME, "address1": "Weg 2"}).json
    assert first is not None
    assert second is not None
    assert (first["default"], second["default"]) == (True, False)
    path = f"{ACCOUNT}/addresses/{second['id']}"
    changed = as_ada.put(path, json={**HOME, "city": "Potsdam", "default": True})
    assert changed.json == {**second, "city": "Potsdam", "address1": "Weg 1", "default": True}
    assert as_ada.get(path).json == changed.json
    listed = as_ada.get(f"{ACCOUNT}/addresses").json
    assert listed is not None
    assert [item["id"] for item in listed["items"]] == [second["id"], first["id"]]
    assert as_ada.delete(path).status_code == 204
    assert as_ada.get(path).status_code == 404


def test_an_address_is_refused_field_by_field(as_ada: FlaskClient) -> None:
    body = {"country": "DE", "postal_code": "1"}
    answer = as_ada.post(f"{ACCOUNT}/addresses", json=body)
    assert (answer.status_code, code(answer)) == (422, "invalid_address")
    assert set(pointers(answer)) == {"#/last_name", "#/address1", "#/city", "#/postal_code"}


def test_addresses_of_others_do_not_exist(as_ada: FlaskClient) -> None:
    bea = create_customer(NewCustomer(email="bea@example.com"))
    entry = add_address(bea, Address(**HOME))
    path = f"{ACCOUNT}/addresses/{entry.id}"
    for answer in (as_ada.get(path), as_ada.put(path, json=HOME), as_ada.delete(path)):
        assert (answer.status_code, code(answer)) == (404, "address_not_found")


def test_repeating_a_request_with_its_key_adds_one_address(as_ada: FlaskClient) -> None:
    headers = {"Idempotency-Key": "add-home"}
    first = as_ada.post(f"{ACCOUNT}/addresses", json=HOME, headers=headers)
    again = as_ada.post(f"{ACCOUNT}/addresses", json=HOME, headers=headers)
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = as_ada.post(f"{ACCOUNT}/addresses", json={**HOME, "city": "Bonn"}, headers=headers)
    assert (other.status_code, code(other)) == (422, "idempotency_key_reused")
    listed = as_ada.get(f"{ACCOUNT}/addresses").json
    assert listed is not None
    assert len(listed["items"]) == 1


def test_a_customer_sees_and_ends_their_sessions(shop: Shop, as_ada: FlaskClient) -> None:
    credentials = {"email": "ada@example.com", "password": PASSWORD}
    others = [shop.client() for _ in range(2)]
    for other in others:
        other.post("/api/v1/session", json=credentials, headers={"User-Agent": "Lynx"})
    listed = as_ada.get(f"{ACCOUNT}/sessions").json
    assert listed is not None
    assert [item["current"] for item in listed["items"]] == [False, False, True]
    assert listed["items"][0]["user_agent"] == "Lynx"
    path = f"{ACCOUNT}/sessions/{listed['items'][0]['id']}"
    assert as_ada.delete(path).status_code == 204
    assert others[1].get(ACCOUNT).status_code == 401
    assert as_ada.delete(path).status_code == 404
    assert as_ada.delete(f"{ACCOUNT}/sessions").status_code == 204
    assert others[0].get(ACCOUNT).status_code == 401
    assert as_ada.get(ACCOUNT).status_code == 200


def test_a_customer_takes_their_data_along(as_ada: FlaskClient) -> None:
    answer = as_ada.get(f"{ACCOUNT}/export")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.json is not None
    assert answer.json["profile"]["email"] == "ada@example.com"


def test_erasing_takes_the_password_and_leaves_nothing(as_ada: FlaskClient) -> None:
    assert as_ada.delete(ACCOUNT, json={"password": "wrong"}).status_code == 422
    answer = as_ada.delete(ACCOUNT, json={"password": PASSWORD})
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert as_ada.get(ACCOUNT).status_code == 401
    assert customer_by_email("ada@example.com") is None
