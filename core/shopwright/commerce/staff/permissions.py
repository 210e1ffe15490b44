"""The catalog of permissions, and the roles that a new shop starts with.

A permission is spelled `area:action`. Plugins add theirs (`<plugin>:refund`) with the boot hook
`permissions`; the role editor shows all of them by group.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shopwright.platform.errors import Invalid, Problem

ALL = "*"
OWNER = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One right. `label` and `group` are what the role editor shows."""

    name: str
    label: str
    group: str


def _group(group: str, **labels: str) -> tuple[Permission, ...]:
    area = group.lower()
    return tuple(
        Permission(name=f"{area}:{action}", label=label, group=group)
        for action, label in labels.items()
    )


CORE_PERMISSIONS: tuple[Permission, ...] = (
    *_group(
        "Catalog",
        read="See products, prices and collections",
        write="Change products, prices and collections",
    ),
    *_group("Media", write="Upload and remove pictures and files"),
    *_group(
        "Inventory",
        read="See stock, its movements and what holds it",
        write="Count, adjust and move stock",
    ),
    *_group(
        "Orders",
        read="See orders and carts",
        write="Edit, annotate and cancel orders",
        fulfill="Pack, ship and record deliveries",
        refund="Capture and give back money",
        override="Move an order against the rules, with a reason",
    ),
    *_group(
        "Customers",
        read="See customers and their addresses",
        write="Add and change customers",
        erase="Erase a customer's personal data",
    ),
    *_group(
        "Staff",
        read="See staff, roles and API keys",
        write="Invite staff, change roles, make API keys",
    ),
    *_group("Settings", read="See the shop's settings", write="Change the shop's settings"),
    *_group("Plugins", read="See plugins", write="Enable, disable and configure plugins"),
    *_group("Jobs", read="See jobs and deliveries", write="Run, repeat and drop jobs"),
    *_group("Audit", read="Read the audit log"),
)

_MANAGER_LACKS = frozenset({"staff:write", "plugins:write"})

STARTING_ROLES: Mapping[str, tuple[str, ...]] = {
    OWNER: (ALL,),
    "manager": tuple(p.name for p in CORE_PERMISSIONS if p.name not in _MANAGER_LACKS),
    "support": (
        "catalog:read",
        "inventory:read",
        "orders:read",
        "orders:write",
        "orders:refund",
        "customers:read",
        "customers:write",
    ),
    "warehouse": (
        "catalog:read",
        "inventory:read",
        "inventory:write",
        "orders:read",
        "orders:fulfill",
    ),
}


class UnknownPermission(Invalid):
    """A role or key names a right that neither the core nor an enabled plugin knows."""

    code = "unknown_permission"


def grants(held: Iterable[str], permission: str) -> bool:
    """Whether `held` allows what `permission` names; '*' allows everything."""
    held = held if isinstance(held, frozenset) else frozenset(held)
    return ALL in held or permission in held


def covers(held: frozenset[str], wanted: Iterable[str]) -> bool:
    """Whether `held` allows all that `wanted` does; only '*' covers '*'."""
    return ALL in held or held.issuperset(wanted)


def check_known(names: Iterable[str], known: Iterable[str], *, field: str) -> None:
    """Raise `UnknownPermission`, with a problem and the nearest right name for each wrong one."""
    problems = list(_unknown(names, list(known), field))
    if problems:
        raise UnknownPermission("There are no such permissions.", problems=problems)


def _unknown(names: Iterable[str], known: list[str], field: str) -> Iterator[Problem]:
    for index, name in enumerate(names):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            message = f"There is no permission '{name}'.{hint}"
            yield Problem(code=UnknownPermission.code, message=message, field=f"{field}.{index}")
