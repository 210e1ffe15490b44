"""`prepare`, `demo` and `worker`: the parts of `serve`."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from shopwright.cli.progress import progress_bar
from shopwright.demo import load
from shopwright.demo.load import DemoRefused
from shopwright.testing.servers import valkey_server

Run = Callable[..., Result]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the demo's loader returns, as far as it is looked at."""

    products: int = 61
    customers: int = 26
    orders: int = 120
    changed: bool = True


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Instead of the demo, a note of how it was asked for."""
    asked: list[bool] = []

    def load_demo(progress: Callable[[str, int, int], None], *, force: bool) -> Report:
        progress("Products", 61, 61)
        asked.append(force)
        return Report()

    monkeypatch.setattr(load, "load_demo", load_demo)
    return asked


def refuse(progress: object, *, force: bool) -> Report:
    raise DemoRefused("This shop has products of its own.")


def test_a_new_shop_is_told_how_its_owner_gets_in(run: Run) -> None:
    output = run("prepare").output

    assert "upgraded to" in output
    assert "shopwright user create you@example.com --role owner" in output


def test_a_shop_that_is_ready_has_nothing_to_say(run: Run, shop_dir: Path) -> None:
    run("user", "create", "ann@example.com", "--generate")
    run("prepare")

    assert run("prepare").output == ""


def test_a_demo_shop_gets_an_owner_whose_password_is_shown_once(
    run: Run, shop_dir: Path, demo: list[bool]
) -> None:
    output = run("prepare", "--demo").output

    assert "The demo shop has 61 products, 26 customers and 120 orders." in output
    assert "Sign in as owner@example.com with the password " in output
    assert "Sign in as" not in run("prepare", "--demo").output


def test_a_shop_with_products_of_its_own_is_served_without_the_demo(
    run: Run, shop_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "load_demo", refuse)

    assert "No demo: This shop has products of its own." in run("prepare", "--demo").stderr
    assert "products of its own" in run("demo", code=1).output


def test_the_demo_by_itself(run: Run, shop_dir: Path, demo: list[bool]) -> None:
    run("demo")
    assert "61 products" in run("demo", "--force").output
    assert demo == [False, True]


def test_progress_is_a_line_per_task_where_nobody_watches(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress_bar() as progress:
        for done in range(3):
            progress("Products", done, 3)
        progress("Customers", 1, 0)

    assert capsys.readouterr().err == "Products ...\nCustomers ...\n"


# --- the worker ---


@pytest.fixture
def signalled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if SIGTERM came as soon as the worker waits for it."""
    monkeypatch.setattr(signal, "pthread_sigmask", lambda how, mask: set())
    monkeypatch.setattr(signal, "sigwait", lambda mask: signal.SIGTERM)


@pytest.mark.usefixtures("signalled")
def test_a_worker_without_redis_says_what_it_needs(run: Run, shop_dir: Path) -> None:
    assert "set REDIS_URL" in run("worker", code=69).output


@pytest.mark.usefixtures("signalled")
def test_a_worker_works_until_it_is_told_to_stop(
    run: Run, shop_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[Any] = []
    with valkey_server() as valkey, noted_stops(monkeypatch, stopped):
        monkeypatch.setenv("REDIS_URL", valkey.url)
        run("worker", "--queue", "fast")

    assert stopped == [(("fast",), True)]


@contextmanager
def noted_stops(monkeypatch: pytest.MonkeyPatch, stopped: list[Any]) -> Iterator[None]:
    """Remembers each worker's queues and whether all of its threads ended."""
    from shopwright.platform.jobs.worker import WorkerProcess

    stop = WorkerProcess.stop

    def noted(self: WorkerProcess) -> bool:
        ended = stop(self)
        stopped.append((self._queues, ended))
        return ended

    monkeypatch.setattr(WorkerProcess, "stop", noted)
    yield
