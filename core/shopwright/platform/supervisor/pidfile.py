"""The pid file: one supervisor per data directory, and the way to reach it."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from pathlib import Path

from shopwright.platform.supervisor.errors import AlreadyRunning
from shopwright.platform.supervisor.watchdog_process import send

# In a shop's data directory.
PID_FILE = "shopwright.pid"


class PidFile:
    """A file that holds our process id, locked for as long as we, or our watchdog, live.

    The lock decides, not the number: a file left by a crash or a reboot stops nobody.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.descriptor = -1

    def acquire(self, *, patience: float = 10.0) -> None:
        """Take the lock and write our id, or raise `AlreadyRunning`.

        When the holder is dead, its watchdog is still clearing up after it; that is worth waiting
        `patience` seconds for.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + patience
        while not self._try_lock():
            holder = _read(self.path)
            if (holder and send(holder, 0)) or time.monotonic() > deadline:
                raise AlreadyRunning(self.path, holder)
            time.sleep(0.05)
        os.truncate(self.descriptor, 0)
        os.write(self.descriptor, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Remove the file and let go of the lock."""
        if self.descriptor >= 0:
            self.path.unlink(missing_ok=True)
            os.close(self.descriptor)
            self.descriptor = -1

    def _try_lock(self) -> bool:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The last holder may have removed the file between our opening and locking it.
            current = os.fstat(descriptor).st_ino == self.path.stat().st_ino
        except (BlockingIOError, FileNotFoundError):
            current = False
        if current:
            self.descriptor = descriptor
        else:
            os.close(descriptor)
        return current


def running(path: Path) -> int | None:
    """The process id of the supervisor that holds the pid file at `path`, if there is one."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = _read(path)
        return pid if pid and send(pid, 0) else None
    finally:
        os.close(descriptor)
    return None


def request_roll(path: Path) -> bool:
    """Ask the supervisor that holds `path` to roll its children over; False if there is none.

    Callable from any process, a web worker or a command.
    """
    pid = running(path)
    return pid is not None and send(pid, signal.SIGHUP)


def _read(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (ValueError, OSError):
        return None
