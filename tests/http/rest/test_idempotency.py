"""The API keeps first answers in the database."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.customers import customers
from shopwright.http.rest.idempotency import DatabaseIdempotency
from shopwright.http.rest.kit import InProgress, Mismatch, Stored
from shopwright.testing.shop import Shop

KEY = {"Idempotency-Key": "a key"}
CUSTOMERS = "/api/v1/admin/customers"


def test_the_store_keeps_its_promises(shop: Shop) -> None:
    store = DatabaseIdempotency()
    assert store.begin("staff:1", "k", "f") is None
    with pytest.raises(InProgress) as error:
        store.begin("staff:1", "k", "f")
    assert error.value.retry_after >= 1
    with pytest.raises(Mismatch):
        store.begin("staff:1", "k", "other")
    stored = Stored(status=201, body=b"{}", headers=(("Location", "/x"),))
    store.finish("staff:1", "k", stored)
    assert store.begin("staff:1", "k", "f") == stored
    assert store.begin("staff:1", "k2", "f") is None
    store.abandon("staff:1", "k2")
    assert store.begin("staff:1", "k2", "f") is None


def test_a_refusal_is_an_answer_too(owner: FlaskClient, ada: UUID) -> None:
    body = {"email": "no address"}
    first = owner.post(CUSTOMERS, json=body, headers=KEY)
    again = owner.post(CUSTOMERS, json=body, headers=KEY)
    assert (first.status_code, again.status_code) == (422, 422)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_conflict_may_pass_and_is_tried_again(owner: FlaskClient, ada: UUID) -> None:
    body = {"email": "ada@example.com"}
    assert owner.post(CUSTOMERS, json=body, headers=KEY).status_code == 409
    owner.delete(f"{CUSTOMERS}/{ada}")
    assert owner.post(CUSTOMERS, json=body, headers=KEY).status_code == 201


def test_keys_of_two_callers_are_two_keys(owner: FlaskClient, as_program: Any) -> None:
    program = as_program("customers:read", "customers:write")
    for client, email in ((owner, "a@example.com"), (program, "b@example.com")):
        answer = client.post(CUSTOMERS, json={"email": email}, headers=KEY)
        assert (answer.status_code, (answer.json or {})["email"]) == (201, email)


def test_many_at_once_make_one_customer(shop: Shop, owner: FlaskClient) -> None:
    cookie = owner.get_cookie("shopwright_staff")
    assert cookie is not None
    barrier, answers = threading.Barrier(4), []

    def post() -> None:
        client = shop.app.test_client()
        client.set_cookie("shopwright_staff", cookie.value)
        barrier.wait()
        answers.append(client.post(CUSTOMERS, json={"email": "a@example.com"}, headers=KEY))

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len(customers()) == 1
    replayed = owner.post(CUSTOMERS, json={"email": "a@example.com"}, headers=KEY)
    assert (replayed.status_code, replayed.headers["Idempotent-Replayed"]) == (201, "true")
    for answer in answers:
        if answer.status_code == 409:
            assert (answer.json or {})["code"] == "idempotency_in_progress"
            assert int(answer.headers["Retry-After"]) >= 1
