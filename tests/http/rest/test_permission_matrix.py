"""Every endpoint times every kind of caller: what nobody granted is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.staff import ALL, CORE_PERMISSIONS
from shopwright.commerce.staff.permissions import STARTING_ROLES
from shopwright.http.rest.docs import OPEN_RULES
from shopwright.http.rest.kit import Endpoint, declared, unclassified
from shopwright.testing.shop import Shop

KNOWN = frozenset(permission.name for permission in CORE_PERMISSIONS)
STAND_INS = {"uuid": str(UUID(int=7)), "int": "7", "string": "x", "path": "x"}


def path_of(endpoint: Endpoint) -> str:
    path = endpoint.rule
    for name, converter in endpoint.path_parameters:
        for spelled in (f"<{converter}:{name}>", f"<{name}>"):
            path = path.replace(spelled, STAND_INS[converter])
    return path


def ask(client: FlaskClient, endpoint: Endpoint) -> Any:
    takes_json = endpoint.unsafe and isinstance(endpoint.body, type)
    return client.open(path_of(endpoint), method=endpoint.method, json={} if takes_json else None)


def may(rights: frozenset[str], endpoint: Endpoint) -> bool:
    return ALL in rights or rights.issuperset(endpoint.access.permissions)


def test_every_route_of_the_api_says_who_may_call_it(shop: Shop) -> None:
    assert unclassified(shop.app, allow=OPEN_RULES) == []


def test_endpoints_ask_for_permissions_that_exist(shop: Shop) -> None:
    for endpoint in declared(shop.app):
        assert KNOWN.issuperset(endpoint.access.permissions), endpoint.operation_id


def test_what_is_below_admin_is_for_staff_or_for_signing_in(shop: Shop) -> None:
    open_ones = {
        endpoint.rule.removeprefix("/api/v1/admin")
        for endpoint in declared(shop.app)
        if endpoint.rule.startswith("/api/v1/admin") and endpoint.access.kind != "staff"
    }
    assert open_ones == {
        "/session",
        "/invitation",
        "/password-reset",
        "/password-reset/confirm",
    }


def test_guests_reach_only_what_is_public(shop: Shop, guest: FlaskClient) -> None:
    for endpoint in declared(shop.app):
        if endpoint.access.kind != "public":
            answer = ask(guest, endpoint)
            assert answer.status_code in (401, 404 if endpoint.hide else 401), endpoint.operation_id


def test_customers_reach_nothing_of_the_staffs(shop: Shop, as_ada: FlaskClient) -> None:
    cookie = as_ada.get_cookie("shopwright_session")
    assert cookie is not None
    as_ada.set_cookie("shopwright_staff", cookie.value)
    for endpoint in declared(shop.app):
        if endpoint.access.kind == "staff":
            assert ask(as_ada, endpoint).status_code == 401, endpoint.operation_id


def test_staff_are_no_customers(shop: Shop, owner: FlaskClient) -> None:
    for endpoint in declared(shop.app):
        if endpoint.access.kind == "customer":
            assert ask(owner, endpoint).status_code == 401, endpoint.operation_id


@pytest.mark.parametrize("role", ["manager", "support", "warehouse"])
def test_a_role_reaches_what_it_was_granted_and_nothing_else(
    shop: Shop, as_role: Callable[[str], FlaskClient], role: str
) -> None:
    client, rights = as_role(role), frozenset(STARTING_ROLES[role])
    refused = reached = 0
    for endpoint in declared(shop.app):
        if endpoint.access.kind != "staff":
            continue
        if not may(rights, endpoint):
            refused += 1
            expected = 404 if endpoint.hide else 403
            assert ask(client, endpoint).status_code == expected, endpoint.operation_id
        elif endpoint.method == "GET":
            reached += 1
            assert ask(client, endpoint).status_code not in (401, 403), endpoint.operation_id
    assert refused
    assert reached


def test_the_owner_reaches_everything(shop: Shop, owner: FlaskClient) -> None:
    for endpoint in declared(shop.app):
        if endpoint.access.kind == "staff" and endpoint.method == "GET":
            assert ask(owner, endpoint).status_code not in (401, 403), endpoint.operation_id


def test_a_program_reaches_what_its_scopes_say_and_no_customers_account(
    shop: Shop, as_program: Callable[..., FlaskClient]
) -> None:
    client = as_program("orders:read")
    for endpoint in declared(shop.app):
        if endpoint.access.kind == "customer":
            assert ask(client, endpoint).status_code == 403, endpoint.operation_id
        elif endpoint.access.kind == "staff" and not may(frozenset({"orders:read"}), endpoint):
            expected = 404 if endpoint.hide else 403
            assert ask(client, endpoint).status_code == expected, endpoint.operation_id


def test_a_wrong_key_is_refused_even_beside_a_good_cookie(shop: Shop, owner: FlaskClient) -> None:
    for header in ("Bearer sw_nonsense", "Basic b2xnYTpw", "Bearer", ""):
        answer = owner.get("/api/v1/admin/customers", headers={"Authorization": header})
        assert answer.status_code == 401, header
        assert (answer.json or {})["code"] == "invalid_api_key"
