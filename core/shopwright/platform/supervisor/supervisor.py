"""`Supervisor`: starts programs in order, restarts what dies, stops them in reverse order."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType

import structlog

from shopwright.platform.supervisor.child import Child
from shopwright.platform.supervisor.life import Life
from shopwright.platform.supervisor.pidfile import PidFile
from shopwright.platform.supervisor.watchdog import Watchdog

log: structlog.stdlib.BoundLogger = structlog.get_logger()

_STOP = frozenset({signal.SIGTERM, signal.SIGINT})
_HANDLED = (*_STOP, signal.SIGHUP, signal.SIGCHLD)
_EAGER = 0.05
_IDLE, _IDLE_WITHOUT_SIGNALS = 1.0, 0.1  # SIGCHLD wakes the first


class Supervisor:
    """Keeps `children` running until it is told to stop.

    SIGTERM and SIGINT stop the children, last first; a second one kills them at once. SIGHUP
    rolls over those with an `on_roll`. The children's output is untouched: they write where we do.
    With `pid_file`, a second supervisor on the same file is refused. When this process is killed,
    its watchdog ends the children and whatever they started.
    """

    def __init__(self, children: Sequence[Child], *, pid_file: Path | None = None) -> None:
        names = [child.name for child in children]
        if len(set(names)) != len(names):
            raise ValueError(f"two children of one name: {', '.join(names)}")
        self._children = tuple(children)
        self._pid_file = PidFile(pid_file) if pid_file else None
        self._lives: list[Life] = []
        self._stops = 0
        self._rolls: set[str] = set()
        self._idle = _IDLE
        self._wake_reader, self._wake_writer = -1, -1
        # Started by nohup, it is meant to outlive its terminal.
        self._terminal = _has_terminal() and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN

    def run(self, on_ready: Callable[[], None] | None = None) -> None:
        """Run until stopped; returns when every child has ended. `on_ready` is called once, when
        all children are up for the first time.

        Raises `AlreadyRunning`, or `ChildFailed` when a child does not come up the first time;
        the others are stopped again before that. Signals are only handled in the main thread;
        from any other, `stop` and `roll` do the same.
        """
        with self._pid_lock() as locked, self._woken_by_signals():
            watchdog = Watchdog(keep_open=locked)
            watchdog.ensure()
            try:
                self._lives = [Life(child, watchdog) for child in self._children]
                if self._bring_up():
                    log.info("all children ready", children=[c.name for c in self._children])
                    if on_ready is not None:
                        on_ready()
                while not self._stops:
                    watchdog.ensure()
                    self._tick()
                    self._wait(self._idle if self.ready() else _EAGER)
            finally:
                self._bring_down()
                watchdog.close()

    def stop(self) -> None:
        """Stop all children, and return from `run`; called again, kill them. For any thread."""
        self._stops += 1
        self._wake()

    def roll(self, name: str) -> None:
        """Have the child `name` take over new code, as its `on_roll` says. For any thread."""
        if name not in {child.name for child in self._children}:
            raise ValueError(f"no child '{name}'; there are {[c.name for c in self._children]}")
        self._rolls.add(name)
        self._wake()

    def pids(self) -> dict[str, int | None]:
        """Every child's process id, None for one that waits to be started again."""
        return {life.child.name: life.pid for life in self._lives}

    def ready(self) -> bool:
        """True while every child runs and has said that it does its work."""
        return bool(self._lives) and all(life.ready for life in self._lives)

    def _bring_up(self) -> bool:
        for position, life in enumerate(self._lives):
            life.start()
            life.first_tick()
            while not life.ready and not self._stops:
                self._wait(_EAGER)
                life.first_tick()
                for earlier in self._lives[:position]:
                    earlier.tick()
            if self._stops:
                return False
        return True

    def _tick(self) -> None:
        while self._rolls:
            name = self._rolls.pop()
            next(life for life in self._lives if life.child.name == name).roll()
        for life in self._lives:
            life.tick()

    def _bring_down(self) -> None:
        if self._lives:
            log.info("stopping", children=[life.child.name for life in reversed(self._lives)])
        for life in reversed(self._lives):
            life.ask_to_stop()
            deadline = time.monotonic() + life.child.stop_timeout
            while life.running and time.monotonic() < deadline and self._stops < 2:
                self._wait(_EAGER)
            life.end()

    @contextlib.contextmanager
    def _pid_lock(self) -> Iterator[tuple[int, ...]]:
        if self._pid_file is None:
            yield ()
            return
        self._pid_file.acquire()
        try:
            yield (self._pid_file.descriptor,)
        finally:
            self._pid_file.release()

    @contextlib.contextmanager
    def _woken_by_signals(self) -> Iterator[None]:
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_writer, False)
        handles = threading.current_thread() is threading.main_thread()
        self._idle = _IDLE if handles else _IDLE_WITHOUT_SIGNALS
        before = {number: signal.signal(number, self._handle) for number in _HANDLED if handles}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler or signal.SIG_DFL)
            reader, writer = self._wake_reader, self._wake_writer
            self._wake_reader, self._wake_writer = -1, -1
            os.close(reader)
            os.close(writer)

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if number in _STOP or (number == signal.SIGHUP and self._terminal and not _has_terminal()):
            self._stops += 1  # SIGHUP without its terminal: the window was closed
        elif number == signal.SIGHUP:
            self._rolls |= {child.name for child in self._children}
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # full, so it wakes anyway; or not running
            os.write(self._wake_writer, b"!")

    def _wait(self, seconds: float) -> None:
        """Sleep until `seconds` are over, a signal came, or another thread wants something."""
        if select.select([self._wake_reader], [], [], seconds)[0]:
            os.read(self._wake_reader, 4096)


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
