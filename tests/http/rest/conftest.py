"""Callers of the API: guests, customers, staff of each role, programs."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.commerce.staff import create_api_key, create_owner, create_staff
from shopwright.testing.shop import Shop

PASSWORD = "correct horse battery"


@pytest.fixture
def guest(shop: Shop) -> FlaskClient:
    """A browser without cookies."""
    return shop.client()


@pytest.fixture
def ada(shop: Shop) -> UUID:
    """A customer who can sign in: ada@example.com."""
    return create_customer(
        NewCustomer(
            email="ada@example.com",
            first_name="Ada",
            last_name="Lovelace",
            verified=True,
            password=PASSWORD,
        )
    )


@pytest.fixture
def as_ada(shop: Shop, ada: UUID) -> FlaskClient:
    """Ada's browser, signed in."""
    client = shop.client()
    answer = client.post("/api/v1/session", json={"email": "ada@example.com", "password": PASSWORD})
    assert answer.status_code == 201
    return client


@pytest.fixture
def olga(shop: Shop) -> UUID:
    """The shop's owner: olga@example.com."""
    return create_owner("olga@example.com", "Olga", PASSWORD)


@pytest.fixture
def owner(shop: Shop, olga: UUID) -> FlaskClient:
    """The owner's browser, signed in."""
    return _signed_in(shop, "olga@example.com")


@pytest.fixture
def as_role(shop: Shop, olga: UUID) -> Callable[[str], FlaskClient]:
    """`as_role("support")`: the browser of a new member of staff with that role."""

    def sign_in(role: str) -> FlaskClient:
        create_staff(f"{role}@example.com", role.title(), PASSWORD, role)
        return _signed_in(shop, f"{role}@example.com")

    return sign_in


@pytest.fixture
def as_program(shop: Shop) -> Callable[..., FlaskClient]:
    """`as_program("orders:read")`: a program whose API key has these scopes."""

    def with_key(*scopes: str) -> FlaskClient:
        client = shop.client()
        key = create_api_key("A program", scopes).key
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        return client

    return with_key


def _signed_in(shop: Shop, email: str) -> FlaskClient:
    client = shop.client()
    answer = client.post("/api/v1/admin/session", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 201
    return client
