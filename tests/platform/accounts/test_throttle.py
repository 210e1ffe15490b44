"""Counting what should not happen often."""

from __future__ import annotations

import threading
from datetime import timedelta

import time_machine
from flask import current_app
from shopwright.platform.accounts import Throttle
from shopwright.platform.accounts.models import AccountThrottle
from shopwright.platform.db import read
from shopwright.testing.shop import Shop
from sqlalchemy import select

THRICE = Throttle(name="test", limit=3, window=timedelta(minutes=10))


def test_up_to_the_limit_and_no_further(shop: Shop) -> None:
    assert [THRICE.count("ada") for _ in range(4)] == [True, True, True, False]


def test_the_wait_ends_with_the_window(shop: Shop) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        assert THRICE.wait("ada") == 0
        for _ in range(3):
            assert THRICE.wait("ada") == 0
            THRICE.count("ada")
        assert THRICE.wait("ada") == 600
        clock.shift(599)
        assert THRICE.wait("ada") == 1
        clock.shift(1)
        assert THRICE.wait("ada") == 0
        assert THRICE.count("ada")


def test_subjects_and_throttles_are_counted_apart(shop: Shop) -> None:
    other = Throttle(name="other", limit=1, window=timedelta(minutes=10))
    for _ in range(3):
        THRICE.count("ada")
    assert THRICE.wait("bea") == 0
    assert other.wait("ada") == 0


def test_what_is_forgotten_starts_anew(shop: Shop) -> None:
    for _ in range(3):
        THRICE.count("ada")
    THRICE.clear("ada")
    assert THRICE.wait("ada") == 0


def test_the_table_tells_nobodys_address(shop: Shop) -> None:
    THRICE.count("ada@example.com")
    with read() as db:
        assert "ada" not in str(db.execute(select(AccountThrottle.__table__)).all())


def test_no_count_is_lost_when_many_come_at_once(shop: Shop) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    barrier = threading.Barrier(4)

    def count() -> None:
        with app.app_context():
            barrier.wait()
            for _ in range(5):
                THRICE.count("ada")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with read() as db:
        assert db.scalar(select(AccountThrottle.count)) == 20
