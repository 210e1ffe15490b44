"""What can keep a supervisor from running, each with an exit code for scripts.

    SupervisorError
    ├── AlreadyRunning   75  another supervisor holds the pid file (try again later)
    └── ChildFailed      69  a child did not come up when the supervisor started

The codes are those of `sysexits.h`: EX_TEMPFAIL and EX_UNAVAILABLE.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar


class SupervisorError(Exception):
    """The supervisor cannot run; `exit_code` is what a command should end with."""

    exit_code: ClassVar[int] = 70


class AlreadyRunning(SupervisorError):
    """Another supervisor works on the same data."""

    exit_code = 75

    def __init__(self, path: Path, pid: int | None) -> None:
        self.path = path
        self.pid = pid
        who = f"process {pid}" if pid else "a process that is just stopping"
        remedy = f"Stop it first (kill {pid})" if pid else "Try again in a few seconds"
        super().__init__(
            f"{who} already runs on {path.parent} and holds {path.name}. "
            f"{remedy}, or use another data directory."
        )


class ChildFailed(SupervisorError):
    """A child could not be started, ended before it was ready, or was not ready in time."""

    exit_code = 69

    def __init__(self, name: str, cause: str) -> None:
        self.name = name
        super().__init__(f"'{name}' did not start: {cause}. Its own output above says more.")
