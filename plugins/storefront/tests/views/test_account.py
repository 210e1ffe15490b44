"""Accounts: register, confirm, sign in, find the order, addresses, profile, privacy."""

from __future__ import annotations

import re
from typing import Any

from shopwright.commerce.customers import customer_by_email, issue_token
from shopwright.testing import Shop

PASSWORD = "correct horse battery"
ADDRESS = {
    "email": "ada@example.com", "country": "DE", "name": "Ada Byron",
    "address1": "Lindenstraße 4", "postal_code": "10969", "city": "Berlin",
}  # fmt: skip


def registered(browser: Any) -> None:
    browser.get("/account/register")
    told = browser.send(
        "register", email="ada@example.com", password=PASSWORD, first_name="Ada", last_name="Byron"
    )
    assert "Have a look at your mail" in told.text
    who = customer_by_email("ada@example.com")
    token = issue_token(who.id, "verify_email", email="ada@example.com")
    browser.get(f"/account/verify?token={token}")
    assert "Your address is confirmed" in browser.send("verify").text


def signed_in(browser: Any) -> None:
    registered(browser)
    browser.get("/account/login")
    assert "Hello Ada" in browser.send("login", email="ada@example.com", password=PASSWORD).text


def test_somebody_registers_confirms_buys_and_finds_the_order(browser: Any, shirt: str) -> None:
    browser.get(f"/products/{shirt}")
    browser.send("cart_add")
    signed_in(browser)
    assert "Linen shirt" in browser.get("/cart").text
    checkout = browser.get("/checkout")
    assert 'value="ada@example.com"' in checkout.text
    assert "Thank you" in browser.send("checkout", press=("do", "pay"), **ADDRESS).text
    orders = browser.get("/account/orders")
    link = re.search(r'href="(/account/orders/[^"]*)"', orders.text)
    assert link is not None
    assert "Linen shirt" in browser.get(link.group(1)).text


def test_a_wrong_password_is_told_without_losing_the_address(browser: Any, shop: Shop) -> None:
    browser.get("/account/login")
    again = browser.send("login", email="ada@example.com", password="wrong password")
    assert again.status_code == 422
    assert 'value="ada@example.com"' in again.text
    assert "form-problems" in again.text


def test_guests_are_asked_to_sign_in_and_come_back(browser: Any) -> None:
    registered(browser)
    answer = browser.get("/account/addresses")
    assert answer.request.path == "/account/login"
    back = browser.send("login", email="ada@example.com", password=PASSWORD)
    assert back.request.path == "/account/addresses"


def test_addresses_are_added_changed_and_removed(browser: Any) -> None:
    signed_in(browser)
    browser.get("/account/addresses")
    book = browser.send("address", **{k: v for k, v in ADDRESS.items() if k != "email"})
    assert "10969 Berlin" in book.text
    assert "Add an address" in book.text
    edit = re.search(r'href="(/account/addresses\?edit=[^"#]*)', book.text)
    assert edit is not None
    browser.get(edit.group(1))
    assert "Change the address" in browser.page.text
    wrong = browser.send("address", address1="")
    assert (wrong.status_code, wrong.text.count('role="alert"')) == (422, 1)
    saved = browser.send("address", address1="Lindenstraße 5")
    assert "Lindenstraße 5<br>" in saved.text
    assert "Lindenstraße 4<br>" not in saved.text
    key = edit.group(1).partition("=")[2]
    gone = browser.send("address_remove", press=("remove", key))
    assert "Lindenstraße" not in gone.text


def test_a_profile_is_changed(browser: Any) -> None:
    signed_in(browser)
    browser.get("/account/profile")
    saved = browser.send("profile", first_name="Augusta")
    assert "Your profile is saved." in saved.text
    assert 'value="Augusta"' in saved.text


def test_a_password_is_changed_only_with_the_one_before(browser: Any) -> None:
    signed_in(browser)
    browser.get("/account/profile")
    wrong = browser.send("password", current_password="nonsense", new_password="another one 123")
    assert wrong.status_code == 422
    done = browser.send("password", current_password=PASSWORD, new_password="another one 123")
    assert "Your password is changed." in done.text
    assert browser.get("/account").request.path == "/account"


def test_personal_data_are_given_and_erased(browser: Any) -> None:
    signed_in(browser)
    browser.get("/account/privacy")
    data = browser.send("export", press=("do", "export"))
    assert data.mimetype == "application/json"
    assert b"ada@example.com" in data.data
    browser.get("/account/privacy")
    wrong = browser.send("privacy", press=("do", "erase"), password="nonsense")
    assert (wrong.status_code, wrong.text.count('role="alert"')) == (422, 1)
    gone = browser.send("privacy", press=("do", "erase"), password=PASSWORD)
    assert "Your account is deleted." in gone.text
    assert browser.get("/account").request.path == "/account/login"


def test_signing_out_ends_it(browser: Any) -> None:
    signed_in(browser)
    browser.get("/account")
    assert "You are signed out." in browser.send("logout").text
    assert browser.get("/account").request.path == "/account/login"


def test_a_link_back_leads_nowhere_else(browser: Any) -> None:
    registered(browser)
    browser.get("/account/login?return_to=//evil.example/")
    answer = browser.send("login", email="ada@example.com", password=PASSWORD)
    assert answer.request.path == "/account"
