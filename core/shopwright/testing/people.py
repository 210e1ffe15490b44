"""Browsers of people who are signed in, for tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias
from uuid import uuid4

from flask.testing import FlaskClient

from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.commerce.staff import create_owner, create_role, create_staff
from shopwright.testing.shop import Shop

SignIn: TypeAlias = Callable[..., FlaskClient]
_PASSWORD = "correct horse battery"  # noqa: S105 (of people who exist in tests only)


def customer_browser(shop: Shop, email: str = "") -> FlaskClient:
    """A new customer's browser, signed in."""
    email = email or f"{uuid4().hex}@example.com"
    create_customer(NewCustomer(email=email, verified=True, password=_PASSWORD))
    return _signed_in(shop, "/api/v1/session", email)


def staff_browser(shop: Shop, *permissions: str) -> FlaskClient:
    """The browser of a new member of staff who holds `permissions`; of an owner without any."""
    email, name = f"{uuid4().hex}@example.com", "Olga"
    create_owner(email, name, _PASSWORD)
    if permissions:
        email, role = f"{uuid4().hex}@example.com", uuid4().hex
        create_role(role, permissions)
        create_staff(email, name, _PASSWORD, role)
    return _signed_in(shop, "/api/v1/admin/session", email)


def _signed_in(shop: Shop, path: str, email: str) -> FlaskClient:
    client = shop.client()
    answer = client.post(path, json={"email": email, "password": _PASSWORD})
    if answer.status_code != 201:
        raise AssertionError(f"nobody could sign in: {answer.text}")
    return client
