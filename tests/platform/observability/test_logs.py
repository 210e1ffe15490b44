"""Logs, as a process of ours writes them: one line per event, whoever wrote it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from shopwright.platform.config import Settings
from shopwright.platform.observability.logs import configure_logging

_PROGRAM = """
import logging, sys, structlog
from shopwright.platform.config import Settings
from shopwright.platform.observability.logs import configure_logging

configure_logging(Settings(environment=sys.argv[1], log_level=sys.argv[2]))
log = structlog.get_logger()
with structlog.contextvars.bound_contextvars(request_id="r-1"):
    log.info("paid", amount=5, token="t0psecret")
    logging.getLogger("some.library").warning("slow %s", "query", extra={"password": "hunter2"})
log.debug("detail")
logging.getLogger("alembic").info("chatter")
try:
    raise RuntimeError("redis://:hunter2@cache")
except RuntimeError:
    log.exception("failed")
"""


def run(environment: str, level: str = "info") -> list[str]:
    """The lines that a process writes to standard error."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, environment, level],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_in_production_each_line_is_json() -> None:
    lines: list[dict[str, Any]] = [json.loads(line) for line in run("production")]

    paid, slow, failed = lines
    assert (paid["event"], paid["amount"], paid["level"]) == ("paid", 5, "info")
    assert (slow["event"], slow["logger"]) == ("slow query", "some.library")
    assert "RuntimeError" in failed["exception"]
    assert {line.get("request_id") for line in (paid, slow)} == {"r-1"}
    assert all("timestamp" in line for line in lines)
    assert "secret" not in str(lines)
    assert "hunter2" not in str(lines)


def test_in_development_lines_are_for_people() -> None:
    lines = run("development")

    assert "paid" in lines[0]
    assert "amount=5" in lines[0]
    assert any("RuntimeError" in line for line in lines)
    assert "secret" not in str(lines)
    assert "hunter2" not in str(lines)


def test_the_level_is_what_the_settings_say() -> None:
    assert any('"detail"' in line for line in run("production", "debug"))
    assert [json.loads(line)["event"] for line in run("production", "error")] == ["failed"]


@pytest.fixture
def _restored() -> Iterator[None]:
    """Logging is the whole process'; it is set back for the other tests."""
    structured, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    structlog.configure(**structured)
    root.handlers, root.level = handlers, level


@pytest.mark.usefixtures("_restored")
@pytest.mark.parametrize("form", ["json", "console"])
def test_it_can_be_set_up_again(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        configure_logging(Settings(log_format=form, log_level="warning"))  # type: ignore[arg-type]

    logging.getLogger("some.library").warning("once", extra={"token": "t0psecret"})
    logging.getLogger("some.library").info("not at all")
    structlog.get_logger().warning("twice", password="hunter2")

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "once" in lines[0]
    assert "secret" not in lines[0].replace("[hidden]", "")
    assert "hunter2" not in lines[1]


@pytest.mark.skipif(sys.platform != "linux", reason="pipes of packets are Linux's")
def test_a_line_is_written_at_once_so_that_processes_can_share_a_file() -> None:
    reading, writing = os.pipe2(os.O_DIRECT)  # a read gets what one write gave
    try:
        subprocess.run(
            [sys.executable, "-u", "-c", _PROGRAM, "production", "info"], stderr=writing, check=True
        )
        os.set_blocking(reading, False)
        lines = [os.read(reading, 65536) for _ in range(3)]
    finally:
        os.close(reading)
        os.close(writing)

    assert [line.count(b"\n") for line in lines] == [1, 1, 1]
    assert [json.loads(line)["event"] for line in lines] == ["paid", "slow query", "failed"]
