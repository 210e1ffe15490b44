"""A request that is sent twice has one effect and one answer."""

from __future__ import annotations

import pytest
from shopwright.http.rest.kit import PUBLIC, Model, OutModel, Reply
from shopwright.platform.errors import Conflict, Invalid, TooMany, Unavailable


class NameIn(Model):
    name: str


class MadeOut(OutModel):
    number: int


@pytest.fixture
def make(make_shop):
    """POST /things counts its runs; `make.fail` makes the next run raise."""
    shop = make_shop(propagate=False)
    runs: list[str] = []
    failures: list[Exception] = []

    @shop.api.post(
        "/things",
        body=NameIn,
        returns={201: MadeOut},
        access=PUBLIC,
        errors=(409, 422),
        idempotent=True,
        summary="Make",
    )
    def create(body: NameIn):
        runs.append(body.name)
        if failures:
            raise failures.pop()
        number = len(runs)
        return Reply(MadeOut(number=number), headers=[("Location", f"/api/v1/things/{number}")])

    def post(key="k1", name="chair", path="/api/v1/things", **headers):
        headers = {k.replace("_", "-"): v for k, v in headers.items()}
        if key is not None:
            headers["Idempotency-Key"] = key
        return shop.client.post(path, json={"name": name}, headers=headers)

    post.runs, post.failures, post.shop = runs, failures, shop
    return post


def test_the_second_request_gets_the_first_answer(make):
    first, second = make(), make()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json == {"number": 1}
    assert second.headers["Location"] == "/api/v1/things/1"
    assert second.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert make.runs == ["chair"]


def test_without_a_key_every_request_runs(make):
    assert [make(None).json["number"], make(None).json["number"]] == [1, 2]


def test_another_key_is_another_request(make):
    assert [make("k1").json["number"], make("k2").json["number"]] == [1, 2]


def test_a_key_cannot_be_used_for_another_request(make):
    make(name="chair")
    refused = make(name="table")
    assert (refused.status_code, refused.json["code"]) == (422, "idempotency_key_reused")


def test_a_key_belongs_to_its_sender(make):
    make.shop.know("ann", "customer:ann")
    make.shop.know("ben", "customer:ben")
    numbers = [
        make(Authorization="Bearer ann").json["number"],
        make(Authorization="Bearer ben").json["number"],
        make(X_Cart_Token="t1").json["number"],
        make(X_Cart_Token="t2").json["number"],
        make(User_Agent="shop app").json["number"],
        make(User_Agent="other app").json["number"],
        make(Authorization="Bearer ann").json["number"],
    ]
    assert numbers == [1, 2, 3, 4, 5, 6, 1]


def test_while_the_first_still_runs_the_second_is_told_to_wait(make):
    make()
    (slot,) = make.shop.store.kept
    make.shop.store.kept[slot] = (make.shop.store.kept[slot][0], None)
    waiting = make()
    assert (waiting.status_code, waiting.json["code"]) == (409, "idempotency_in_progress")
    assert waiting.headers["Retry-After"] == "2"


def test_a_refusal_is_an_answer_too(make):
    make.failures.append(Invalid("No such chair.", code="no_such_chair"))
    assert make().json["code"] == "no_such_chair"
    replayed = make()
    assert (replayed.status_code, replayed.json["code"]) == (422, "no_such_chair")
    assert replayed.content_type == "application/problem+json"
    assert len(make.runs) == 1


@pytest.mark.parametrize(
    "error", [Conflict("Busy."), TooMany("Slow."), Unavailable("Later."), RuntimeError("bug")]
)
def test_what_a_retry_may_mend_is_not_stored(make, error):
    make.failures.append(error)
    assert make().status_code >= 409
    assert make().status_code == 201


def test_input_that_is_refused_at_the_door_claims_no_key(make):
    wrong = make.shop.client.post(
        "/api/v1/things", json={"nome": "x"}, headers={"Idempotency-Key": "k1"}
    )
    assert wrong.status_code == 422
    assert make().status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a\tb", "ä", "x" * 256, " x", "x "])
def test_a_key_is_up_to_255_printable_characters(make, key):
    refused = make.shop.client.open(
        "/api/v1/things",
        method="POST",
        json={"name": "x"},
        environ_overrides={"HTTP_IDEMPOTENCY_KEY": key},
    )
    assert (refused.status_code, refused.json["code"]) == (400, "bad_idempotency_key")
    assert make("x" * 255).status_code == 201


def test_an_endpoint_without_a_body_can_be_idempotent(shop):
    runs = []

    @shop.api.post("/complete", access=PUBLIC, idempotent=True, summary="Complete")
    def complete() -> None:
        runs.append(1)

    for _ in range(2):
        answer = shop.client.post("/api/v1/complete", headers={"Idempotency-Key": "once"})
        assert answer.status_code == 204
    assert runs == [1]
