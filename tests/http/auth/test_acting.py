"""What a request causes happens in its caller's name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from flask_login import current_user
from shopwright.app import create_app
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.commerce.staff import create_api_key, create_owner
from shopwright.http.auth import Person
from shopwright.http.rest.kit import CUSTOMER, PUBLIC, Api, staff
from shopwright.platform.actor import current_actor
from shopwright.platform.config import Settings
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.shop import Shop
from sqlalchemy import select

PASSWORD = "correct horse battery"


@pytest.fixture
def clients(sqlite_url: str) -> Iterator[dict[str, FlaskClient]]:
    """A shop with endpoints that say who acts, and one client of each kind."""
    settings = Settings(
        database_url=sqlite_url, environment="test", secret_key="x", rate_limits=False
    )
    app = create_app(settings, registry=Registry())
    for prefix in ("/api/v1", "/api/v1/admin"):
        app.register_blueprint(_echo(prefix).blueprint)
    with Shop.running(app) as shop:
        yield dict(_clients(shop))


def _echo(prefix: str) -> Api:
    api = Api("echo" + prefix.replace("/", "_"), tag="Echo", prefix=prefix)

    def who() -> dict[str, Any]:
        return {"actor": str(current_actor())}

    for name, access in (("public", PUBLIC), ("customer", CUSTOMER), ("staff", staff())):
        for method in ("GET", "POST"):
            view = _renamed(who, f"{name}_{method}")
            api.endpoint(
                method, f"/echo/{name}", access=access, returns=dict[str, Any], summary="Echo"
            )(view)
    return api


def _renamed(view: Any, name: str) -> Any:
    def renamed() -> Any:
        return view()

    renamed.__name__ = name
    return renamed


def _clients(shop: Shop) -> Iterator[tuple[str, FlaskClient]]:
    create_customer(NewCustomer(email="a@example.com", verified=True, password=PASSWORD))
    create_owner("o@example.com", "Olga", PASSWORD)
    yield "guest", shop.client()
    for kind, path, email in (
        ("customer", "/api/v1/session", "a@example.com"),
        ("staff", "/api/v1/admin/session", "o@example.com"),
    ):
        client = shop.client()
        client.post(path, json={"email": email, "password": PASSWORD})
        yield kind, client
    program = shop.client()
    key = create_api_key("Sync", ["orders:read"]).key
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    yield "api_key", program
    broken = shop.client()
    broken.environ_base["HTTP_AUTHORIZATION"] = "Bearer nonsense"
    yield "broken", broken


def kind_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.get_data()
    actor: str = answer.json["actor"]
    return actor.partition(":")[0]


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [
        ("guest", "/api/v1"),
        ("customer", "/api/v1"),
        ("staff", "/api/v1/admin"),
        ("api_key", "/api/v1"),
        ("api_key", "/api/v1/admin"),
    ],
)
def test_writes_are_in_the_callers_name(
    clients: dict[str, FlaskClient], kind: str, prefix: str
) -> None:
    assert kind_of(clients[kind].post(f"{prefix}/echo/public")) == kind


def test_reads_that_need_somebody_are_in_their_name(clients: dict[str, FlaskClient]) -> None:
    assert kind_of(clients["customer"].get("/api/v1/echo/customer")) == "customer"
    assert kind_of(clients["staff"].get("/api/v1/admin/echo/staff")) == "staff"
    assert kind_of(clients["api_key"].get("/api/v1/echo/staff")) == "api_key"


def test_public_reads_look_nobody_up(clients: dict[str, FlaskClient]) -> None:
    assert kind_of(clients["customer"].get("/api/v1/echo/public")) == "guest"
    assert kind_of(clients["broken"].get("/api/v1/echo/public")) == "guest"


def test_a_wrong_key_never_writes_as_anybody(clients: dict[str, FlaskClient]) -> None:
    assert kind_of(clients["broken"].post("/api/v1/echo/public")) == "guest"
    assert clients["broken"].post("/api/v1/echo/staff").status_code == 401


def test_a_request_never_acts_as_the_shop_and_leaves_no_trace(
    clients: dict[str, FlaskClient],
) -> None:
    assert current_actor().kind == "system"
    clients["staff"].post("/api/v1/admin/echo/public")
    assert current_actor().kind == "system"
    assert kind_of(clients["guest"].post("/api/v1/admin/echo/public")) == "guest"


def test_events_carry_the_caller(clients: dict[str, FlaskClient]) -> None:
    clients["customer"].patch("/api/v1/account", json={"last_name": "King"})
    with read() as db:
        row = db.scalars(select(OutboxEvent).order_by(OutboxEvent.id.desc())).first()
    assert row is not None
    assert (row.name, row.actor_kind, row.actor_label) == (
        "customer_updated",
        "customer",
        "customer",
    )


def test_flask_login_knows_the_person_too(clients: dict[str, FlaskClient]) -> None:
    with clients["staff"] as client:
        client.post("/api/v1/admin/echo/staff")
        person = current_user._get_current_object()
        assert isinstance(person, Person)
        assert person.is_authenticated
        assert person.get_id().startswith("staff:")
    with clients["guest"] as client:
        client.post("/api/v1/echo/public")
        assert not current_user._get_current_object().is_authenticated


def test_the_id_of_a_customer_is_none_of_staff() -> None:
    same = UUID(int=1)
    people = {Person(kind=k, id=same, session_id=same, name="x").get_id() for k in _KINDS}
    assert len(people) == 2


_KINDS: tuple[Any, ...] = ("customer", "staff")
