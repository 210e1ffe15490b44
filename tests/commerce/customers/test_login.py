"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import time_machine
from argon2 import PasswordHasher
from shopwright.commerce.customers import (
    CustomerChanges,
    CustomerLoggedIn,
    TooManyAttempts,
    WrongCredentials,
    login,
    logout,
    signed_in_customer,
    update_customer,
)
from shopwright.commerce.customers.models import Customer
from shopwright.platform.accounts import Browser, sessions_of
from shopwright.platform.accounts.models import LoginSession
from shopwright.platform.db import read, transaction
from shopwright.testing.shop import Shop
from sqlalchemy import select, update

Emitted = Callable[[type[Any]], list[Any]]
PASSWORD = "correct horse battery"
BROWSER = Browser(address="203.0.113.7", user_agent="Firefox")


def test_the_right_password_opens_a_session(shop: Shop, ada: UUID, emitted: Emitted) -> None:
    opened = login(" ADA@example.com", PASSWORD, BROWSER)
    found = signed_in_customer(opened.token)
    assert found is not None
    assert (found.customer_id, found.first_name) == (ada, "Ada")
    event = emitted(CustomerLoggedIn)[0]
    assert (event.customer_id, event.actor.kind, event.actor.id) == (ada, "customer", ada)


def test_the_actors_label_holds_no_name(shop: Shop, ada: UUID, emitted: Emitted) -> None:
    login("ada@example.com", PASSWORD, BROWSER)
    assert emitted(CustomerLoggedIn)[0].actor.label == "customer"


def test_only_a_hash_of_the_token_is_stored(shop: Shop, ada: UUID) -> None:
    opened = login("ada@example.com", PASSWORD, BROWSER)
    with read() as db:
        row = db.execute(select(LoginSession.__table__)).one()
    assert opened.token not in str(row)


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("", ""), ("x\n", PASSWORD)],
)
def test_everything_else_gives_one_answer(shop: Shop, ada: UUID, email: str, password: str) -> None:
    with pytest.raises(WrongCredentials) as error:
        login(email, password, BROWSER)
    assert error.value.message == WrongCredentials().message


def test_a_blocked_customer_gets_that_answer_too(shop: Shop, ada: UUID) -> None:
    opened = login("ada@example.com", PASSWORD, BROWSER)
    update_customer(ada, CustomerChanges(active=False))
    assert signed_in_customer(opened.token) is None
    with pytest.raises(WrongCredentials):
        login("ada@example.com", PASSWORD, BROWSER)


@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com"])
def test_the_eleventh_guess_waits_whether_or_not_the_account_exists(
    shop: Shop, ada: UUID, email: str
) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        for _ in range(10):
            with pytest.raises(WrongCredentials):
                login(email, "wrong", BROWSER)
        with pytest.raises(TooManyAttempts) as error:
            login(email, PASSWORD, BROWSER)
        assert error.value.retry_after == 900
        clock.shift(900)
        with pytest.raises(WrongCredentials):
            login(email, "wrong", BROWSER)


def test_success_forgets_the_failures(shop: Shop, ada: UUID) -> None:
    for _ in range(2):
        for _ in range(9):
            with pytest.raises(WrongCredentials):
                login("ada@example.com", "wrong", BROWSER)
        login("ada@example.com", PASSWORD, BROWSER)


def test_signing_in_ends_the_session_that_the_browser_had(shop: Shop, ada: UUID) -> None:
    first = login("ada@example.com", PASSWORD, BROWSER)
    second = login("ada@example.com", PASSWORD, Browser(replaces=first.token))
    assert first.token != second.token
    assert signed_in_customer(first.token) is None
    assert [view.id for view in sessions_of("customer", ada)] == [second.id]


def test_signing_out_ends_the_session_and_can_be_repeated(shop: Shop, ada: UUID) -> None:
    opened = login("ada@example.com", PASSWORD, BROWSER)
    logout(opened.token)
    logout(opened.token)
    assert signed_in_customer(opened.token) is None


def test_a_session_ends_thirty_days_after_it_was_used_last(shop: Shop, ada: UUID) -> None:
    day = 24 * 3600
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        opened = login("ada@example.com", PASSWORD, BROWSER)
        clock.shift(29 * day)
        assert signed_in_customer(opened.token) is not None
        clock.shift(29 * day)
        assert signed_in_customer(opened.token) is not None
        clock.shift(30 * day)
        assert signed_in_customer(opened.token) is None


def test_a_session_of_a_customer_is_none_of_staff(shop: Shop, ada: UUID) -> None:
    from shopwright.commerce.staff import signed_in_staff

    opened = login("ada@example.com", PASSWORD, BROWSER)
    assert signed_in_staff(opened.token) is None


@pytest.mark.usefixtures("real_passwords")
def test_a_hash_of_older_parameters_is_renewed_at_login(shop: Shop, ada: UUID) -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with transaction() as db:
        db.execute(update(Customer).values(password_hash=weaker))
    login("ada@example.com", PASSWORD, BROWSER)
    with read() as db:
        stored = db.scalar(select(Customer.password_hash))
    assert stored is not None
    assert "m=19456,t=2,p=1" in stored
    assert login("ada@example.com", PASSWORD, BROWSER).token


def test_a_password_that_changes_while_it_is_checked_opens_nothing(
    shop: Shop, ada: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(password: str, stored: str | None) -> bool:
        with transaction() as db:
            db.execute(update(Customer).values(password_hash="another"))
        return True

    monkeypatch.setattr("shopwright.commerce.customers.commands.login.verify_password", slow)
    with pytest.raises(WrongCredentials):
        login("ada@example.com", PASSWORD, BROWSER)
    assert sessions_of("customer", ada) == []
