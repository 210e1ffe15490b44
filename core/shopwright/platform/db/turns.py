"""`writers_turn`: lets SQLite's writers in, one by one, in the order they came; else some starve."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class _Queue:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        with self._lock:
            if self._busy or self._waiting:
                ticket = threading.Event()
                self._waiting.append(ticket)
            else:
                ticket = None
                self._busy = True
        if ticket is not None:
            ticket.wait()
        try:
            yield
        finally:
            with self._lock:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._busy = False


writers_turn = _Queue().turn
