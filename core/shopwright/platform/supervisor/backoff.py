"""How long to wait before a child that died is started again."""

from __future__ import annotations


class Backoff:
    """Pauses that double from `first` to `longest` seconds, and begin anew after good health.

    A child that was up for `healthy_after` seconds had a reason of its own to die, so it comes back
    at once; one that dies again and again must not eat the machine.
    """

    def __init__(
        self, *, first: float = 0.2, longest: float = 10.0, healthy_after: float = 60.0
    ) -> None:
        self._first = first
        self._longest = longest
        self._healthy_after = healthy_after
        self._next = first

    def pause(self, *, lived: float) -> float:
        """Seconds to wait before restarting a child that was up for `lived` seconds."""
        if lived >= self._healthy_after:
            self._next = self._first
        pause = self._next
        self._next = min(pause * 2, self._longest)
        return pause
