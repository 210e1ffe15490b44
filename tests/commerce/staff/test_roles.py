"""Roles, and that nobody gives what they do not have."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.commerce.staff import (
    BuiltinRole,
    CannotGrant,
    RoleInUse,
    RoleNameTaken,
    RoleNotFound,
    create_role,
    install_roles,
    remove_role,
    rights_of_user,
    role,
    roles,
    update_role,
)
from shopwright.platform import audit
from shopwright.platform.actor import GUEST, Actor, acting_as
from shopwright.testing.shop import Shop


def role_id(name: str) -> UUID:
    return next(item.id for item in roles() if item.name == name)


def as_staff(user_id: UUID) -> Actor:
    return Actor(kind="staff", id=user_id, label="somebody")


def test_a_new_shop_has_roles_to_start_with(shop: Shop) -> None:
    install_roles()
    assert [item.name for item in roles()] == ["owner", "manager", "support", "warehouse"]
    assert roles()[0].permissions == ("*",)


def test_a_shop_that_has_roles_keeps_its_own(shop: Shop) -> None:
    create_role("clerk", ["orders:read"])
    install_roles()
    assert [item.name for item in roles()] == ["clerk"]


def test_roles_are_made_changed_and_removed(olga: UUID) -> None:
    clerk = create_role("clerk", ["orders:read", "orders:read"])
    assert role(clerk).permissions == ("orders:read",)
    update_role(clerk, name="seller", permissions=["catalog:read"])
    assert (role(clerk).name, role(clerk).permissions) == ("seller", ("catalog:read",))
    remove_role(clerk)
    with pytest.raises(RoleNotFound):
        role(clerk)
    actions = [entry.action for entry in audit.entries() if entry.subject == f"role:{clerk}"]
    assert actions == ["role.remove", "role.update", "role.create"]


def test_names_are_unique(olga: UUID) -> None:
    clerk = create_role("clerk", [])
    with pytest.raises(RoleNameTaken):
        create_role("manager", [])
    with pytest.raises(RoleNameTaken):
        update_role(clerk, name="manager")
    update_role(clerk, name="clerk")


def test_the_owner_role_is_what_it_is(olga: UUID) -> None:
    with pytest.raises(BuiltinRole):
        update_role(role_id("owner"), permissions=[])
    with pytest.raises(BuiltinRole):
        remove_role(role_id("owner"))


def test_a_role_that_somebody_has_stays(max_: UUID) -> None:
    with pytest.raises(RoleInUse) as error:
        remove_role(role_id("manager"))
    assert error.value.extra == {"members": 1}


def test_a_change_reaches_who_has_the_role_at_once(max_: UUID) -> None:
    update_role(role_id("manager"), permissions=["orders:read"])
    assert rights_of_user(max_) == {"orders:read"}


def test_nobody_puts_rights_into_a_role_that_they_lack(max_: UUID) -> None:
    with acting_as(as_staff(max_)):
        clerk = create_role("clerk", ["orders:refund"])
        with pytest.raises(CannotGrant) as error:
            create_role("superclerk", ["orders:refund", "staff:write", "plugins:write"])
        assert error.value.extra == {"missing": ["plugins:write", "staff:write"]}
        with pytest.raises(CannotGrant):
            update_role(clerk, permissions=["staff:write"])


def test_nobody_touches_a_role_that_holds_more_than_they_do(max_: UUID) -> None:
    powerful = create_role("powerful", ["staff:write"])
    with acting_as(as_staff(max_)):
        with pytest.raises(CannotGrant):
            update_role(powerful, permissions=[])
        with pytest.raises(CannotGrant):
            update_role(powerful, name="harmless")
        with pytest.raises(CannotGrant):
            remove_role(powerful)


def test_customers_and_guests_grant_nothing(olga: UUID) -> None:
    for actor in (GUEST, Actor(kind="customer", id=olga), Actor(kind="plugin", label="x")):
        with acting_as(actor), pytest.raises(CannotGrant):
            create_role("mine", ["orders:read"])
