"""`/admin/jobs`: what is owed, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from shopwright.platform.db import read, transaction
from shopwright.platform.events import Job
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.ids import uuid7
from shopwright.platform.jobs.schedules import install_schedules
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import select, update

ROOT = "/api/v1/admin/jobs"


@pytest.fixture
def dead(shop: Shop) -> UUID:
    """A job that failed for good."""
    runtime().consumers.job(Job(name="fail", function=lambda **_: None))
    with transaction() as db:
        enqueue("fail", number=1)
        db.execute(update(OutboxDelivery).values(state="dead", attempts=6, last_error="Traceback"))
    with read() as db:
        return db.scalars(select(OutboxDelivery.id)).one()


def test_dead_letters_are_listed_with_their_cause(owner: FlaskClient, dead: UUID) -> None:
    (item,) = owner.get(f"{ROOT}/deliveries?state=dead").get_json()["items"]

    assert item["id"] == str(dead)
    assert (item["consumer"], item["event"], item["attempts"]) == ("job:fail", "", 6)
    assert item["last_error"] == "Traceback"
    assert item["arguments"] == {"number": 1}


def test_filters_and_pages(owner: FlaskClient, dead: UUID) -> None:
    with transaction():
        for number in range(4):
            enqueue("fail", number=number)

    def ids(query: str) -> list[str]:
        page = owner.get(f"{ROOT}/deliveries?{query}").get_json()
        found = [item["id"] for item in page["items"]]
        if page["next"]:
            found += ids(f"{query.split('&cursor=')[0]}&cursor={page['next']}")
        return found

    assert len(ids("limit=2&consumer=job:fail")) == 5
    assert ids("consumer=core:nobody") == []
    assert ids("until=2020-01-01T00:00:00Z") == []
    assert len(ids("since=2020-01-01T00:00:00Z&state=due")) == 4
    assert owner.get(f"{ROOT}/deliveries?state=lost").status_code == 422


def test_one_is_read_tried_again_and_done(owner: FlaskClient, shop: Shop, dead: UUID) -> None:
    answer = owner.post(f"{ROOT}/deliveries/{dead}/replay")
    assert (answer.status_code, answer.get_json()["state"]) == (200, "due")

    shop.deliver()

    assert owner.get(f"{ROOT}/deliveries/{dead}").get_json()["state"] == "done"
    again = owner.post(f"{ROOT}/deliveries/{dead}/replay")
    assert (again.status_code, again.get_json()["code"]) == (409, "delivery_out_of_hand")


def test_many_are_tried_again(owner: FlaskClient, dead: UUID) -> None:
    body = {"consumer": "job:fail", "since": "2020-01-01T00:00:00Z"}

    assert owner.post(f"{ROOT}/deliveries/replay", json=body).get_json() == {"count": 1}
    assert owner.post(f"{ROOT}/deliveries/replay", json=body).get_json() == {"count": 0}


def test_which_ones_must_be_said(owner: FlaskClient, dead: UUID) -> None:
    assert owner.post(f"{ROOT}/deliveries/replay", json={}).status_code == 422


def test_one_is_dropped(owner: FlaskClient, dead: UUID) -> None:
    assert owner.delete(f"{ROOT}/deliveries/{dead}").status_code == 204
    assert owner.delete(f"{ROOT}/deliveries/{dead}").status_code == 409
    assert owner.get(f"{ROOT}/deliveries/{dead}").get_json()["state"] == "dropped"


def test_what_is_not_there_is_not_found(owner: FlaskClient) -> None:
    path = f"{ROOT}/deliveries/{uuid7()}"

    answers = [owner.get(path), owner.delete(path), owner.post(f"{path}/replay")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_schedules_and_sweepers_are_listed(owner: FlaskClient) -> None:
    install_schedules()

    schedules = owner.get(f"{ROOT}/schedules").get_json()["items"]
    sweepers = owner.get(f"{ROOT}/sweepers").get_json()["items"]

    assert {item["name"] for item in schedules} == set(runtime().consumers.schedules)
    names = {item["name"] for item in sweepers}
    assert {"audit_sealer", "completer", "hold_reaper", "payment_reaper"} <= names
    assert all(item["late"] for item in sweepers)  # no worker runs here


def test_looking_and_mending_are_two_rights(
    as_program: Callable[..., FlaskClient], dead: UUID
) -> None:
    reader, writer = as_program("jobs:read"), as_program("jobs:write")

    assert reader.get(f"{ROOT}/deliveries").status_code == 200
    assert reader.post(f"{ROOT}/deliveries/{dead}/replay").status_code == 403
    assert writer.get(f"{ROOT}/deliveries").status_code == 403
    assert writer.post(f"{ROOT}/deliveries/{dead}/replay").status_code == 200
