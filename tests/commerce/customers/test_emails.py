"""Changing a mail address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from shopwright.commerce.customers import (
    EmailChangeRequested,
    EmailTaken,
    NewCustomer,
    WrongPassword,
    confirm_email_change,
    create_customer,
    customer,
    issue_token,
    request_email_change,
    reset_password,
    verify_email,
)
from shopwright.platform.accounts import InvalidEmail, InvalidToken
from shopwright.testing.shop import Shop

Emitted = Callable[[type[Any]], list[Any]]
PASSWORD = "correct horse battery"
NEW = "countess@example.com"


def change_token(customer_id: UUID, email: str = NEW) -> str:
    token = issue_token(customer_id, "change_email", email=email)
    assert token is not None
    return token


def test_the_old_address_stays_until_the_new_one_is_proven(
    shop: Shop, ada: UUID, emitted: Emitted
) -> None:
    request_email_change(ada, "Countess@Example.com", PASSWORD)
    event = emitted(EmailChangeRequested)[0]
    assert (event.email, event.current_email) == (NEW, "ada@example.com")
    assert customer(ada).email == "ada@example.com"
    assert confirm_email_change(change_token(ada)) == ada
    assert (customer(ada).email, customer(ada).verified) == (NEW, True)


def test_it_takes_the_password(shop: Shop, ada: UUID) -> None:
    with pytest.raises(WrongPassword):
        request_email_change(ada, NEW, "wrong")


def test_it_takes_an_address(shop: Shop, ada: UUID) -> None:
    with pytest.raises(InvalidEmail):
        request_email_change(ada, "nonsense", PASSWORD)


def test_a_token_makes_only_the_address_that_it_was_sent_to(shop: Shop, ada: UUID) -> None:
    bea = create_customer(NewCustomer(email="bea@example.com", verified=True))
    token = change_token(bea, "new@example.com")
    assert confirm_email_change(token) == bea
    assert customer(ada).email == "ada@example.com"
    assert customer(bea).email == "new@example.com"


def test_an_address_that_has_an_account_gets_no_link(shop: Shop, ada: UUID) -> None:
    create_customer(NewCustomer(email=NEW))
    request_email_change(ada, NEW, PASSWORD)  # says nothing
    assert issue_token(ada, "change_email", email=NEW) is None


def test_an_address_that_was_taken_meanwhile_is_refused(shop: Shop, ada: UUID) -> None:
    token = change_token(ada)
    create_customer(NewCustomer(email=NEW))
    with pytest.raises(EmailTaken):
        confirm_email_change(token)


def test_links_that_went_to_the_old_address_are_useless_afterwards(shop: Shop, ada: UUID) -> None:
    resetting = issue_token(ada, "reset_password", email="ada@example.com")
    assert resetting is not None
    confirm_email_change(change_token(ada))
    with pytest.raises(InvalidToken):
        reset_password(resetting, "a different sentence")


def test_a_token_for_one_purpose_is_good_for_no_other(shop: Shop, ada: UUID) -> None:
    token = change_token(ada)
    with pytest.raises(InvalidToken):
        verify_email(token)
    with pytest.raises(InvalidToken):
        reset_password(token, "a different sentence")
