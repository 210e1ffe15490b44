"""Ending a job whose time is over, also one that will not hear of it."""

from __future__ import annotations

import threading
from typing import Any

from rq.timeouts import TimerDeathPenalty

INSIST_AFTER = 10.0  # seconds


class WouldNotEnd(SystemExit):
    """The job caught the end of its time and went on. `except Exception` does not catch this one."""


class InsistentDeathPenalty(TimerDeathPenalty):
    """RQ raises its timeout once, and a loop that catches everything would keep the thread for good.

    This one comes back every `INSIST_AFTER` seconds until the job has ended.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self._turn = threading.Lock()
        self._over = False

    def handle_death_penalty(self) -> None:
        """Raise in the job's thread, and be back."""
        with self._turn:
            if self._over:
                return
            super().handle_death_penalty()  # type: ignore[no-untyped-call]
            self._exception = WouldNotEnd
            self._timer = threading.Timer(INSIST_AFTER, self.handle_death_penalty)
            self._timer.daemon = True
            self._timer.start()

    def cancel_death_penalty(self) -> None:
        """The job has ended."""
        with self._turn:
            self._over = True
        super().cancel_death_penalty()  # type: ignore[no-untyped-call]
