"""The watchdog's own process: ends what a dead parent left running.

It is run as a plain file by `python -I -S`, so it imports nothing but the standard library and is
up in some 15 ms. Its parent tells it, by arguments first and standard input later, what to do
should the parent go away:

    guard PID SIGNAL    the leader of a session, and the signal that asks it to stop
    release PID         it has ended, forget it
    remove PATH         a directory to delete

The end of the input, or of the parent, is the sign. Whoever is still guarded then is asked to stop
and, after the grace, killed together with everything in its session. A death signal set by
`prctl` would be shorter, but reaches only the child itself, not its workers, exists on
Linux alone, and fires when the *thread* that started the child ends.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import select
import shutil
import signal
import sys
import time
from collections.abc import Iterator


def kill_session(leader: int) -> None:
    """SIGKILL every process in the session that `leader` began, also when the leader is gone.

    Programs that put their workers in groups of their own (as RQ does) keep them in the session.
    """
    for pid in _members(leader):
        send(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody left
        os.killpg(leader, signal.SIGKILL)


def _members(session: int) -> Iterator[int]:
    if not os.path.isdir("/proc/self"):
        return  # not Linux: the leader's process group has to do
    for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getsid(pid) == session:
                yield pid


def send(pid: int, number: int) -> bool:
    """Signal one process; False when it is gone."""
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _ended(pid: int) -> bool:
    """True when it is gone, or dead and only waiting for somebody to take note of it."""
    if not send(pid, 0):
        return True
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return stat.read().rpartition(b")")[2].split()[0] == b"Z"
    except OSError:
        return False


def _commands(parent: int) -> Iterator[str]:
    """The parent's commands, until its input ends or it does.

    The input alone would not do: a forked child of the parent may hold the other end open.
    """
    rest = b""
    while True:
        readable, _, _ = select.select([0], [], [], 1.0)
        if readable:
            chunk = os.read(0, 65536)
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield os.fsdecode(line)
        elif os.getppid() != parent:
            return


def _end(guarded: dict[int, int], grace: float) -> None:
    for pid, number in guarded.items():
        send(pid, number)
    _await_end(guarded, grace)
    for pid in guarded:
        kill_session(pid)
    _await_end(guarded, 2.0)  # whoever waits for our lock must not meet one that is dying


def _await_end(guarded: dict[int, int], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(map(_ended, guarded)):
        time.sleep(0.02)


def main(parent: int, grace: float, commands: list[str]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # whoever stops us all must not stop us first
    guarded: dict[int, int] = {}
    directories: list[str] = []
    for command in itertools.chain(commands, _commands(parent)):
        match command.split(" "):
            case ["guard", pid, stop_signal]:
                guarded[int(pid)] = int(stop_signal)
            case ["release", pid]:
                guarded.pop(int(pid), None)
            case ["remove", *path]:
                directories.append(" ".join(path))
    _end(guarded, grace)
    for directory in directories:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
