"""Staff signing in over REST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from shopwright.commerce.staff import invite_staff, issue_staff_token, roles
from shopwright.testing.shop import Shop

ADMIN = "/api/v1/admin"
PASSWORD = "correct horse battery"
NEW = "a different sentence"
CREDENTIALS = {"email": "olga@example.com", "password": PASSWORD}


def without_request_id(answer: Any) -> dict[str, Any]:
    return {name: value for name, value in answer.json.items() if name != "request_id"}


def test_a_session_says_who_and_what(guest: FlaskClient, olga: UUID) -> None:
    answer = guest.post(f"{ADMIN}/session", json=CREDENTIALS)
    assert answer.status_code == 201
    expected = {"kind": "staff", "id": str(olga), "name": "Olga", "permissions": ["*"]}
    assert answer.json == expected
    assert guest.get(f"{ADMIN}/session").json == expected
    assert guest.delete(f"{ADMIN}/session").status_code == 204
    assert guest.get(f"{ADMIN}/session").status_code == 401


def test_the_staff_cookie_ends_with_the_browser(guest: FlaskClient, olga: UUID) -> None:
    cookie = guest.post(f"{ADMIN}/session", json=CREDENTIALS).headers["Set-Cookie"]
    assert cookie.startswith("shopwright_staff=")
    assert "HttpOnly" in cookie
    assert "Max-Age" not in cookie


def test_known_and_unknown_are_answered_alike(guest: FlaskClient, olga: UUID) -> None:
    addresses = ("olga@example.com", "nobody@example.com")
    logins = [
        guest.post(f"{ADMIN}/session", json={"email": email, "password": "wrong"})
        for email in addresses
    ]
    assert without_request_id(logins[0]) == without_request_id(logins[1])
    resets = [guest.post(f"{ADMIN}/password-reset", json={"email": email}) for email in addresses]
    assert [answer.status_code for answer in resets] == [202, 202]
    assert resets[0].json == resets[1].json


def test_a_customers_credentials_open_nothing_here(guest: FlaskClient, ada: UUID) -> None:
    body = {"email": "ada@example.com", "password": PASSWORD}
    assert guest.post(f"{ADMIN}/session", json=body).status_code == 401


def test_one_browser_is_customer_and_staff_at_once(
    guest: FlaskClient, ada: UUID, olga: UUID
) -> None:
    guest.post("/api/v1/session", json={"email": "ada@example.com", "password": PASSWORD})
    guest.post(f"{ADMIN}/session", json=CREDENTIALS)
    account, me = guest.get("/api/v1/account").json, guest.get(f"{ADMIN}/session").json
    assert account is not None
    assert me is not None
    assert (account["first_name"], me["name"]) == ("Ada", "Olga")
    guest.delete(f"{ADMIN}/session")
    assert guest.get("/api/v1/account").status_code == 200


def test_each_cookie_works_on_its_own_side_only(
    shop: Shop, as_ada: FlaskClient, owner: FlaskClient
) -> None:
    customers = as_ada.get_cookie("shopwright_session")
    staffs = owner.get_cookie("shopwright_staff")
    assert customers is not None
    assert staffs is not None
    swapped = shop.client()
    swapped.set_cookie("shopwright_staff", customers.value)
    swapped.set_cookie("shopwright_session", staffs.value)
    assert swapped.get(f"{ADMIN}/session").status_code == 401
    assert swapped.get("/api/v1/account").status_code == 401


def test_an_invitation_is_accepted_once(guest: FlaskClient, olga: UUID) -> None:
    warehouse = next(role.id for role in roles() if role.name == "warehouse")
    user_id = invite_staff("wim@example.com", "Wim", [warehouse])
    token = issue_staff_token(user_id, "invite", email="wim@example.com")
    body = {"token": token, "password": PASSWORD}
    assert guest.post(f"{ADMIN}/invitation", json=body).status_code == 204
    assert guest.post(f"{ADMIN}/invitation", json=body).status_code == 422
    login = {"email": "wim@example.com", "password": PASSWORD}
    assert guest.post(f"{ADMIN}/session", json=login).status_code == 201


def test_a_reset_ends_the_sessions(guest: FlaskClient, owner: FlaskClient, olga: UUID) -> None:
    token = issue_staff_token(olga, "reset_password", email="olga@example.com")
    body = {"token": token, "password": NEW}
    assert guest.post(f"{ADMIN}/invitation", json=body).status_code == 422
    assert guest.post(f"{ADMIN}/password-reset/confirm", json=body).status_code == 204
    assert owner.get(f"{ADMIN}/session").status_code == 401


def test_changing_the_password_keeps_this_browser(shop: Shop, owner: FlaskClient) -> None:
    other = shop.client()
    other.post(f"{ADMIN}/session", json=CREDENTIALS)
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert owner.post(f"{ADMIN}/session/password", json=body).status_code == 204
    assert owner.get(f"{ADMIN}/session").status_code == 200
    assert other.get(f"{ADMIN}/session").status_code == 401


def test_staff_see_and_end_their_own_browsers(shop: Shop, owner: FlaskClient) -> None:
    other = shop.client()
    other.post(f"{ADMIN}/session", json=CREDENTIALS)
    listed = owner.get(f"{ADMIN}/session/browsers").json
    assert listed is not None
    assert [item["current"] for item in listed["items"]] == [False, True]
    path = f"{ADMIN}/session/browsers/{listed['items'][0]['id']}"
    assert owner.delete(path).status_code == 204
    assert owner.delete(path).status_code == 404
    assert other.get(f"{ADMIN}/session").status_code == 401


def test_programs_have_rights_but_no_password(
    as_program: Callable[..., FlaskClient],
) -> None:
    program = as_program("orders:read")
    answer = program.get(f"{ADMIN}/session").json
    assert answer is not None
    assert (answer["kind"], answer["permissions"]) == ("api_key", ["orders:read"])
    body = {"current_password": PASSWORD, "new_password": NEW}
    refused = program.post(f"{ADMIN}/session/password", json=body)
    assert (refused.status_code, (refused.json or {})["code"]) == (403, "not_a_person")
