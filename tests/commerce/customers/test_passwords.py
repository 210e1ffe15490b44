"""Forgotten and changed passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import time_machine
from shopwright.commerce.customers import (
    CustomerPasswordChanged,
    NewCustomer,
    PasswordResetRequested,
    TooManyAttempts,
    WrongCredentials,
    WrongPassword,
    change_password,
    create_customer,
    customer,
    invite_customer,
    issue_token,
    login,
    request_password_reset,
    reset_password,
    signed_in_customer,
)
from shopwright.platform.accounts import Browser, InvalidToken, WeakPassword
from shopwright.testing.shop import Shop

Emitted = Callable[[type[Any]], list[Any]]
PASSWORD = "correct horse battery"
NEW = "a different sentence"


def reset_token(customer_id: UUID, email: str = "ada@example.com") -> str:
    token = issue_token(customer_id, "reset_password", email=email)
    assert token is not None
    return token


def test_only_known_addresses_get_a_mail_and_nobody_is_told(
    shop: Shop, ada: UUID, emitted: Emitted
) -> None:
    request_password_reset("ADA@example.com")
    request_password_reset("nobody@example.com")
    assert [event.customer_id for event in emitted(PasswordResetRequested)] == [ada]


def test_five_mails_an_hour_are_enough(shop: Shop, ada: UUID, emitted: Emitted) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        for _ in range(7):
            request_password_reset("ada@example.com")
        assert len(emitted(PasswordResetRequested)) == 5
        clock.shift(3600)
        request_password_reset("ada@example.com")
        assert len(emitted(PasswordResetRequested)) == 6


def test_a_reset_ends_every_session_and_the_old_password(
    shop: Shop, ada: UUID, emitted: Emitted
) -> None:
    opened = login("ada@example.com", PASSWORD, Browser())
    reset_password(reset_token(ada), NEW)
    assert signed_in_customer(opened.token) is None
    with pytest.raises(WrongCredentials):
        login("ada@example.com", PASSWORD, Browser())
    assert login("ada@example.com", NEW, Browser()).token
    assert [event.customer_id for event in emitted(CustomerPasswordChanged)] == [ada]


def test_one_reset_makes_all_links_useless(shop: Shop, ada: UUID) -> None:
    first, second = reset_token(ada), reset_token(ada)
    reset_password(second, NEW)
    for token in (first, second):
        with pytest.raises(InvalidToken):
            reset_password(token, "yet another sentence")


def test_at_most_five_links_are_good_at_a_time(shop: Shop, ada: UUID) -> None:
    tokens = [reset_token(ada) for _ in range(6)]
    with pytest.raises(InvalidToken):
        reset_password(tokens[0], NEW)
    reset_password(tokens[1], NEW)


def test_a_link_is_good_for_an_hour(shop: Shop, ada: UUID) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        token = reset_token(ada)
        clock.shift(3600)
        with pytest.raises(InvalidToken):
            reset_password(token, NEW)


def test_a_refused_password_does_not_use_the_link_up(shop: Shop, ada: UUID) -> None:
    token = reset_token(ada)
    with pytest.raises(WeakPassword):
        reset_password(token, "password")
    reset_password(token, NEW)


def test_a_reset_proves_the_address(shop: Shop) -> None:
    customer_id = create_customer(NewCustomer(email="bea@example.com", invite=True))
    assert not customer(customer_id).verified
    reset_password(reset_token(customer_id, "bea@example.com"), NEW)
    assert customer(customer_id).verified
    assert login("bea@example.com", NEW, Browser()).account_id == customer_id


def test_an_invitation_is_marked_as_one(shop: Shop, ada: UUID, emitted: Emitted) -> None:
    create_customer(NewCustomer(email="bea@example.com", invite=True))
    invite_customer(ada)
    assert [event.invited for event in emitted(PasswordResetRequested)] == [True, False]


def test_changing_it_keeps_this_browser_and_ends_the_others(shop: Shop, ada: UUID) -> None:
    here, there = (login("ada@example.com", PASSWORD, Browser()) for _ in range(2))
    renewed = change_password(ada, PASSWORD, NEW, Browser(replaces=here.token))
    assert signed_in_customer(renewed.token) is not None
    assert signed_in_customer(here.token) is None
    assert signed_in_customer(there.token) is None


def test_changing_it_needs_the_current_one(shop: Shop, ada: UUID) -> None:
    with pytest.raises(WrongPassword) as error:
        change_password(ada, "wrong", NEW, Browser())
    assert error.value.problems[0].field == "current_password"


def test_guessing_the_current_one_is_limited_too(shop: Shop, ada: UUID) -> None:
    for _ in range(10):
        with pytest.raises(WrongPassword):
            change_password(ada, "wrong", NEW, Browser())
    with pytest.raises(TooManyAttempts):
        change_password(ada, PASSWORD, NEW, Browser())


def test_a_weak_new_one_names_its_field(shop: Shop, ada: UUID) -> None:
    with pytest.raises(WeakPassword) as error:
        change_password(ada, PASSWORD, "ada@example.com", Browser())
    assert error.value.problems[0].field == "new_password"
