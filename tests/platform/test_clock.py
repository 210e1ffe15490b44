"""The clock can be set for a while, to play what happened at its own time."""

from __future__ import annotations

from contextvars import copy_context
from datetime import UTC, datetime, timedelta, timezone

import pytest
import time_machine
from shopwright.platform import clock

THEN = datetime(2024, 2, 29, 12, 30, tzinfo=UTC)


def test_the_clock_shows_the_real_time() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC
    assert clock.lag() == timedelta(0)


def test_inside_at_it_is_that_moment_and_stands_still() -> None:
    with clock.at(THEN):
        assert clock.now() == clock.now() == THEN
    assert clock.now() > THEN


def test_the_moment_is_shown_in_utc() -> None:
    with clock.at(THEN.astimezone(timezone(timedelta(hours=5)))):
        assert clock.now() == THEN
        assert clock.now().tzinfo is UTC


def test_the_inner_moment_holds_until_its_block_ends() -> None:
    with clock.at(THEN):
        with clock.at(THEN + timedelta(days=1)):
            assert clock.now() == THEN + timedelta(days=1)
        assert clock.now() == THEN


def test_an_error_gives_the_real_time_back() -> None:
    with pytest.raises(LookupError), clock.at(THEN):
        raise LookupError
    assert clock.lag() == timedelta(0)


def test_others_keep_their_time() -> None:
    others = copy_context()
    with clock.at(THEN):
        assert others.run(clock.now) > THEN


def test_the_lag_is_how_far_the_clock_is_behind() -> None:
    with time_machine.travel(THEN, tick=False), clock.at(THEN - timedelta(hours=3)):
        assert clock.lag() == timedelta(hours=3)
