"""Measuring CPU time per request, of the web server and of the database apart."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

_PINNED = "import os, sys; os.sched_setaffinity(0, {0}); os.execvp(sys.argv[1], sys.argv[1:])"


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds per call."""

    server: float
    database: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.server + self.database


class Server:
    """One granian worker on one core, and a connection to it that stays open."""

    def __init__(self, target: str, port: int, process: subprocess.Popen[bytes], database: str):
        self.target = target
        self.port = port
        self._process = psutil.Process(process.pid)
        self._watch = psycopg.connect(database, autocommit=True)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def send(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """One request; an answer of 400 or above is an error."""
        payload = None if body is None else json.dumps(body)
        sent = {"Content-Type": "application/json", **(headers or {})}
        self._connection.request(method, path, payload, sent if payload else dict(headers or {}))
        answer = self._connection.getresponse()
        data = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {data[:500]!r}")
        return data

    def measure(
        self, call: Callable[[int], object], *, times: int, warm: int = 50, first: int = 0
    ) -> Cost:
        """Run `call(number)` `warm` times unmeasured, then `times` times measured, from `first` on."""
        for number in range(warm):
            call(-number - 1)
        if warm:
            time.sleep(0.3)
        before = self._cpu()
        for number in range(first, first + times):
            call(number)
        after = self._cpu()
        return Cost(
            *((end - start) * 1000 / times for start, end in zip(before, after, strict=True))
        )

    def close(self) -> None:
        """End its connections."""
        self._connection.close()
        self._watch.close()

    def _cpu(self) -> tuple[float, float]:
        tree = [self._process, *self._process.children(recursive=True)]
        others = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        rows = self._watch.execute(others).fetchall()
        return _seconds(item.pid for item in tree), _seconds(row[0] for row in rows)


def _seconds(pids: Iterable[int]) -> float:
    return sum(_nanoseconds(task) for pid in pids for task in _tasks(pid)) / 1e9


def _tasks(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").glob("*"))


def _nanoseconds(task: Path) -> int:
    """Time on a core. `cpu_times` counts in hundredths of a second, too coarse for ten checkouts."""
    try:
        return int((task / "schedstat").read_text().split()[0])
    except (FileNotFoundError, ProcessLookupError):  # it has ended
        return 0


@contextmanager
def serve(target: str, environment: Mapping[str, str], database: str) -> Iterator[Server]:
    """Serve `target` (`module:app`) from one granian worker that is pinned to the first core."""
    port = _free_port()
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    options += ["--workers", "1", "--blocking-threads", "1", "--no-access-log"]
    argv = [sys.executable, "-c", _PINNED, sys.executable, "-m", "granian", *options, target]
    process = subprocess.Popen(argv, env=dict(environment), stdout=subprocess.DEVNULL)
    try:
        _await(port, process)
        server = Server(target, port, process, database)
        yield server
        server.close()
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the server did not answer within a minute")
