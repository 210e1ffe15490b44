"""Who calls a shop in tests, with the rights that the test gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias
from uuid import uuid4

from flask.testing import FlaskClient

from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.commerce.staff import all_permissions, create_api_key
from shopwright.testing.shop import Shop

SignIn: TypeAlias = Callable[..., FlaskClient]
_PASSWORD = "correct horse battery"  # noqa: S105 (of customers who exist in tests only)


def customer_browser(shop: Shop, email: str = "") -> FlaskClient:
    """A new customer's browser, signed in."""
    email = email or f"{uuid4().hex}@example.com"
    create_customer(NewCustomer(email=email, verified=True, password=_PASSWORD))
    client = shop.client()
    answer = client.post("/api/v1/session", json={"email": email, "password": _PASSWORD})
    if answer.status_code != 201:
        raise AssertionError(f"nobody could sign in: {answer.text}")
    return client


def staff_program(shop: Shop, *permissions: str) -> FlaskClient:
    """A program of the staff's, whose key holds `permissions`; all that there are, without any."""
    wanted = permissions or [item.name for item in all_permissions()]
    client = shop.client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {create_api_key('a test', wanted).key}"
    return client
