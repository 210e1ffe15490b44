"""The parent's side of the watchdog: nothing that is guarded outlives this process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from shopwright.platform.supervisor import watchdog_process


class Watchdog:
    """A small process that ends the guarded ones when this process dies, even by SIGKILL.

    `keep_open` are file descriptors that it inherits and holds until it has cleaned up: handing it
    a locked file keeps the lock for just as long. `grace` is in seconds, between asking and
    killing. A watchdog that was killed itself is replaced at its next use.
    """

    def __init__(self, *, keep_open: Sequence[int] = (), grace: float = 5.0) -> None:
        self._keep_open = tuple(keep_open)
        self._grace = grace
        self._guarded: dict[int, int] = {}
        self._directories: list[Path] = []
        self._process: subprocess.Popen[bytes] | None = None

    def guard(self, pid: int, stop_signal: signal.Signals = signal.SIGTERM) -> None:
        """Answer for the session led by `pid`, which `stop_signal` asks to stop."""
        self._guarded[pid] = int(stop_signal)
        self._say(f"guard {pid} {int(stop_signal)}")

    def release(self, pid: int) -> None:
        """The process has ended."""
        self._guarded.pop(pid, None)
        self._say(f"release {pid}")

    def remove(self, directory: Path) -> None:
        """Delete `directory` when all is over, if it is still there."""
        self._directories.append(directory)
        self._say(f"remove {directory}")

    def ensure(self) -> None:
        """Start the watchdog, or start it again if it died."""
        if self._process is None or self._process.poll() is not None:
            self._start()

    def close(self) -> None:
        """Have it end what is still guarded, wait for that, and let it go."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            process.wait()

    def _start(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        known = [f"guard {pid} {number}" for pid, number in self._guarded.items()]
        known += [f"remove {directory}" for directory in self._directories]
        program = [sys.executable, "-I", "-S", watchdog_process.__file__]
        self._process = subprocess.Popen(
            [*program, str(os.getpid()), str(self._grace), *known],
            stdin=subprocess.PIPE,
            bufsize=0,
            cwd="/",
            pass_fds=self._keep_open,
            start_new_session=True,
        )

    def _say(self, command: str) -> None:
        if self._process is None or self._process.stdin is None:
            self._start()  # which tells all we know, this included
            return
        try:
            self._process.stdin.write(os.fsencode(command + "\n"))
        except BrokenPipeError:
            self.ensure()
