"""Small values that every request needs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from shopwright.platform.cache import Memory
from shopwright.platform.db import transaction
from shopwright.testing.opening import open_shop


@pytest.fixture
def counter() -> Memory[int]:
    """How often it was loaded; kept for ten seconds."""
    loads = iter(range(1, 100))
    return Memory(lambda: next(loads), seconds=10)


def test_a_value_is_kept_for_its_seconds(
    tmp_path: Path, counter: Memory[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_shop(tmp_path):
        assert [counter.get(), counter.get()] == [1, 1]
        later = time.monotonic() + 11
        monkeypatch.setattr("time.monotonic", lambda: later)
        assert counter.get() == 2


def test_forgetting_waits_for_the_commit_but_the_transaction_sees_its_own(
    tmp_path: Path, counter: Memory[int]
) -> None:
    with open_shop(tmp_path):
        assert counter.get() == 1
        with transaction():
            counter.forget()
            assert counter.get() == 2
            assert counter.get() == 3
        assert counter.get() == 4
        assert counter.get() == 4
        counter.forget()
        assert counter.get() == 5


def test_shops_do_not_share(tmp_path: Path, counter: Memory[int]) -> None:
    with open_shop(tmp_path / "a"):
        assert counter.get() == 1
        with open_shop(tmp_path / "b"):
            assert counter.get() == 2
        assert counter.get() == 1
