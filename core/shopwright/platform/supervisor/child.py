"""What a supervisor is told about one of its children."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A program to keep running.

    `argv` may be a function, called before each start, for arguments that are only known then.
    `env` is added to the supervisor's own environment.
    `ready` says whether the program does its work yet; it is asked every 50 ms until it is, so it
    must answer fast; an OSError means not yet. Without it, running is ready. Times are in seconds.
    `on_roll` says how new code is taken over: a signal that the program understands as "replace
    your workers", "restart" to stop it and start it again, or None to leave it alone.
    """

    name: str
    argv: Sequence[str] | Callable[[], Sequence[str]]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None
    ready_timeout: float = 30.0
    stop_timeout: float = 10.0
    on_roll: signal.Signals | Literal["restart"] | None = None

    def command(self) -> list[str]:
        """The arguments for the next start."""
        return list(self.argv() if callable(self.argv) else self.argv)
