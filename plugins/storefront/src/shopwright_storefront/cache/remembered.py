"""Small things that every page needs and that hardly ever change: menus, what is published."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from shopwright import current_stamps

T = TypeVar("T")
_SECONDS = 5.0
_MOST = 1_000


class Remembered:
    """What was loaded under the stamps that are still in force, at most five seconds ago."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[Hashable, tuple[tuple[str, ...], float, Any]] = {}

    def get(self, key: Hashable, load: Callable[[], T], *names: str) -> T:
        """What `load` returned. `names` are the stamps of what it reads."""
        stamps, found = current_stamps(names), self._kept.get(key)
        if found is None or found[0] != stamps or found[1] < monotonic():
            found = stamps, monotonic() + _SECONDS, load()
            with self._lock:
                if len(self._kept) >= _MOST:
                    self._kept.clear()
                self._kept[key] = found
        value: T = found[2]
        return value
