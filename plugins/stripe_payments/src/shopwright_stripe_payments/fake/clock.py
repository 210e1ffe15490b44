"""The fake's time, which a test can move on, and what is to happen at which time."""

from __future__ import annotations

import time
from collections.abc import Iterator

from shopwright_stripe_payments.fake.store import Store


class Clock:
    """The machine's time, plus what it was advanced by. Kept with the rest of the state."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ahead: float = store.fact("clock_ahead", 0.0)

    def time(self) -> float:
        """Seconds since the epoch, as the fake sees it."""
        return time.time() + self._ahead

    def now(self) -> int:
        """The same in whole seconds, as Stripe writes it."""
        return int(self.time())

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds."""
        with self._store.transaction():
            self._ahead += seconds
            self._store.remember("clock_ahead", self._ahead)

    def schedule(self, seconds: float, task: str, object_id: str) -> None:
        """Have `task` done to an object in so many seconds."""
        self._store.run(
            "INSERT INTO timers (due, task, object_id) VALUES (?, ?, ?)",
            self.time() + seconds,
            task,
            object_id,
        )

    def cancel(self, task: str, object_id: str) -> None:
        """Have it done no more."""
        self._store.run("DELETE FROM timers WHERE task = ? AND object_id = ?", task, object_id)

    def due(self) -> Iterator[tuple[str, str]]:
        """Take (task, object id) of all whose time has come, the earliest first."""
        while found := self._store.rows(
            "SELECT id, task, object_id FROM timers WHERE due <= ? ORDER BY due, id LIMIT 1",
            self.time(),
        ):
            self._store.run("DELETE FROM timers WHERE id = ?", found[0]["id"])
            yield found[0]["task"], found[0]["object_id"]
