"""Pieces of answers are made once a minute, per shop, and the oldest go first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from shopwright.platform.cache import pieces, remembered
from shopwright.testing.opening import open_shop


@pytest.fixture
def counting() -> Callable[[], int]:
    """Returns 1, then 2, and so on."""
    made: list[int] = []

    def count() -> int:
        made.append(len(made) + 1)
        return made[-1]

    return count


def test_a_piece_is_made_once_while_it_is_fresh(
    tmp_path: Path, counting: Callable[[], int]
) -> None:
    with open_shop(tmp_path):
        assert remembered("a", counting) == remembered("a", counting) == 1
        assert remembered("b", counting) == 2
    with open_shop(tmp_path / "other"):
        assert remembered("a", counting) == 3


def test_a_piece_dies_when_its_time_is_over(tmp_path: Path, counting: Callable[[], int]) -> None:
    with open_shop(tmp_path, cache_seconds=0):
        assert (remembered("a", counting), remembered("a", counting)) == (1, 2)


def test_the_least_recently_used_go_first(
    tmp_path: Path, counting: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "_MOST", 2)
    with open_shop(tmp_path):
        for name in ("a", "b", "a", "c"):
            remembered(name, counting)
        assert remembered("a", counting) == 1
        assert remembered("b", counting) == 4
