"""`/admin/system`: what runs here, and how it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop

ROOT = "/api/v1/admin/system"


def verdicts(client: FlaskClient) -> dict[str, str]:
    return {item["name"]: item["verdict"] for item in client.get(ROOT).get_json()["checks"]}


def test_versions_and_checks_are_shown(owner: FlaskClient, shop: Shop) -> None:
    found = owner.get(ROOT).get_json()

    kind = "SQLite" if runtime().database.is_sqlite else "PostgreSQL"
    assert found["database"].startswith(kind)
    assert found["version"]
    assert {"database", "redis", "disk", "schema"} <= {item["name"] for item in found["checks"]}


def test_a_schema_that_alembic_does_not_know_is_a_failure_with_a_remedy(
    owner: FlaskClient,
) -> None:
    found = owner.get(ROOT).get_json()  # these tests make their tables without it

    (schema,) = [item for item in found["checks"] if item["name"] == "schema"]
    assert (schema["verdict"], schema["remedy"]) == ("failed", "Run `shopwright upgrade`.")
    assert found["verdict"] == "failed"


@pytest.fixture
def upgraded(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shop whose schema is known to be current."""
    from shopwright.platform.db import migrate

    head = migrate.SchemaStatus(state=migrate.SchemaState.CURRENT, revision="0001", head="0001")
    monkeypatch.setattr(migrate, "status", lambda engine: head)


def test_without_a_worker_the_sweepers_are_a_failure(owner: FlaskClient, upgraded: None) -> None:
    found = verdicts(owner)

    assert found["schema"] == "ok"
    assert found["sweepers"] == "failed"
    assert found["redis"] == "warning"
    assert found["dead letters"] == "ok"


def test_it_takes_a_right_of_its_own(as_program: Callable[..., FlaskClient]) -> None:
    assert as_program("settings:read").get(ROOT).status_code == 200
    assert as_program("jobs:read").get(ROOT).status_code == 403
