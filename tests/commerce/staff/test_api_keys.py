"""Keys for programs."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from shopwright.commerce.staff import (
    ApiKeyNotFound,
    CannotGrant,
    InvalidApiKey,
    UnknownPermission,
    api_key,
    api_keys,
    create_api_key,
    create_role,
    program_of,
    rename_api_key,
    revoke_api_key,
)
from shopwright.commerce.staff.models import ApiKey
from shopwright.platform.actor import Actor, acting_as
from shopwright.platform.clock import now
from shopwright.platform.db import read
from shopwright.platform.errors import Invalid
from shopwright.testing.shop import Shop
from sqlalchemy import select


def test_a_key_is_shown_once_and_stored_as_a_hash(olga: UUID) -> None:
    with acting_as(Actor(kind="staff", id=olga, label="Olga")):
        created = create_api_key("Warehouse sync", ["inventory:read"])
    secret = created.key.split("_", 2)[2]
    with read() as db:
        row = db.execute(select(ApiKey.__table__)).one()
    assert secret not in str(row)
    found = api_key(created.id)
    assert created.key.startswith(f"sw_{found.prefix}_")
    assert (found.name, found.created_by) == ("Warehouse sync", olga)


def test_a_key_names_its_program_and_rights(shop: Shop) -> None:
    created = create_api_key("Warehouse sync", ["inventory:read", "inventory:read"])
    program = program_of(created.key)
    assert (program.key_id, program.name) == (created.id, "Warehouse sync")
    assert program.permissions == {"inventory:read"}


def test_anything_else_is_refused(shop: Shop) -> None:
    key = create_api_key("Sync", ["inventory:read"]).key
    other = create_api_key("Other", ["inventory:read"]).key
    swapped = key[:14] + other[14:]
    for wrong in ("", "sw_", key[:-1], key + "x", key[:-1] + "\n", swapped, key.upper()):
        with pytest.raises(InvalidApiKey):
            program_of(wrong)


def test_a_revoked_key_is_dead_at_once_and_stays_listed(shop: Shop) -> None:
    created = create_api_key("Sync", ["inventory:read"])
    revoke_api_key(created.id)
    revoke_api_key(created.id)
    with pytest.raises(InvalidApiKey):
        program_of(created.key)
    assert api_keys()[0].revoked_at is not None


def test_a_key_ends_when_it_was_said_to(shop: Shop) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        created = create_api_key("Sync", ["inventory:read"], expires_at=now() + timedelta(hours=1))
        clock.shift(3599)
        assert program_of(created.key)
        clock.shift(1)
        with pytest.raises(InvalidApiKey):
            program_of(created.key)
        with pytest.raises(Invalid):
            create_api_key("Late", ["inventory:read"], expires_at=now())


def test_its_last_use_is_noted_once_a_minute(shop: Shop) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        created = create_api_key("Sync", ["inventory:read"])
        program_of(created.key)
        first = api_key(created.id).last_used_at
        assert first == now()
        clock.shift(59)
        program_of(created.key)
        assert api_key(created.id).last_used_at == first
        clock.shift(1)
        program_of(created.key)
        assert api_key(created.id).last_used_at == now()


def test_scopes_are_permissions(shop: Shop) -> None:
    for scopes in (["inventory:reed"], ["*"]):
        with pytest.raises(UnknownPermission):
            create_api_key("Sync", scopes)


def test_nobody_makes_a_key_that_may_do_more_than_they(olga: UUID, max_: UUID) -> None:
    with acting_as(Actor(kind="staff", id=max_, label="Max")):
        assert create_api_key("Sync", ["orders:read"])
        with pytest.raises(CannotGrant):
            create_api_key("Sync", ["staff:write"])


def test_keys_cannot_make_more_of_themselves_either(shop: Shop) -> None:
    created = create_api_key("Sync", ["staff:write", "orders:read"])
    with acting_as(Actor(kind="api_key", id=created.id, label="Sync")):
        assert create_api_key("Child", ["orders:read"])
        with pytest.raises(CannotGrant):
            create_role("mine", ["orders:refund"])
    revoke_api_key(created.id)
    with (
        acting_as(Actor(kind="api_key", id=created.id, label="Sync")),
        pytest.raises(CannotGrant),
    ):
        create_api_key("Orphan", ["orders:read"])


def test_keys_are_renamed_and_listed_latest_first(shop: Shop) -> None:
    first = create_api_key("First", ["orders:read"])
    second = create_api_key("Second", ["orders:read"])
    rename_api_key(first.id, "Eldest")
    assert [key.name for key in api_keys()] == ["Second", "Eldest"]
    page = api_keys(limit=1)
    assert page[0].id == second.id
    assert [key.id for key in api_keys(after=(page[0].created_at, page[0].id))] == [first.id]


def test_who_asks_for_a_key_that_is_not_there_is_told(shop: Shop) -> None:
    for attempt in (api_key, revoke_api_key, lambda key_id: rename_api_key(key_id, "x")):
        with pytest.raises(ApiKeyNotFound):
            attempt(UUID(int=7))
