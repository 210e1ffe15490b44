"""`shopwright serve`: a whole shop with one command, that mends itself and stops cleanly."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.storm
READY = re.compile(r"Shopwright is at http://127\.0\.0\.1:(\d+) \(API documentation at /api/docs\)")


class Served:
    """A shop that `shopwright serve` runs, in a process of its own."""

    def __init__(self, directory: Path, *options: str) -> None:
        self.data_dir = directory / "var"
        self._log = directory / "serve.log"
        self.process = start(directory, "--port", "0", *options, log=self._log)
        self.port = self._await_port()

    def output(self) -> str:
        return self._log.read_text("utf-8", errors="replace")

    def get(self, path: str) -> tuple[int, Any]:
        """Status and body of an answer; raises OSError while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            is_json = "json" in (answer.getheader("Content-Type") or "")
            return answer.status, json.loads(body) if is_json else body
        finally:
            connection.close()

    def healthy(self) -> bool:
        """Web and Valkey answer."""
        try:
            status, body = self.get("/readyz")
        except (OSError, http.client.HTTPException):
            return False
        return status == 200 and body["redis"] == "ok"

    def children(self) -> dict[str, int]:
        """Process ids by what they run."""
        found = {}
        for pid in _children(self.process.pid):
            arguments = re.split("[\0 ]", Path(f"/proc/{pid}/cmdline").read_text())
            words = {Path(argument).name for argument in arguments}
            for name in ("granian", "worker", "valkey-server"):
                if name in words:
                    found[name] = pid
        return found

    def granian_worker(self) -> int:
        """The process that answers requests, which granian's own process starts."""
        return max(_children(self.children()["granian"]))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def _await_port(self) -> int:
        deadline = time.monotonic() + 120
        while (match := READY.search(self.output())) is None:
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.1)
        return int(match[1])


def start(directory: Path, *options: str, log: Path) -> subprocess.Popen[bytes]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SHOPWRIGHT_") and name not in ("DATABASE_URL", "REDIS_URL")
    }
    environment["SHOPWRIGHT_DATA_DIR"] = str(directory / "var")
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "shopwright.cli", "serve", *options],
            cwd=directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A new shop, served; all tests but the last use it."""
    shop = Served(tmp_path_factory.mktemp("served"))
    yield shop
    if shop.process.poll() is None:
        assert shop.stop() == 0, shop.output()


@pytest.fixture
def eventually() -> Callable[..., None]:
    def wait(condition: Callable[[], object], seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not come to pass"
            time.sleep(0.1)

    return wait


def test_it_answers_and_says_how_to_get_in(served: Served) -> None:
    status, body = served.get("/readyz")

    assert (status, body) == (200, {"status": "ok", "database": "ok", "redis": "ok"})
    assert "shopwright user create" in served.output()
    assert served.get("/api/docs")[0] == 200


def test_the_worker_works(served: Served, eventually: Callable[..., None]) -> None:
    eventually(lambda: "worker started" in served.output())


def test_a_second_one_on_the_same_data_is_refused(served: Served, tmp_path: Path) -> None:
    log = tmp_path / "second.log"

    second = start(served.data_dir.parent, "--port", "0", log=log)

    assert second.wait(30) == 75
    assert f"process {served.process.pid} already runs" in log.read_text()


def test_a_port_that_is_taken_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        log = tmp_path / "log"
        process = start(tmp_path, "--port", str(taken.getsockname()[1]), log=log)
        assert process.wait(30) == 69

    assert "choose another port with --port" in log.read_text()


@pytest.mark.parametrize("name", ["valkey-server", "worker", "granian"])
def test_what_is_killed_comes_back(
    served: Served, eventually: Callable[..., None], name: str
) -> None:
    eventually(lambda: name in served.children())
    before = served.children()[name]

    os.kill(before, signal.SIGKILL)

    eventually(lambda: served.children().get(name, before) != before)
    eventually(served.healthy)


def test_a_web_process_that_is_killed_comes_back(
    served: Served, eventually: Callable[..., None]
) -> None:
    before = served.granian_worker()

    os.kill(before, signal.SIGKILL)

    eventually(lambda: not Path(f"/proc/{before}").exists())
    eventually(served.healthy)
    assert served.granian_worker() != before


def test_a_roll_takes_new_processes_into_use_without_a_failed_request(
    served: Served, eventually: Callable[..., None]
) -> None:
    web, worker = served.granian_worker(), served.children()["worker"]

    served.process.send_signal(signal.SIGHUP)

    answers = []
    while Path(f"/proc/{web}").exists():
        answers.append(served.get("/healthz")[0])
        time.sleep(0.05)
    assert set(answers) == {200}
    eventually(lambda: served.children().get("worker", worker) != worker)
    eventually(served.healthy)


def test_it_stops_at_once_and_leaves_nothing_behind(
    served: Served, eventually: Callable[..., None]
) -> None:
    eventually(lambda: served.output().count("worker started") >= 2)
    everybody = [*served.children().values(), served.granian_worker()]
    began = time.monotonic()

    assert served.stop() == 0

    assert time.monotonic() - began < 15
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everybody), 5)
    assert not (served.data_dir / "shopwright.pid").exists()
    assert "Traceback" not in served.output()
