"""Conflicts of people: addresses that are taken, books that are full, owners that must stay."""

from __future__ import annotations

from shopwright.commerce.customers import (
    NewCustomer,
    add_address,
    address_book,
    create_customer,
    issue_token,
)
from shopwright.commerce.customers.commands.address_book import LARGEST
from shopwright.commerce.staff import create_role
from shopwright.testing.shop import ADDRESS
from werkzeug.test import TestResponse

from tests.storms.conflicts.scene import Scene, conflict

HOME = ADDRESS.to_dict()


def full_address_book(scene: Scene) -> None:
    """The customer has as many addresses as anybody may have."""
    for _ in range(LARGEST - len(address_book(scene.customer_id))):
        add_address(scene.customer_id, ADDRESS)


@conflict
def account_add_address(scene: Scene) -> TestResponse:
    full_address_book(scene)
    return scene.ask("POST", "/account/addresses", HOME)


@conflict
def admin_customers_add_address(scene: Scene) -> TestResponse:
    full_address_book(scene)
    return scene.ask("POST", f"/admin/customers/{scene.customer_id}/addresses", HOME)


@conflict
def account_confirm_email(scene: Scene) -> TestResponse:
    """Somebody else took the address before the link was followed."""
    token = issue_token(scene.customer_id, "change_email", email="countess@example.com")
    create_customer(NewCustomer(email="countess@example.com"))
    return scene.ask("POST", "/account/email/confirm", {"token": token})


@conflict
def admin_customers_create_customer(scene: Scene) -> TestResponse:
    create_customer(NewCustomer(email="bea@example.com"))
    return scene.ask("POST", "/admin/customers", {"email": "bea@example.com"})


@conflict
def admin_customers_change_customer(scene: Scene) -> TestResponse:
    create_customer(NewCustomer(email="cleo@example.com"))
    body = {"email": "cleo@example.com"}
    return scene.ask("PATCH", f"/admin/customers/{scene.customer_id}", body)


@conflict
def admin_staff_invite(scene: Scene) -> TestResponse:
    body = {"email": "olga@example.com", "name": "Olga", "roles": []}
    return scene.ask("POST", "/admin/staff", body)


@conflict
def admin_staff_change_member(scene: Scene) -> TestResponse:
    return scene.ask("PATCH", f"/admin/staff/{scene.owner_id}", {"active": False})


@conflict
def admin_staff_remove_member(scene: Scene) -> TestResponse:
    return scene.ask("DELETE", f"/admin/staff/{scene.owner_id}")


@conflict
def admin_roles_create_role(scene: Scene) -> TestResponse:
    create_role("Packer", ["orders:read"])
    return scene.ask("POST", "/admin/roles", {"name": "Packer", "permissions": []})


@conflict
def admin_roles_change_role(scene: Scene) -> TestResponse:
    create_role("Buyer", ["orders:read"])
    other = create_role("Seller", ["orders:read"])
    return scene.ask("PATCH", f"/admin/roles/{other}", {"name": "Buyer"})


@conflict
def admin_roles_remove_role(scene: Scene) -> TestResponse:
    """It is the owner's."""
    roles = scene.ask("GET", "/admin/roles").get_json()["items"]
    builtin = next(role["id"] for role in roles if role["builtin"])
    return scene.ask("DELETE", f"/admin/roles/{builtin}")
