"""The catalog of permissions and the roles of a new shop."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from shopwright.commerce.staff import (
    CORE_PERMISSIONS,
    Permission,
    UnknownPermission,
    all_permissions,
    covers,
    create_role,
    grants,
)
from shopwright.commerce.staff.hooks import permissions
from shopwright.commerce.staff.permissions import STARTING_ROLES
from shopwright.platform.hooks import Context
from shopwright.platform.plugins.manifest import Manifest
from shopwright.platform.plugins.plugin import Plugin
from shopwright.platform.plugins.registry import Loaded, build
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop


def test_permissions_are_spelled_area_and_action_and_said_in_words() -> None:
    names = [permission.name for permission in CORE_PERMISSIONS]
    assert len(names) == len(set(names))
    for permission in CORE_PERMISSIONS:
        assert re.fullmatch(r"[a-z]+:[a-z]+", permission.name)
        assert permission.label
        assert permission.group


def test_starting_roles_hold_known_permissions() -> None:
    known = {permission.name for permission in CORE_PERMISSIONS} | {"*"}
    for names in STARTING_ROLES.values():
        assert set(names) <= known


def test_a_star_grants_everything_and_only_a_star_covers_it() -> None:
    assert grants({"*"}, "orders:refund")
    assert grants(["orders:refund"], "orders:refund")
    assert not grants({"orders:read"}, "orders:refund")
    assert covers(frozenset({"*"}), ["*", "x:y"])
    assert not covers(frozenset({"orders:read"}), ["*"])
    assert covers(frozenset(), [])


def test_a_wrong_name_is_answered_with_the_nearest_right_one(shop: Shop) -> None:
    with pytest.raises(UnknownPermission) as error:
        create_role("clerk", ["orders:read", "orders:refunds"])
    (problem,) = error.value.problems
    assert problem.field == "permissions.1"
    assert "'orders:refund'" in problem.message


class GiftWrap(Plugin):
    @permissions
    def rights(self, ctx: Context) -> Iterable[Permission]:
        return [Permission(name="gift_wrap:print", label="Print cards", group="Gift wrap")]


def test_plugins_add_permissions_of_their_own(shop: Shop) -> None:
    manifest = Manifest(
        id="gift_wrap", name="Gift wrap", summary="Wraps.", category="other", api="1.0"
    )
    loaded = Loaded(
        id="gift_wrap",
        plugin=GiftWrap(),
        manifest=manifest,
        context=Context("gift_wrap", None),
    )
    runtime().registry = build([loaded])
    assert all_permissions()[-1].name == "gift_wrap:print"
    assert create_role("wrapper", ["gift_wrap:print"])
