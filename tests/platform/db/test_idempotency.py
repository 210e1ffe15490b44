"""Stored answers of unsafe requests."""

from __future__ import annotations

import threading

import pytest
import time_machine
from flask import current_app
from shopwright.platform.db import read, transaction
from shopwright.platform.db.idempotency import (
    Answer,
    ClaimState,
    IdempotencyKey,
    TakenByAnother,
    claim,
    forget_answers,
    give_back,
    noting_effects,
    purge_idempotency_keys,
    store,
)
from shopwright.testing.shop import Shop
from sqlalchemy import delete, func, select

ANSWER = Answer(status=201, body=b'{"id":1}', headers=(("Location", "/x"), ("ETag", '"1"')))


def state(fingerprint: str = "f", actor: str = "customer:1", key: str = "k") -> ClaimState:
    return claim(actor, key, fingerprint).state


def test_the_first_claims_and_the_second_waits(shop: Shop) -> None:
    assert state() is ClaimState.CLAIMED
    second = claim("customer:1", "k", "f")
    assert second.state is ClaimState.RUNNING
    assert second.retry_after >= 1


def test_the_answer_is_given_again_as_it_was(shop: Shop) -> None:
    state()
    store("customer:1", "k", ANSWER)
    again = claim("customer:1", "k", "f")
    assert (again.state, again.answer) == (ClaimState.ANSWERED, ANSWER)


def test_the_first_answer_stays(shop: Shop) -> None:
    state()
    store("customer:1", "k", ANSWER)
    store("customer:1", "k", Answer(status=500, body=b"", headers=()))
    give_back("customer:1", "k")
    assert claim("customer:1", "k", "f").answer == ANSWER


def test_a_key_belongs_to_its_caller_and_its_request(shop: Shop) -> None:
    state()
    assert state(fingerprint="other") is ClaimState.MISMATCH
    assert state(actor="customer:2") is ClaimState.CLAIMED
    assert state(key="k2") is ClaimState.CLAIMED


def test_what_is_given_back_can_be_claimed_anew(shop: Shop) -> None:
    state()
    give_back("customer:1", "k")
    assert state(fingerprint="other") is ClaimState.CLAIMED


def test_what_a_crash_left_without_effect_can_be_claimed_half_a_minute_later(shop: Shop) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        assert state() is ClaimState.CLAIMED
        clock.shift(29)
        assert state() is ClaimState.RUNNING
        clock.shift(1)
        assert state(fingerprint="other") is ClaimState.MISMATCH
        assert state() is ClaimState.CLAIMED
        assert state() is ClaimState.RUNNING


def test_what_a_crash_left_with_an_effect_is_never_done_again(shop: Shop) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        state()
        with noting_effects("customer:1", "k"), transaction():
            pass
        clock.shift(29)
        assert state() is ClaimState.RUNNING
        clock.shift(1)
        assert state() is ClaimState.INTERRUPTED
        assert state(fingerprint="other") is ClaimState.MISMATCH
        assert state() is ClaimState.INTERRUPTED


def test_what_was_rolled_back_had_no_effect(shop: Shop) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        state()
        with (
            pytest.raises(ZeroDivisionError),
            noting_effects("customer:1", "k"),
            transaction(),
        ):
            raise ZeroDivisionError
        clock.shift(30)
        assert state() is ClaimState.CLAIMED


def test_the_answer_follows_the_effect(shop: Shop) -> None:
    state()
    with noting_effects("customer:1", "k"):
        for _ in range(2):
            with transaction():
                pass
    store("customer:1", "k", ANSWER)
    assert claim("customer:1", "k", "f").answer == ANSWER


def test_what_is_given_back_after_an_effect_stays_taken(shop: Shop) -> None:
    """A failure after the first of several steps: the next try must not take that one again."""
    state()
    with noting_effects("customer:1", "k"), transaction():
        pass
    give_back("customer:1", "k")
    assert state() is ClaimState.INTERRUPTED


def test_of_a_slow_request_and_its_repetition_one_takes_effect(shop: Shop) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        state()
        clock.shift(30)
        assert state() is ClaimState.CLAIMED
        with noting_effects("customer:1", "k"), transaction():
            pass
        with (
            pytest.raises(TakenByAnother),
            noting_effects("customer:1", "k"),
            transaction() as db,
        ):
            db.execute(delete(IdempotencyKey))
    with read() as db:
        assert db.scalar(select(func.count()).select_from(IdempotencyKey)) == 1


def test_answers_are_kept_for_72_hours(shop: Shop) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        state()
        store("customer:1", "k", ANSWER)
        clock.shift(72 * 3600 - 1)
        purge_idempotency_keys()
        assert state() is ClaimState.ANSWERED
        clock.shift(1)
        purge_idempotency_keys()
        with read() as db:
            assert db.scalar(select(func.count()).select_from(IdempotencyKey)) == 0


def test_of_many_at_once_exactly_one_claims(shop: Shop) -> None:
    app, barrier = current_app._get_current_object(), threading.Barrier(8)  # type: ignore[attr-defined]
    states: list[ClaimState] = []

    def run() -> None:
        with app.app_context():
            barrier.wait()
            states.append(state())

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(item.value for item in states) == ["claimed", *["running"] * 7]


def test_answers_about_somebody_are_forgotten(shop: Shop) -> None:
    about = Answer(status=200, body=b'{"email":"ada@example.com"}', headers=())
    for actor, answer in (("customer:1", ANSWER), ("staff:1", about), ("staff:2", ANSWER)):
        state(actor=actor)
        store(actor, "k", answer)
    state(actor="staff:3")  # still running
    forget_answers("customer:1", "ada@example.com")
    with read() as db:
        kept = db.scalars(select(IdempotencyKey.actor).order_by(IdempotencyKey.actor)).all()
    assert kept == ["staff:2", "staff:3"]
