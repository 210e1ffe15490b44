"""`shopwright doctor`: what is well, what is not, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from shopwright.app import create_app
from shopwright.platform.clock import now
from shopwright.platform.config import Settings
from shopwright.platform.db import transaction
from shopwright.platform.events.models import OutboxDelivery, SweeperLease
from shopwright.platform.ids import uuid7
from shopwright.platform.jobs.sweepers import SWEEPERS
from shopwright.platform.plugins.models import PluginState
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.shop import Shop
from sqlalchemy import insert

Run = Callable[..., Result]


@pytest.fixture
def shop(shop_dir: Path) -> Iterator[Shop]:
    """The shop that the commands look at, from the inside."""
    app = create_app(Settings(data_dir=shop_dir), registry=Registry())
    with Shop.running(app) as shop:
        yield shop


@pytest.fixture
def worker(shop: Shop) -> None:
    """As if a worker had run just now."""
    with transaction() as db:
        for name in SWEEPERS:
            db.add(SweeperLease(name=name, holder="x", lease_until=now(), last_run_at=now()))


def verdicts(run_json: Callable[..., Any], code: int) -> dict[str, str]:
    return {item["name"]: item["verdict"] for item in run_json("doctor", code=code)}


@pytest.mark.usefixtures("worker")
def test_a_shop_that_is_well(run: Run, run_json: Callable[..., Any]) -> None:
    found = verdicts(run_json, code=0)

    assert found.pop("redis") == "warning"  # nothing serves here
    assert set(found.values()) == {"ok"}
    assert "ok      database: SQLite" in run("doctor").output


@pytest.mark.usefixtures("shop")
def test_without_a_worker_it_says_how_to_run_one(run: Run) -> None:
    output = run("doctor", code=1).output

    assert "FAILED  sweepers: did not run lately: audit_sealer" in output
    assert "`shopwright serve` has one" in output


def test_a_database_that_needs_an_upgrade(run: Run, data_dir: Path) -> None:
    assert "Run `shopwright upgrade`." in run("doctor", code=1).output


def test_a_database_that_does_not_answer(
    run: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody@/x?host={data_dir}")

    assert "correct DATABASE_URL" in run("doctor", code=1).output


@pytest.mark.usefixtures("worker")
def test_a_redis_that_does_not_answer(
    run: Run, shop_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", f"unix://{shop_dir}/none.sock")

    assert "The shop sells without it; jobs wait." in run("doctor").output


@pytest.mark.usefixtures("worker")
def test_what_was_left_out_dead_or_late_is_told(
    shop: Shop, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"id": uuid7(), "consumer": "job:x", "queue": "fast", "state": state, "run_at": now()}
        for state in ("dead", "due", "due")
    ]
    with transaction() as db:
        db.add(PluginState(id="gone", enabled=True, version="1", changed_at=now()))
        db.execute(insert(OutboxDelivery), rows)
    monkeypatch.setattr("shopwright.platform.observability.report._MANY_WAITING", 1)
    monkeypatch.setattr("shopwright.platform.observability.report._LOW_DISK", 1 << 62)

    output = run("doctor", code=1).output

    assert "plugins: left out: gone" in output
    assert "dead letters: 1 deliveries" in output
    assert "backlog: 2 deliveries wait" in output
    assert "a full disk stops orders" in output


def test_a_sweeper_that_fails_is_a_warning(shop: Shop, run: Run) -> None:
    with transaction() as db:
        for name in SWEEPERS:
            lease = SweeperLease(name=name, holder="x", lease_until=now(), last_run_at=now())
            lease.last_error = "RuntimeError: no"
            db.add(lease)

    assert "failed the last time" in run("doctor").output


def test_one_that_ran_long_ago_is_late(shop: Shop, run: Run) -> None:
    with transaction() as db:
        for name in SWEEPERS:
            then = now() - timedelta(hours=1)
            db.add(SweeperLease(name=name, holder="x", lease_until=then, last_run_at=then))

    assert "did not run lately" in run("doctor", code=1).output


# --- books ---


@pytest.mark.usefixtures("shop")
def test_right_books(run: Run, run_json: Callable[..., Any]) -> None:
    assert run("doctor", "books").output == "The books are right.\n"
    assert run_json("doctor", "books") == []


def test_wrong_books_are_a_failure_with_the_rows(
    shop: Shop, run: Run, run_json: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from shopwright.testing.invariants import Violation

    found = [Violation(rule="I1", message="units without a cause", rows=({"level": 1},))]
    monkeypatch.setattr("shopwright.testing.invariants.check", lambda: found)

    assert "I1: units without a cause" in run("doctor", "books", code=1).output
    assert run_json("doctor", "books", code=1)[0]["rule"] == "I1"
