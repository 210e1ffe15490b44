"""Paying at a provider's own page: there and back, with the fake Stripe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shopwright.commerce.channels import install_defaults
from shopwright.testing import (
    DatabaseKind,
    Databases,
    ScriptedProvider,
    Shop,
    assert_books,
    open_shop,
    trading_plugin,
)
from shopwright_storefront.plugin import Storefront
from shopwright_stripe_payments.fake import FakeStripe, Options, running_fake
from shopwright_stripe_payments.plugin import StripePayments

STAND_IN = "SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS"
ADDRESS = {
    "email": "ada@example.com", "country": "DE", "name": "Ada Byron",
    "address1": "Lindenstraße 4", "postal_code": "10969", "city": "Berlin",
}  # fmt: skip


@pytest.fixture
def fake() -> Iterator[FakeStripe]:
    """A new account at Stripe, in memory."""
    with running_fake(options=Options()) as fake:
        yield fake


@pytest.fixture
def shop(
    shopwright_databases: Databases,
    shopwright_database: DatabaseKind,
    tmp_path: Path,
    fake: FakeStripe,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shop]:
    """A demo shop: payments go to the fake."""
    monkeypatch.setenv(STAND_IN, fake.url)
    monkeypatch.setenv(f"{STAND_IN}_SECRET", "whsec_of_these_tests")
    own = (Storefront, StripePayments)
    with (
        shopwright_databases.fresh(shopwright_database, tmp_path, own) as url,
        open_shop(
            tmp_path,
            *own,
            trading_plugin(ScriptedProvider()),
            database_url=url,
            make_tables=False,
            environment="development",
            public_url="http://localhost",
        ) as shop,
    ):
        install_defaults()
        yield shop


@pytest.fixture
def paying(browser: Any, shirt: str) -> Any:
    """A browser that is on its way to Stripe's page."""
    browser.get(f"/products/{shirt}")
    browser.send("cart_add")
    browser.get("/checkout")
    page = browser.send("checkout", press=("do", "pay"), method="stripe:checkout", **ADDRESS)
    assert page.request.path == "/checkout/pay"
    return browser


def session_of(page: str, fake: FakeStripe) -> str:
    """The session that the page leads to."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]*)"', page)
    assert found is not None
    assert found.group(1).startswith(fake.url)
    session = re.search(r"cs_[A-Za-z0-9_]+", found.group(1))
    assert session is not None
    return session.group()


def test_a_shopper_pays_there_and_comes_back_to_thanks(paying: Any, fake: FakeStripe) -> None:
    fake.controls.pay(session_of(paying.page.text, fake), "4242424242424242")
    thanks = paying.get("/checkout/return")
    assert thanks.request.path == "/checkout/thanks"
    assert "We have your order" in thanks.text
    assert "4242" in thanks.text
    assert "Your cart is empty." in paying.get("/cart").text
    assert_books()


def test_who_gives_up_finds_cart_and_address_again(paying: Any) -> None:
    page = paying.get("/checkout/return?canceled=1")
    assert page.request.path == "/checkout"
    assert "You did not finish the payment." in page.text
    assert 'value="Ada Byron"' in page.text
    thanks = paying.send("checkout", press=("do", "pay"), method="scripted:card")
    assert "We have your order" in thanks.text


def test_forms_are_sent_to_the_shop_alone(paying: Any) -> None:
    policy = paying.page.headers["Content-Security-Policy"]
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_demo_says_that_no_money_moves(browser: Any) -> None:
    assert "no money moves" in browser.get("/").text
