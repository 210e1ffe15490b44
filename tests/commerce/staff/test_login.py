"""Staff sign in, and set new passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import time_machine
from shopwright.commerce.customers import NewCustomer, create_customer, signed_in_customer
from shopwright.commerce.customers import login as customer_login
from shopwright.commerce.customers import reset_password as reset_customers_password
from shopwright.commerce.staff import (
    StaffChanges,
    StaffNotFound,
    StaffPasswordResetRequested,
    TooManyStaffAttempts,
    WrongStaffCredentials,
    WrongStaffPassword,
    change_staff_password,
    issue_staff_token,
    request_staff_password_reset,
    set_password_by_token,
    set_staff_password,
    signed_in_staff,
    staff_login,
    staff_logout,
    staff_user,
    update_staff,
)
from shopwright.platform import audit
from shopwright.platform.accounts import Browser, InvalidToken
from shopwright.testing.shop import Shop

Emitted = Callable[[type[Any]], list[Any]]
PASSWORD = "correct horse battery"
NEW = "a different sentence"


def test_a_session_knows_who_it_is_and_what_they_may_do(olga: UUID, max_: UUID) -> None:
    opened = staff_login("MAX@example.com", PASSWORD, Browser())
    found = signed_in_staff(opened.token)
    assert found is not None
    assert (found.user_id, found.name) == (max_, "Max")
    assert "orders:refund" in found.permissions
    assert "staff:write" not in found.permissions
    assert staff_user(max_).last_login_at is not None


def test_logins_are_in_the_audit_log_under_their_own_name(olga: UUID) -> None:
    staff_login("olga@example.com", PASSWORD, Browser())
    entry = audit.entries()[0]
    assert (entry.action, entry.actor, entry.actor_label) == (
        "staff.login",
        f"staff:{olga}",
        "Olga",
    )


def test_all_failures_give_one_answer(olga: UUID) -> None:
    for email, password in (("olga@example.com", "wrong"), ("nobody@example.com", PASSWORD)):
        with pytest.raises(WrongStaffCredentials):
            staff_login(email, password, Browser())


def test_the_eleventh_guess_waits(olga: UUID) -> None:
    for _ in range(10):
        with pytest.raises(WrongStaffCredentials):
            staff_login("olga@example.com", "wrong", Browser())
    with pytest.raises(TooManyStaffAttempts):
        staff_login("olga@example.com", PASSWORD, Browser())


def test_a_session_ends_after_twelve_hours_without_use(olga: UUID) -> None:
    with time_machine.travel("2026-01-01T08:00:00Z", tick=False) as clock:
        opened = staff_login("olga@example.com", PASSWORD, Browser())
        for _ in range(3):
            clock.shift(11 * 3600)
            assert signed_in_staff(opened.token) is not None
        clock.shift(12 * 3600)
        assert signed_in_staff(opened.token) is None


def test_signing_out_ends_the_session(olga: UUID) -> None:
    opened = staff_login("olga@example.com", PASSWORD, Browser())
    staff_logout(opened.token)
    assert signed_in_staff(opened.token) is None


def test_a_session_of_staff_is_none_of_a_customer(olga: UUID) -> None:
    opened = staff_login("olga@example.com", PASSWORD, Browser())
    assert signed_in_customer(opened.token) is None


def test_a_customer_is_no_staff(shop: Shop) -> None:
    new = NewCustomer(email="olga@example.com", verified=True, password=PASSWORD)
    create_customer(new)
    assert customer_login("olga@example.com", PASSWORD, Browser()).kind == "customer"
    with pytest.raises(WrongStaffCredentials):
        staff_login("olga@example.com", PASSWORD, Browser())


def test_a_forgotten_password_is_reset_by_mail(olga: UUID, emitted: Emitted) -> None:
    opened = staff_login("olga@example.com", PASSWORD, Browser())
    request_staff_password_reset("nobody@example.com")
    request_staff_password_reset("OLGA@example.com")
    (event,) = emitted(StaffPasswordResetRequested)
    token = issue_staff_token(event.user_id, "reset_password", email=event.email)
    assert token is not None
    set_password_by_token(token, NEW, "reset_password")
    assert signed_in_staff(opened.token) is None
    assert staff_login("olga@example.com", NEW, Browser()).token
    with pytest.raises(InvalidToken):
        set_password_by_token(token, PASSWORD, "reset_password")


def test_a_token_of_staff_is_good_for_staff_and_its_purpose_only(olga: UUID) -> None:
    token = issue_staff_token(olga, "reset_password", email="olga@example.com")
    assert token is not None
    with pytest.raises(InvalidToken):
        reset_customers_password(token, NEW)
    with pytest.raises(InvalidToken):
        set_password_by_token(token, NEW, "invite")
    set_password_by_token(token, NEW, "reset_password")


def test_changing_it_keeps_this_browser_only(olga: UUID) -> None:
    here, there = (staff_login("olga@example.com", PASSWORD, Browser()) for _ in range(2))
    with pytest.raises(WrongStaffPassword):
        change_staff_password(olga, "wrong", NEW, Browser())
    renewed = change_staff_password(olga, PASSWORD, NEW, Browser(replaces=here.token))
    assert signed_in_staff(renewed.token) is not None
    assert signed_in_staff(here.token) is None
    assert signed_in_staff(there.token) is None


def test_the_command_line_sets_a_password_without_asking(olga: UUID) -> None:
    set_staff_password("OLGA@example.com", NEW)
    assert staff_login("olga@example.com", NEW, Browser()).token


def test_a_password_that_changes_while_it_is_checked_opens_nothing(
    olga: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(password: str, stored: str | None) -> bool:
        monkeypatch.undo()
        set_staff_password("olga@example.com", NEW)
        return True

    monkeypatch.setattr("shopwright.commerce.staff.commands.login.verify_password", slow)
    with pytest.raises(WrongStaffCredentials):
        staff_login("olga@example.com", PASSWORD, Browser())
    assert staff_login("olga@example.com", NEW, Browser()).token


def test_who_was_blocked_gets_in_by_no_link(olga: UUID, max_: UUID) -> None:
    token = issue_staff_token(max_, "reset_password", email="max@example.com")
    assert token is not None
    update_staff(max_, StaffChanges(active=False))
    assert issue_staff_token(max_, "reset_password", email="max@example.com") is None
    with pytest.raises(InvalidToken):
        set_password_by_token(token, NEW, "reset_password")


def test_the_command_line_names_who_is_not_there(shop: Shop) -> None:
    with pytest.raises(StaffNotFound, match="nobody"):
        set_staff_password("nobody@example.com", NEW)
    with pytest.raises(StaffNotFound):
        change_staff_password(UUID(int=7), PASSWORD, NEW, Browser())
