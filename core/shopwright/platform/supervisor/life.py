"""One child's life: started, ready, dead, waiting, started again.

        start          ready() is true
(none) ------> starting --------------> up
                  |  ^                   |
   died, or       |  | the pause is over | died
   not in time    v  |                   |
                waiting <----------------+      stop() leads out of any of them
"""

from __future__ import annotations

import signal
import time

import structlog

from shopwright.platform.supervisor.backoff import Backoff
from shopwright.platform.supervisor.child import Child
from shopwright.platform.supervisor.errors import ChildFailed
from shopwright.platform.supervisor.process import OwnedProcess
from shopwright.platform.supervisor.watchdog import Watchdog

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Life:
    """Runs `child` again and again. Nothing here waits: `tick` moves it on."""

    def __init__(self, child: Child, watchdog: Watchdog, *, backoff: Backoff | None = None) -> None:
        self.child = child
        self.ready = False
        self._watchdog = watchdog
        self._backoff = backoff or Backoff()
        self._process: OwnedProcess | None = None
        self._started = 0.0
        self._restart_at: float | None = None
        self._kill_at: float | None = None

    @property
    def pid(self) -> int | None:
        """Its process id, or None between two lives."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it now; raises `ChildFailed` when there is no such program."""
        self.ready, self._restart_at, self._kill_at = False, None, None
        self._started = time.monotonic()
        try:
            self._process = OwnedProcess(
                self.child.command(), watchdog=self._watchdog, env=self.child.env
            )
        except OSError as error:
            raise ChildFailed(self.child.name, str(error)) from error
        log.info("child started", child=self.child.name, pid=self._process.pid)

    def first_tick(self) -> None:
        """Like `tick` during the first start, when failing must be loud: raises `ChildFailed`."""
        if self._process is not None and (code := self._process.poll()) is not None:
            raise ChildFailed(self.child.name, f"it ended {_how(code)} before it was ready")
        if not self._try_ready() and self._overdue():
            seconds = self.child.ready_timeout
            raise ChildFailed(self.child.name, f"it was not ready within {seconds:g} seconds")

    def tick(self) -> None:
        """Notice what happened since the last time, and do what is due."""
        if self._process is None:
            if self._restart_at is not None and time.monotonic() >= self._restart_at:
                self._start_again()
        elif (code := self._process.poll()) is not None:
            self._ended(code)
        elif self._kill_at is not None and time.monotonic() >= self._kill_at:
            log.warning("child killed", child=self.child.name, reason="did not stop in time")
            self._process.kill()
        elif not self.ready and not self._try_ready() and self._overdue():
            log.warning("child killed", child=self.child.name, reason="not ready in time")
            self._process.kill()

    def roll(self) -> None:
        """Have it take over new code, as `child.on_roll` says."""
        how = self.child.on_roll
        if self._process is None or how is None:
            return
        log.info("child rolls over", child=self.child.name, pid=self._process.pid)
        if how == "restart":
            self._kill_at = time.monotonic() + self.child.stop_timeout
            self._process.ask_to_stop()
        else:
            self._process.signal(signal.Signals(how))

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ask_to_stop(self) -> None:
        """Begin to end it for good; `end` completes that."""
        self._restart_at = None
        if self._process is not None:
            self._process.ask_to_stop()

    def end(self) -> None:
        """End it for good, by force if it still runs."""
        if self._process is not None and self._process.poll() is None:
            log.warning("child killed", child=self.child.name, reason="did not stop in time")
            self._process.kill()
        elif self._process is not None:
            log.info("child stopped", child=self.child.name)
        self._process, self._restart_at, self.ready = None, None, False

    def _try_ready(self) -> bool:
        if not self.ready and self._says_ready():
            self.ready = True
            seconds = round(time.monotonic() - self._started, 2)
            log.info("child ready", child=self.child.name, seconds=seconds)
        return self.ready

    def _says_ready(self) -> bool:
        try:
            return self.child.ready is None or self.child.ready()
        except OSError:  # the connection is refused, the file is not there
            return False

    def _overdue(self) -> bool:
        return time.monotonic() - self._started > self.child.ready_timeout

    def _ended(self, code: int) -> None:
        asked_for = self._kill_at is not None
        pause = 0.0 if asked_for else self._backoff.pause(lived=time.monotonic() - self._started)
        self._process, self._kill_at, self.ready = None, None, False
        self._restart_at = time.monotonic() + pause
        if not asked_for:
            log.warning("child died", child=self.child.name, how=_how(code), restart_in=pause)

    def _start_again(self) -> None:
        try:
            self.start()
        except ChildFailed as error:
            pause = self._backoff.pause(lived=0)
            self._restart_at = time.monotonic() + pause
            log.error("child not started", child=self.child.name, cause=str(error), again_in=pause)


def _how(code: int) -> str:
    """An exit code in words: "with code 1", "by SIGKILL"."""
    if code >= 0:
        return f"with code {code}"
    try:
        return f"by {signal.Signals(-code).name}"
    except ValueError:
        return f"by signal {-code}"
