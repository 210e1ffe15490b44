"""What `on_roll=SIGHUP` rests on: granian replaces its workers and finishes what they are doing."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from shopwright.platform.supervisor import Child, Supervisor

Await = Callable[..., None]
Gone = Callable[[int], bool]
Running = Callable[..., Supervisor]

_APP = """
import os, time
def app(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1.5)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d" % os.getpid()]
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def worker_that_answers(port: int, path: str = "/") -> int | None:
    """The process id of the worker that answered with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return int(answer.read()) if answer.status == 200 else None
    finally:
        connection.close()


def web(directory: Path, port: int) -> Child:
    (directory / "roll_app.py").write_text(_APP)
    options = ["--interface", "wsgi", "--port", str(port), "--workers", "1"]
    options += ["--blocking-threads", "4", "--workers-kill-timeout", "3"]
    options += ["--respawn-interval", "0.7", "--no-access-log", "--log-level", "warning"]
    return Child(
        name="web",
        argv=[sys.executable, "-m", "granian", *options, "roll_app:app"],
        env={"PYTHONPATH": str(directory)},
        ready=lambda: worker_that_answers(port) is not None,
        on_roll=signal.SIGHUP,
    )


def test_a_request_begun_before_the_roll_is_answered_and_a_new_worker_takes_over(
    tmp_path: Path, running: Running, eventually: Await
) -> None:
    port = free_port()
    supervisor = running(web(tmp_path, port))
    before = worker_that_answers(port)
    slow: list[int | None] = []
    request = threading.Thread(target=lambda: slow.append(worker_that_answers(port, "/slow")))
    request.start()
    time.sleep(0.2)

    supervisor.roll("web")

    request.join()
    assert slow == [before]
    eventually(lambda: worker_that_answers(port) != before)


def test_when_granian_is_killed_its_worker_does_not_go_on_serving_beside_the_next_one(
    tmp_path: Path, running: Running, eventually: Await, gone: Gone
) -> None:
    port = free_port()
    supervisor = running(web(tmp_path, port))
    worker = worker_that_answers(port)
    main = supervisor.pids()["web"]
    assert worker is not None
    assert main is not None

    os.kill(main, signal.SIGKILL)

    eventually(lambda: gone(worker))
