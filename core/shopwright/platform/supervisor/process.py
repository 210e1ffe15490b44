"""A program of ours: in a session of its own, stopped gently, and never outliving us."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from shopwright.platform.supervisor.watchdog import Watchdog
from shopwright.platform.supervisor.watchdog_process import kill_session

# A program begins when its watchdog knows of it. Were we killed before that, its input would end
# and the shell with it; between forking and telling the watchdog there is time to be killed.
_GATE = 'read -r go && exec "$@" </dev/null'


class OwnedProcess:
    """A running program and all that it starts in turn.

    It has no terminal and no standard input, so that Ctrl-C reaches us alone and the order of
    stopping is ours. `env` is added to our own environment. `user` and `group` are numeric ids to
    run it as. Raises OSError when the program cannot be started.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        watchdog: Watchdog,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        output: IO[bytes] | None = None,
        user: int | None = None,
        group: int | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        watchdog.ensure()
        self._watchdog = watchdog
        self._stop_signal = stop_signal
        environment = {**os.environ, **(env or {})}
        if shutil.which(argv[0], path=environment.get("PATH")) is None:
            raise FileNotFoundError(errno.ENOENT, "no such program", argv[0])
        self._popen = subprocess.Popen(
            ["/bin/sh", "-c", _GATE, argv[0], *argv],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output and subprocess.STDOUT,
            env=environment,
            cwd=cwd,
            user=user,
            group=group,
            extra_groups=None if user is None else (),
            start_new_session=True,
        )
        self.pid = self._popen.pid
        watchdog.guard(self.pid, stop_signal)
        self._open_gate()
        self._over = False

    def _open_gate(self) -> None:
        gate = self._popen.stdin
        if gate is not None:
            with contextlib.suppress(BrokenPipeError), gate:  # killed already: `poll` will say so
                gate.write(b"go\n")

    def poll(self) -> int | None:
        """Its exit code, negative for a signal's number; None while it runs.

        What it left running is killed when its end is first seen.
        """
        code = self._popen.poll()
        if code is not None and not self._over:
            self._over = True
            kill_session(self.pid)
            self._watchdog.release(self.pid)
        return code

    def wait(self) -> int:
        """Wait for it to end by itself; its exit code."""
        self._popen.wait()
        return self.poll() or 0

    def signal(self, number: signal.Signals) -> None:
        """Signal the program itself, if it still runs."""
        if self.poll() is None:
            self._popen.send_signal(number)

    def ask_to_stop(self) -> None:
        self.signal(self._stop_signal)

    def kill(self) -> int:
        """End it and everything in its session at once; its exit code."""
        if self.poll() is None:
            kill_session(self.pid)
            self._popen.wait()
        return self.poll() or 0

    def stop(self, timeout: float) -> bool:
        """Ask it to stop and, after `timeout` seconds, kill it; True if it went by itself."""
        self.ask_to_stop()
        try:
            self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        self.poll()
        return True
