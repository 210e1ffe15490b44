"""Members of staff come, change and go; an owner always stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import current_app
from shopwright.commerce.staff import (
    CannotGrant,
    LastOwner,
    RoleNotFound,
    StaffChanges,
    StaffEmailTaken,
    StaffInvited,
    StaffNotFound,
    WrongStaffCredentials,
    create_owner,
    create_staff,
    end_staff_sessions,
    invite_again,
    invite_staff,
    issue_staff_token,
    remove_staff,
    rights_of_user,
    roles,
    set_password_by_token,
    signed_in_staff,
    staff_login,
    staff_user,
    staff_user_by_email,
    staff_users,
    update_staff,
)
from shopwright.platform.accounts import Browser, InvalidEmail, InvalidToken, WeakPassword
from shopwright.platform.actor import Actor, acting_as
from shopwright.testing.shop import Shop

Emitted = Callable[[type[Any]], list[Any]]
PASSWORD = "correct horse battery"


def role_id(name: str) -> UUID:
    return next(item.id for item in roles() if item.name == name)


def as_staff(user_id: UUID) -> Actor:
    return Actor(kind="staff", id=user_id, label="somebody")


def test_the_command_line_makes_the_first_owner(shop: Shop) -> None:
    user_id = create_owner("Olga@Example.com", "Olga", PASSWORD)
    found = staff_user(user_id)
    assert (found.email, found.state, found.permissions) == (
        "olga@example.com",
        "active",
        frozenset({"*"}),
    )
    assert staff_user_by_email("OLGA@example.com") == found


def test_what_the_command_line_is_given_is_checked(shop: Shop) -> None:
    with pytest.raises(WeakPassword):
        create_owner("olga@example.com", "Olga", "password")
    with pytest.raises(InvalidEmail):
        create_owner("olga", "Olga", PASSWORD)
    with pytest.raises(RoleNotFound, match="'boss'"):
        create_staff("olga@example.com", "Olga", PASSWORD, "boss")


def test_an_invitation_is_accepted_by_setting_a_password(olga: UUID, emitted: Emitted) -> None:
    user_id = invite_staff("wim@example.com", "Wim", [role_id("warehouse")])
    assert staff_user(user_id).state == "invited"
    event = emitted(StaffInvited)[0]
    with pytest.raises(WrongStaffCredentials):
        staff_login("wim@example.com", "", Browser())
    token = issue_staff_token(event.user_id, "invite", email=event.email)
    assert token is not None
    set_password_by_token(token, PASSWORD, "invite")
    assert staff_user(user_id).state == "active"
    assert staff_login("wim@example.com", PASSWORD, Browser()).account_id == user_id


def test_an_invitation_lasts_three_days_and_can_be_sent_again(olga: UUID, emitted: Emitted) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        user_id = invite_staff("wim@example.com", "Wim", [])
        token = issue_staff_token(user_id, "invite", email="wim@example.com")
        assert token is not None
        clock.shift(3 * 24 * 3600)
        with pytest.raises(InvalidToken):
            set_password_by_token(token, PASSWORD, "invite")
    invite_again(user_id)
    invite_again(olga)  # has a password: nothing to send
    assert [event.user_id for event in emitted(StaffInvited)] == [user_id, user_id]


def test_an_invitation_is_for_who_was_invited(olga: UUID) -> None:
    assert issue_staff_token(olga, "invite", email="olga@example.com") is None
    user_id = invite_staff("wim@example.com", "Wim", [])
    assert issue_staff_token(user_id, "reset_password", email="wim@example.com") is None
    assert issue_staff_token(user_id, "invite", email="other@example.com") is None


def test_an_address_belongs_to_one_member(olga: UUID, max_: UUID) -> None:
    with pytest.raises(StaffEmailTaken):
        invite_staff("OLGA@example.com", "Other", [])
    with pytest.raises(StaffEmailTaken):
        update_staff(max_, StaffChanges(email="olga@example.com"))


def test_several_roles_add_up(olga: UUID) -> None:
    user_id = invite_staff("a@example.com", "A", [role_id("warehouse"), role_id("support")])
    assert {"inventory:write", "orders:refund"} <= rights_of_user(user_id)
    update_staff(user_id, StaffChanges(roles=(role_id("warehouse"),)))
    assert "orders:refund" not in rights_of_user(user_id)


def test_blocking_somebody_ends_their_sessions(olga: UUID, max_: UUID) -> None:
    opened = staff_login("max@example.com", PASSWORD, Browser())
    update_staff(max_, StaffChanges(active=False))
    assert staff_user(max_).state == "inactive"
    assert signed_in_staff(opened.token) is None
    assert rights_of_user(max_) == frozenset()
    with pytest.raises(WrongStaffCredentials):
        staff_login("max@example.com", PASSWORD, Browser())


def test_a_new_address_ends_sessions_and_links(olga: UUID, max_: UUID) -> None:
    opened = staff_login("max@example.com", PASSWORD, Browser())
    token = issue_staff_token(max_, "reset_password", email="max@example.com")
    assert token is not None
    update_staff(max_, StaffChanges(email="moritz@example.com"))
    assert signed_in_staff(opened.token) is None
    with pytest.raises(InvalidToken):
        set_password_by_token(token, "a different sentence", "reset_password")


def test_removing_somebody_removes_their_access(olga: UUID, max_: UUID) -> None:
    opened = staff_login("max@example.com", PASSWORD, Browser())
    remove_staff(max_)
    assert signed_in_staff(opened.token) is None
    with pytest.raises(StaffNotFound):
        staff_user(max_)


def test_somebody_can_be_signed_out_everywhere(olga: UUID, max_: UUID) -> None:
    opened = staff_login("max@example.com", PASSWORD, Browser())
    end_staff_sessions(max_)
    assert signed_in_staff(opened.token) is None


@pytest.mark.parametrize(
    "attempt",
    [
        remove_staff,
        lambda user_id: update_staff(user_id, StaffChanges(active=False)),
        lambda user_id: update_staff(user_id, StaffChanges(roles=())),
    ],
)
def test_the_last_owner_stays(olga: UUID, max_: UUID, attempt: Callable[[UUID], None]) -> None:
    invite_staff("invited@example.com", "Not yet", [role_id("owner")])
    with pytest.raises(LastOwner):
        attempt(olga)
    assert staff_user(olga).permissions == frozenset({"*"})
    create_owner("otto@example.com", "Otto", PASSWORD)
    attempt(olga)


def test_two_owners_cannot_remove_each_other_at_once(olga: UUID) -> None:
    otto = create_owner("otto@example.com", "Otto", PASSWORD)
    app, barrier = current_app._get_current_object(), threading.Barrier(2)  # type: ignore[attr-defined]
    outcomes: list[str] = []

    def remove(user_id: UUID) -> None:
        with app.app_context():
            barrier.wait()
            try:
                remove_staff(user_id)
            except LastOwner:
                outcomes.append("refused")
            else:
                outcomes.append("removed")

    threads = [threading.Thread(target=remove, args=(user_id,)) for user_id in (olga, otto)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "removed"]
    assert len(staff_users()) == 1


def test_nobody_gives_a_role_that_holds_more_than_they_do(olga: UUID) -> None:
    create_staff("h@example.com", "Head of staff", PASSWORD, "support")
    head = staff_user_by_email("h@example.com")
    assert head is not None
    with acting_as(as_staff(head.id)):
        with pytest.raises(CannotGrant):
            invite_staff("x@example.com", "X", [role_id("owner")])
        with pytest.raises(CannotGrant):
            update_staff(head.id, StaffChanges(roles=(role_id("manager"),)))
        invite_staff("y@example.com", "Y", [role_id("support")])


@pytest.mark.parametrize(
    "attempt",
    [
        remove_staff,
        lambda user_id: update_staff(user_id, StaffChanges(email="mine@example.com")),
        lambda user_id: update_staff(user_id, StaffChanges(active=False)),
        lambda user_id: update_staff(user_id, StaffChanges(roles=())),
        end_staff_sessions,
        invite_again,
    ],
)
def test_nobody_touches_somebody_who_may_do_more(
    olga: UUID, max_: UUID, attempt: Callable[[UUID], None]
) -> None:
    with acting_as(as_staff(max_)), pytest.raises(CannotGrant):
        attempt(olga)


def test_staff_are_listed_in_pages(olga: UUID, max_: UUID) -> None:
    invite_staff("wim@example.com", "Wim", [])
    first = staff_users(limit=2)
    rest = staff_users(after=(first[-1].created_at, first[-1].id), limit=2)
    assert [user.name for user in (*first, *rest)] == ["Olga", "Max", "Wim"]
