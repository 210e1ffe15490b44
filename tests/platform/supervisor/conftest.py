"""Real supervisors with real children: in a thread, and in a process of their own to be killed."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from shopwright.platform.supervisor import Child, Supervisor

_PROGRAM = """
import json, pathlib, sys
from shopwright.platform.supervisor import Child, Supervisor, SupervisorError
pid_file, children = sys.argv[1], json.loads(sys.argv[2])
def child(ready_file=None, **given):
    path = ready_file and pathlib.Path(ready_file)
    return Child(**given, ready=path and path.exists)
try:
    Supervisor([child(**c) for c in children], pid_file=pathlib.Path(pid_file)).run()
except SupervisorError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""
_WITH_WORKER = """
import subprocess, sys, time
worker = subprocess.Popen(["sleep", "600"], process_group=0)
with open(sys.argv[1], "w") as note:
    note.write(f"{worker.pid}\\n")
time.sleep(600)
"""

Await = Callable[..., None]
Gone = Callable[[int], bool]
Running = Callable[..., Supervisor]
Launch = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def eventually() -> Await:
    """Waits until a condition holds, and fails the test when it does not."""

    def wait(condition: Callable[[], object], seconds: float = 20.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not come to pass"
            time.sleep(0.01)

    return wait


@pytest.fixture
def gone() -> Gone:
    """Says whether a process has ended; one that only waits to be reaped has."""

    def check(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        return False

    return check


@pytest.fixture
def running(eventually: Await) -> Iterator[Running]:
    """Runs a supervisor in a thread, until the test is over; returns when all are ready."""
    started: list[tuple[Supervisor, threading.Thread]] = []

    def run(*children: Child) -> Supervisor:
        supervisor = Supervisor(children)
        thread = threading.Thread(target=supervisor.run)
        thread.start()
        started.append((supervisor, thread))
        eventually(supervisor.ready)
        return supervisor

    yield run
    for supervisor, thread in started:
        supervisor.stop()
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    """Runs a supervisor in a process of its own, with the pid file `tmp_path / "pid"`."""
    started: list[subprocess.Popen[str]] = []

    def run(*children: dict[str, Any]) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(tmp_path / "pid"), json.dumps(children)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.terminate()
        process.communicate(timeout=10)


@pytest.fixture
def with_worker() -> Callable[[Path], list[str]]:
    """A program that starts a worker in a process group of its own, as job runners do.

    It writes the worker's process id to the path it is given.
    """

    def argv(note: Path) -> list[str]:
        return [sys.executable, "-I", "-S", "-c", _WITH_WORKER, str(note)]

    return argv
