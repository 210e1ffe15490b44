"""Refusals of the shop are told in the language of the page."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def options() -> dict[str, object]:
    """A shop that speaks German, too."""
    return {"environment": "development", "locales": ("en", "de")}


def test_who_cannot_sign_in_is_told_so_in_german(browser: Any) -> None:
    browser.get("/de/account/login")
    answer = browser.send("login", email="ada@example.com", password="wrong password")
    assert "oder das Passwort stimmt nicht" in answer.text
    browser.get("/account/login")
    answer = browser.send("login", email="ada@example.com", password="wrong password")
    assert "or the password is wrong" in answer.text


def test_a_checkout_that_is_not_complete_says_what_is_missing_in_german(
    browser: Any, shirt: str
) -> None:
    browser.get(f"/de/products/{shirt}")
    browser.send("cart_add")
    browser.get("/de/checkout")
    answer = browser.send("checkout", press=("do", "pay"), email="ada@example.com", postal_code="1")
    assert answer.status_code == 422
    assert "1 ist hier keine gültige Postleitzahl. Sie sieht so aus: " in answer.text
    assert "Bitte geben Sie einen Nachnamen oder eine Firma an." in answer.text
    assert "Enter a" not in answer.text


def test_a_discount_code_that_nobody_knows_is_refused_in_german(browser: Any, shirt: str) -> None:
    browser.get(f"/de/products/{shirt}")
    browser.send("cart_add")
    browser.get("/de/cart")
    assert "Dieser Code gilt hier nicht." in browser.send("coupon", code="NOBODY").text
