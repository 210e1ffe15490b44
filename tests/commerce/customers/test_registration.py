"""Registering never tells who has an account; only the mail does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import time_machine
from shopwright.commerce.customers import (
    CustomerRegistered,
    CustomerVerified,
    EmailVerificationRequested,
    PasswordResetRequested,
    Registration,
    RegistrationRepeated,
    WrongCredentials,
    customer_by_email,
    issue_token,
    login,
    register,
    request_verification,
    reset_password,
    verify_email,
)
from shopwright.platform.accounts import Browser, InvalidEmail, InvalidToken, WeakPassword
from shopwright.testing.shop import Shop

Emitted = Callable[[type[Any]], list[Any]]
PASSWORD = "correct horse battery"
BEA = Registration(email="Bea@Example.com", password=PASSWORD, first_name="Bea")


def token_for(emitted: Emitted) -> str:
    """What the mail would hold."""
    event = emitted(EmailVerificationRequested)[-1]
    token = issue_token(event.customer_id, "verify_email", email=event.email)
    assert token is not None
    return token


def test_a_new_account_asks_for_proof_of_its_address(shop: Shop, emitted: Emitted) -> None:
    register(BEA)
    found = customer_by_email("bea@example.COM")
    assert found is not None
    assert (found.email, found.first_name, found.verified) == ("bea@example.com", "Bea", False)
    assert emitted(CustomerRegistered)[0].customer_id == found.id
    assert emitted(EmailVerificationRequested)[0].email == "bea@example.com"


def test_events_carry_no_token(shop: Shop, emitted: Emitted) -> None:
    register(BEA)
    event = emitted(EmailVerificationRequested)[0]
    assert set(event.__dataclass_fields__) == {
        *("event_id", "occurred_at", "actor", "schema_version"),
        *("customer_id", "email", "locale"),
    }


def test_nobody_signs_in_before_the_address_is_proven(shop: Shop, emitted: Emitted) -> None:
    register(BEA)
    with pytest.raises(WrongCredentials):
        login(BEA.email, PASSWORD, Browser())
    verify_email(token_for(emitted))
    assert login(BEA.email, PASSWORD, Browser()).token


def test_signing_in_too_early_sends_the_mail_again(shop: Shop, emitted: Emitted) -> None:
    register(BEA)
    with pytest.raises(WrongCredentials):
        login(BEA.email, PASSWORD, Browser())
    assert len(emitted(EmailVerificationRequested)) == 2


def test_a_verified_address_is_told_by_mail_that_it_has_an_account(
    shop: Shop, ada: UUID, emitted: Emitted
) -> None:
    register(Registration(email="ada@example.com", password="another password"))
    assert [event.customer_id for event in emitted(RegistrationRepeated)] == [ada]
    assert login("ada@example.com", PASSWORD, Browser()).account_id == ada
    with pytest.raises(WrongCredentials):
        login("ada@example.com", "another password", Browser())


def test_of_two_who_register_one_unproven_address_the_mailbox_decides(
    shop: Shop, emitted: Emitted
) -> None:
    register(Registration(email=BEA.email, password="the thief's password"))
    register(BEA)
    verify_email(token_for(emitted))
    for password in ("the thief's password", PASSWORD):
        with pytest.raises(WrongCredentials):
            login(BEA.email, password, Browser())
    event = emitted(PasswordResetRequested)[-1]
    token = issue_token(event.customer_id, "reset_password", email=event.email)
    assert token is not None
    reset_password(token, PASSWORD)
    assert login(BEA.email, PASSWORD, Browser()).token


@pytest.mark.parametrize(
    "password", ["short", "password", "12345678", "bea@example.com", "x" * 129]
)
def test_passwords_that_are_guessed_first_are_refused(shop: Shop, password: str) -> None:
    with pytest.raises(WeakPassword) as error:
        register(Registration(email="bea@example.com", password=password))
    assert error.value.problems[0].field == "password"


@pytest.mark.parametrize("email", ["bea", "bea@", "@example.com", "bea@example", "b\n@example.com"])
def test_what_is_no_address_is_refused(shop: Shop, email: str) -> None:
    with pytest.raises(InvalidEmail):
        register(Registration(email=email, password=PASSWORD))


def test_a_token_works_once(shop: Shop, emitted: Emitted) -> None:
    register(BEA)
    token = token_for(emitted)
    verify_email(token)
    assert len(emitted(CustomerVerified)) == 1
    with pytest.raises(InvalidToken):
        verify_email(token)


def test_a_token_of_one_purpose_is_good_for_no_other(
    shop: Shop, ada: UUID, emitted: Emitted
) -> None:
    register(BEA)
    verifying = token_for(emitted)
    with pytest.raises(InvalidToken):
        reset_password(verifying, "a new password")
    resetting = issue_token(ada, "reset_password", email="ada@example.com")
    assert resetting is not None
    with pytest.raises(InvalidToken):
        verify_email(resetting)


def test_tokens_expire(shop: Shop, emitted: Emitted) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        register(BEA)
        token = token_for(emitted)
        clock.shift(3 * 24 * 3600)
        with pytest.raises(InvalidToken):
            verify_email(token)


def test_no_token_is_made_when_nothing_is_left_to_prove(shop: Shop, ada: UUID) -> None:
    assert issue_token(ada, "verify_email", email="ada@example.com") is None
    assert issue_token(ada, "reset_password", email="old@example.com") is None
    assert issue_token(UUID(int=1), "reset_password", email="ada@example.com") is None


def test_mails_to_one_address_are_limited(shop: Shop, emitted: Emitted) -> None:
    register(BEA)
    for _ in range(10):
        request_verification(BEA.email)
    assert len(emitted(EmailVerificationRequested)) == 5


def test_asking_for_a_mail_to_an_unknown_address_says_nothing(shop: Shop, emitted: Emitted) -> None:
    request_verification("nobody@example.com")
    assert emitted(EmailVerificationRequested) == []
