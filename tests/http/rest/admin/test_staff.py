"""Staff, roles and keys over REST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from shopwright.commerce.staff import create_staff, roles
from shopwright.testing.shop import Shop

ADMIN = "/api/v1/admin"
PASSWORD = "correct horse battery"


def code(answer: Any) -> str:
    found: str = answer.json["code"]
    return found


def role_id(name: str) -> str:
    return next(str(role.id) for role in roles() if role.name == name)


def test_somebody_is_invited_changed_and_removed(owner: FlaskClient) -> None:
    body = {"email": "wim@example.com", "name": "Wim", "roles": [role_id("warehouse")]}
    made = owner.post(f"{ADMIN}/staff", json=body)
    assert made.status_code == 201
    assert made.json is not None
    assert (made.json["state"], [r["name"] for r in made.json["roles"]]) == (
        "invited",
        ["warehouse"],
    )
    path = f"{ADMIN}/staff/{made.json['id']}"
    assert owner.post(f"{path}/invitation").status_code == 202
    changed = owner.patch(path, json={"name": "Willem", "roles": [], "active": False})
    assert changed.json is not None
    assert (changed.json["name"], changed.json["roles"], changed.json["state"]) == (
        "Willem",
        [],
        "inactive",
    )
    assert owner.get(path).json == changed.json
    assert owner.delete(path).status_code == 204
    assert (owner.get(path).status_code, code(owner.get(path))) == (404, "staff_not_found")


def test_unknown_roles_and_taken_addresses_are_typed(owner: FlaskClient) -> None:
    body = {"email": "wim@example.com", "name": "Wim", "roles": [str(UUID(int=7))]}
    assert code(owner.post(f"{ADMIN}/staff", json=body)) == "role_not_found"
    body = {"email": "olga@example.com", "name": "Other", "roles": []}
    assert code(owner.post(f"{ADMIN}/staff", json=body)) == "email_taken"


def test_staff_are_listed_in_pages(owner: FlaskClient) -> None:
    create_staff("max@example.com", "Max", PASSWORD, "manager")
    first = owner.get(f"{ADMIN}/staff", query_string={"limit": 1}).json
    assert first is not None
    rest = owner.get(f"{ADMIN}/staff", query_string={"cursor": first["next"]}).json
    assert rest is not None
    assert [item["name"] for item in (*first["items"], *rest["items"])] == ["Olga", "Max"]


def test_the_last_owner_stays(owner: FlaskClient, olga: UUID) -> None:
    path = f"{ADMIN}/staff/{olga}"
    for answer in (
        owner.delete(path),
        owner.patch(path, json={"active": False}),
        owner.patch(path, json={"roles": []}),
    ):
        assert (answer.status_code, code(answer)) == (409, "last_owner")


def test_sessions_of_staff_are_seen_and_ended(shop: Shop, owner: FlaskClient) -> None:
    max_ = create_staff("max@example.com", "Max", PASSWORD, "manager")
    client = shop.client()
    client.post(f"{ADMIN}/session", json={"email": "max@example.com", "password": PASSWORD})
    listed = owner.get(f"{ADMIN}/staff/{max_}/sessions").json
    assert listed is not None
    assert len(listed["items"]) == 1
    assert owner.delete(f"{ADMIN}/staff/{max_}/sessions").status_code == 204
    assert client.get(f"{ADMIN}/session").status_code == 401


def test_nobody_reaches_above_themselves(shop: Shop, owner: FlaskClient, olga: UUID) -> None:
    rights = ["staff:read", "staff:write", "orders:read"]
    head = owner.post(f"{ADMIN}/roles", json={"name": "head", "permissions": rights}).json
    assert head is not None
    create_staff("h@example.com", "Head", PASSWORD, "head")
    client = shop.client()
    client.post(f"{ADMIN}/session", json={"email": "h@example.com", "password": PASSWORD})
    invite = {"email": "x@example.com", "name": "X"}
    attempts = [
        client.post(f"{ADMIN}/staff", json={**invite, "roles": [role_id("owner")]}),
        client.post(f"{ADMIN}/staff", json={**invite, "roles": [role_id("support")]}),
        client.patch(f"{ADMIN}/staff/{olga}", json={"email": "mine@example.com"}),
        client.delete(f"{ADMIN}/staff/{olga}"),
        client.delete(f"{ADMIN}/staff/{olga}/sessions"),
        client.post(f"{ADMIN}/roles", json={"name": "r", "permissions": ["orders:refund"]}),
        client.patch(f"{ADMIN}/roles/{head['id']}", json={"permissions": ["audit:read"]}),
        client.post(f"{ADMIN}/api-keys", json={"name": "k", "scopes": ["orders:refund"]}),
    ]
    for answer in attempts:
        assert (answer.status_code, code(answer)) == (403, "cannot_grant")
    allowed = client.post(f"{ADMIN}/staff", json={**invite, "roles": [head["id"]]})
    assert allowed.status_code == 201


def test_roles_are_made_changed_and_removed(owner: FlaskClient) -> None:
    made = owner.post(f"{ADMIN}/roles", json={"name": "clerk", "permissions": ["orders:read"]})
    assert made.status_code == 201
    assert made.json is not None
    path = f"{ADMIN}/roles/{made.json['id']}"
    changed = owner.patch(path, json={"name": "seller"}).json
    assert changed == {**made.json, "name": "seller"}
    assert owner.patch(path, json={"permissions": []}).json == {**changed, "permissions": []}
    listed = owner.get(f"{ADMIN}/roles").json
    assert listed is not None
    assert [role["name"] for role in listed["items"]] == [
        "owner",
        "manager",
        "seller",
        "support",
        "warehouse",
    ]
    assert owner.delete(path).status_code == 204
    assert code(owner.get(path)) == "role_not_found"


def test_roles_that_must_stay_say_why(owner: FlaskClient) -> None:
    create_staff("max@example.com", "Max", PASSWORD, "manager")
    answer = owner.delete(f"{ADMIN}/roles/{role_id('manager')}")
    assert (answer.status_code, code(answer)) == (409, "role_in_use")
    answer = owner.patch(f"{ADMIN}/roles/{role_id('owner')}", json={"name": "boss"})
    assert (answer.status_code, code(answer)) == (409, "builtin_role")
    answer = owner.post(f"{ADMIN}/roles", json={"name": "owner", "permissions": []})
    assert (answer.status_code, code(answer)) == (409, "role_name_taken")


def test_a_wrong_permission_is_pointed_at(owner: FlaskClient) -> None:
    body = {"name": "clerk", "permissions": ["orders:read", "orders:reed"]}
    answer = owner.post(f"{ADMIN}/roles", json=body)
    assert (answer.status_code, code(answer)) == (422, "unknown_permission")
    assert answer.json is not None
    (error,) = answer.json["errors"]
    assert error["pointer"] == "#/permissions/1"
    assert "'orders:read'" in error["message"]


def test_the_catalog_of_permissions_is_there_for_the_role_editor(owner: FlaskClient) -> None:
    listed = owner.get(f"{ADMIN}/permissions").json
    assert listed is not None
    refund = next(item for item in listed["items"] if item["name"] == "orders:refund")
    assert refund == {
        "name": "orders:refund",
        "label": "Capture and give back money",
        "group": "Orders",
    }


def test_a_keys_secret_is_shown_once(shop: Shop, owner: FlaskClient, olga: UUID) -> None:
    body = {"name": "Sync", "scopes": ["customers:read"]}
    made = owner.post(f"{ADMIN}/api-keys", json=body, headers={"Idempotency-Key": "k"}).json
    assert made is not None
    program = shop.client()
    bearer = {"Authorization": f"Bearer {made['key']}"}
    assert program.get(f"{ADMIN}/customers", headers=bearer).status_code == 200
    path = f"{ADMIN}/api-keys/{made['id']}"
    found = owner.get(path)
    assert made["key"].split("_", 2)[2] not in found.get_data(as_text=True)
    assert found.json is not None
    assert (found.json["created_by"], found.json["name"]) == (str(olga), "Sync")
    assert found.json["last_used_at"] is not None
    renamed = owner.patch(path, json={"name": "Old sync"}).json
    assert renamed is not None
    assert renamed["name"] == "Old sync"
    assert owner.delete(path).status_code == 204
    dead = program.get(f"{ADMIN}/customers", headers=bearer)
    assert (dead.status_code, code(dead)) == (401, "invalid_api_key")
    listed = owner.get(f"{ADMIN}/api-keys").json
    assert listed is not None
    assert listed["items"][0]["revoked_at"] is not None


def test_everything_is_in_the_audit_log(
    owner: FlaskClient, olga: UUID, as_role: Callable[[str], FlaskClient]
) -> None:
    made = owner.post(f"{ADMIN}/roles", json={"name": "clerk", "permissions": []}).json
    assert made is not None
    query = {"subject": f"role:{made['id']}"}
    page = owner.get(f"{ADMIN}/audit", query_string=query).json
    assert page is not None
    (entry,) = page["items"]
    assert (entry["action"], entry["actor"], entry["actor_label"]) == (
        "role.create",
        f"staff:{olga}",
        "Olga",
    )
    assert entry["request_id"]
    chain = owner.get(f"{ADMIN}/audit/chain").json
    assert chain is not None
    assert chain["intact"]
    assert as_role("support").get(f"{ADMIN}/audit").status_code == 403


def test_the_audit_log_comes_in_pages(owner: FlaskClient) -> None:
    for name in "ab":
        owner.post(f"{ADMIN}/roles", json={"name": name, "permissions": []})
    query: dict[str, Any] = {"action": "role.create", "limit": 1}
    first = owner.get(f"{ADMIN}/audit", query_string=query).json
    assert first is not None
    second = owner.get(f"{ADMIN}/audit", query_string={**query, "cursor": first["next"]}).json
    assert second is not None
    names = [page["items"][0]["data"]["name"] for page in (first, second)]
    assert names == ["b", "a"]
    assert second["next"] is None
