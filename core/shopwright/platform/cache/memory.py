"""`Memory`: a few values that every request needs, kept for some seconds per process and shop."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from shopwright.platform.db import Database, current_transaction, in_transaction
from shopwright.platform.runtime import runtime

T = TypeVar("T")


class Memory(Generic[T]):
    """What `load` returned, for `seconds`.

    Another process's change is seen when they are over; this process's own at once, where the
    command that made it calls `forget()`. A transaction that has done so reads past the memory.
    """

    def __init__(self, load: Callable[[], T], *, seconds: float) -> None:
        self._load = load
        self._seconds = seconds
        self._key = f"forgot:{load.__module__}.{load.__qualname__}"
        self._kept: WeakKeyDictionary[Database, tuple[float, T]] = WeakKeyDictionary()

    def get(self) -> T:
        """The value; loaded when it is missing or too old."""
        if in_transaction() and self._key in current_transaction().memo:
            return self._load()
        database = runtime().database
        kept = self._kept.get(database)
        moment = time.monotonic()
        if kept is None or moment >= kept[0]:
            kept = self._kept[database] = (moment + self._seconds, self._load())
        return kept[1]

    def forget(self) -> None:
        """Load again for the next who asks; inside a transaction, once it has committed."""
        if not in_transaction():
            self._drop()
            return
        opened = current_transaction()
        opened.memo[self._key] = True
        opened.after_commit[self._key] = self._drop

    def _drop(self) -> None:
        self._kept.pop(runtime().database, None)
