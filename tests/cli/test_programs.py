"""What `serve` runs, and with what; the running itself is in test_serve."""

from __future__ import annotations

import importlib
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from shopwright.cli import programs
from shopwright.platform.config import Settings
from shopwright.platform.supervisor import PID_FILE, Child, PidFile, Supervisor

Run = Callable[..., Result]
PG = "postgresql://shop@db/shop"
# `shopwright.cli.serve` is the command of that name.
serving = importlib.import_module("shopwright.cli.serve")


def made(data_dir: Path, *, reload: bool = False, **given: Any) -> dict[str, Child]:
    settings = Settings(data_dir=data_dir, **given)
    found = programs.children(settings, {"SHOPWRIGHT_PORT": "9"}, reload=reload)
    return {child.name: child for child in found}


def flags(child: Child) -> dict[str, str]:
    return dict(
        part.removeprefix("--").split("=")
        for part in child.command()
        if part.startswith("--") and "=" in part
    )


# --- the children ---


def test_without_redis_a_valkey_comes_first_and_all_are_told_its_address(data_dir: Path) -> None:
    found = made(data_dir)

    assert list(found) == ["valkey", "worker", "web"]
    url = f"unix://{data_dir}/valkey/valkey.sock"
    assert found["worker"].env["REDIS_URL"] == found["web"].env["REDIS_URL"] == url
    assert "--unixsocket" in found["valkey"].command()


def test_with_redis_there_is_none(data_dir: Path) -> None:
    found = made(data_dir, redis_url="redis://cache")

    assert list(found) == ["worker", "web"]
    assert "REDIS_URL" not in found["web"].env


def test_sqlite_has_one_web_process_whatever_is_set(data_dir: Path) -> None:
    assert flags(made(data_dir, web_workers=4)["web"])["workers"] == "1"


def test_with_several_web_processes_their_metrics_are_added_up(data_dir: Path) -> None:
    stale = data_dir / "metrics" / "counter_1.db"
    stale.parent.mkdir(parents=True)
    stale.touch()

    web = made(data_dir, web_workers=4, web_threads=3, database_url=PG)["web"]

    assert (flags(web)["workers"], flags(web)["blocking-threads"]) == ("4", "3")
    assert web.env["PROMETHEUS_MULTIPROC_DIR"] == str(data_dir / "metrics")
    assert not stale.exists()


def test_new_code_is_taken_over_gently_or_while_developing_at_once(data_dir: Path) -> None:
    assert made(data_dir)["web"].on_roll == signal.SIGHUP
    assert made(data_dir, reload=True)["web"].on_roll == "restart"
    assert made(data_dir)["worker"].on_roll == "restart"


def test_the_worker_gets_longer_to_stop_than_its_jobs_do(data_dir: Path) -> None:
    from shopwright.platform.jobs.worker import STOP_SECONDS

    assert made(data_dir)["worker"].stop_timeout > STOP_SECONDS


def test_web_is_ready_when_it_can_serve(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        web = made(data_dir, host="0.0.0.0", port=server.getsockname()[1])["web"]
        assert web.ready is not None
        answers = [b"HTTP/1.1 503 No\r\n\r\n", b"nonsense", b"HTTP/1.1 200 OK\r\n\r\n"]

        def serve() -> None:
            for answer in answers:
                connection, _ = server.accept()
                with connection:
                    assert connection.recv(4096).startswith(b"GET /readyz")
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        assert [web.ready() for _ in answers] == [False, False, True]
        thread.join()

    with pytest.raises(OSError, match="refused"):
        web.ready()


def test_readiness_is_asked_under_a_name_that_the_shop_answers_to(data_dir: Path) -> None:
    def name(**given: Any) -> str:
        return programs._host_name(Settings(data_dir=data_dir, **given))

    assert name() == "127.0.0.1:8000"
    assert name(allowed_hosts=(".shop.example",)) == "shop.example"


def test_changed_code_is_noticed(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = data_dir.parent / "code" / "module.py"
    file.parent.mkdir()
    file.write_text("1")
    monkeypatch.setattr(programs, "_roots", lambda: [file.parent])
    monkeypatch.setattr(programs, "_LOOK_SECONDS", 0.01)
    rolled: list[str] = []
    both = threading.Event()

    class Watched(Supervisor):
        def roll(self, name: str) -> None:
            rolled.append(name)
            if len(rolled) == 2:
                both.set()

    programs.watch_code(Watched([]))
    file.with_name("another.py").write_text("2")

    assert both.wait(5)
    assert rolled == ["web", "worker"]


def test_the_code_of_the_core_and_of_every_plugin_is_watched(data_dir: Path) -> None:
    names = {root.name for root in programs._roots()}

    assert {"shopwright", "shopwright_manual_payments"} <= names


# --- serve itself ---


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """`serve` without processes: what it would have run."""
    seen: dict[str, Any] = {}

    def prepare(environment: dict[str, str], *, demo: bool) -> None:
        seen.update(environment=environment, demo=demo)

    def run(self: Supervisor, on_ready: Callable[[], None]) -> None:
        seen["children"] = [child.name for child in self._children]
        on_ready()

    monkeypatch.setattr(serving, "_prepare", prepare)
    monkeypatch.setattr(Supervisor, "run", run)
    return seen


def test_it_prepares_runs_and_says_where_the_shop_is(
    run: Run, faked: dict[str, Any], data_dir: Path
) -> None:
    output = run("serve", "--port", "0", "--demo").output

    port = faked["environment"]["SHOPWRIGHT_PORT"]
    assert f"Shopwright is at http://127.0.0.1:{port} (API documentation at /api/docs)" in output
    assert faked["environment"]["SHOPWRIGHT_PUBLIC_URL"] == f"http://127.0.0.1:{port}"
    assert faked["demo"] is True
    assert faked["children"][-3:] == ["valkey", "worker", "web"]


def test_only_a_demo_has_stand_ins_and_they_come_first(run: Run, faked: dict[str, Any]) -> None:
    run("serve", "--port", "0", "--demo")
    assert faked["children"][0] == "stand-in of stripe_payments"
    assert faked["environment"]["SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS"].startswith("http://127.")

    run("serve", "--port", "0")
    assert faked["children"] == ["valkey", "worker", "web"]
    assert not any("STAND_IN" in name for name in faked["environment"])


def test_an_address_that_was_set_is_kept(
    run: Run, faked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_PUBLIC_URL", "https://shop.example")

    run("serve", "--port", "0")

    assert "SHOPWRIGHT_PUBLIC_URL" not in faked["environment"]


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("shop.local", "http://shop.local:8000"),
    ],
)
def test_the_address_is_one_that_a_browser_takes(host: str, address: str) -> None:
    assert serving._address(Settings(host=host)) == address


def test_a_second_one_is_refused(run: Run, faked: dict[str, Any], data_dir: Path) -> None:
    held = PidFile(data_dir / PID_FILE)
    held.acquire()
    try:
        assert "already runs" in run("serve", "--port", "0", code=75).output
    finally:
        held.release()


def test_a_port_that_is_taken_is_refused(run: Run, faked: dict[str, Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert "choose another port" in run("serve", "--port", port, code=69).output


def test_when_preparing_fails_nothing_is_started(
    run: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving.sys, "executable", "/bin/false")

    run("serve", "--port", "0", code=1)


def test_sigterm_while_preparing_is_an_orderly_end() -> None:
    with pytest.raises(SystemExit) as ended, serving._ended_by_sigterm():
        signal.raise_signal(signal.SIGTERM)

    assert ended.value.code == 143
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
