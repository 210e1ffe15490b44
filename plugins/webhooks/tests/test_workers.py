"""With real workers: nobody waits for a slow endpoint, and a killed process loses nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, current_app
from shopwright import Context
from shopwright.commerce.orders import OrderPaid
from shopwright.commerce.pricing import Money
from shopwright.platform.jobs.broker import Broker
from shopwright.platform.jobs.worker import WorkerProcess
from shopwright.platform.runtime import runtime
from shopwright.testing import Receiver, Reply, Shop, tell
from shopwright.testing.servers import valkey_server
from shopwright_webhooks.endpoints import add_endpoint
from shopwright_webhooks.messages import messages
from shopwright_webhooks.types import MessageFilter, NewSecret


def paid(number: int) -> OrderPaid:
    total = Money(4390, "EUR")
    return OrderPaid(
        order_id=UUID(int=1), number=number, email="a@b.example", locale="en", total=total
    )


def eventually(condition: Callable[[], object], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


@pytest.fixture
def worker(shop: Shop) -> Iterator[WorkerProcess]:
    """A worker of the shop, not started yet."""
    with valkey_server() as valkey:
        runtime().broker = Broker(valkey.url)
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        process = WorkerProcess(app)
        yield process
        process.stop(patience=5)


def test_nobody_waits_for_an_endpoint_that_is_slow_or_dead(
    worker: WorkerProcess, ctx: Context, web: Receiver
) -> None:
    web.by_path["/slow"] = Reply(waits=1)
    web.by_path["/stuck"] = Reply(waits=30)
    for path in ("slow", "stuck", "quick"):
        add_endpoint(ctx, url=f"{web.url}/{path}", events=["order.paid"])
    tell(*(paid(number) for number in range(10)))
    worker.start()

    def received(path: str) -> int:
        return len([item for item in web.received if item.path == path])

    eventually(lambda: received("/quick") == 10, 8)
    assert received("/slow") < 10
    assert received("/stuck") <= 2


_PROCESS = """
import sys
from pathlib import Path
from shopwright.testing import open_shop
from shopwright_webhooks.plugin import Webhooks

folder, database_url = sys.argv[1:]
options = {"make_tables": False, "outbound_allowed": ("127.0.0.0/8",)}
with open_shop(Path(folder), Webhooks, database_url=database_url, **options) as shop:
    shop.deliver()
"""


def test_a_process_that_is_killed_while_it_sends_leads_to_the_same_message_again(
    shop: Shop,
    ctx: Context,
    web: Receiver,
    made: NewSecret,
    tmp_path: Path,
    database_url: str,
    later: Callable[..., Any],
) -> None:
    web.otherwise = Reply(waits=30)
    tell(paid(7))
    process = subprocess.Popen([sys.executable, "-c", _PROCESS, str(tmp_path), database_url])
    try:
        eventually(lambda: web.received)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    (row,) = messages(ctx, MessageFilter())
    assert row.state == "waiting"

    web.otherwise = Reply()
    with later(seconds=62):
        shop.deliver()

    assert [item.headers["webhook-id"] for item in web.received] == [row.webhook_id] * 2
    (row,) = messages(ctx, MessageFilter())
    assert row.state == "delivered"
