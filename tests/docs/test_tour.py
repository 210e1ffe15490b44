"""`docs/tour.sh` works as it stands: curl alone, against a real server, on both databases."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.staff import create_api_key, create_owner
from shopwright.platform.db import read
from shopwright.testing.invariants import check
from shopwright.testing.mail import Inbox, mail_server
from shopwright.testing.opening import open_shop
from shopwright.testing.shop import Shop
from shopwright_email_notify.plugin import EmailNotify
from shopwright_flat_rate_shipping.plugin import FlatRateShipping
from shopwright_manual_payments.plugin import ManualPayments
from shopwright_tax_tables.plugin import TaxTables
from werkzeug.serving import make_server

SCOPES = ("orders:read", "orders:fulfill", "orders:refund", "inventory:read", "audit:read")
TOUR = Path(__file__).parents[2] / "docs" / "tour.sh"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """What arrives at the mail server."""
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def shop(tmp_path: Path, database_url: str, inbox: Inbox) -> Iterator[Shop]:
    """A shop with the bundled plugins and a few mugs."""
    mail = {
        "host": "127.0.0.1",
        "port": inbox.port,
        "security": "none",
        "from_address": "hello@shop.example",
    }
    plugins = (ManualPayments, FlatRateShipping, TaxTables, EmailNotify)
    with open_shop(
        tmp_path, *plugins, settings={"email_notify": mail}, database_url=database_url
    ) as shop:
        for number in range(4):
            shop.product(f"Stoneware mug {number}", price=2200, stock=10)
        yield shop


@pytest.fixture
def address(shop: Shop) -> Iterator[str]:
    """Where the shop answers."""
    server = make_server("127.0.0.1", 0, shop.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_tour_sells_a_mug_and_every_book_agrees(shop: Shop, address: str, inbox: Inbox) -> None:
    create_owner("olga@example.com", "Olga", "correct horse battery")
    key = create_api_key("tour", SCOPES).key
    done = subprocess.run(
        ["sh", str(TOUR)],
        env={**os.environ, "SHOP": address, "API_KEY": key},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    shop.deliver()

    detail = order_detail(UUID(done.stdout.strip().rpartition("ORDER=")[2]))
    order = detail.order
    assert (order.state, order.payment_state) == ("open", "partly_refunded")
    assert order.fulfillment_state == "partial"
    assert [entry.kind for entry in detail.entries] == ["captured", "refunded"]
    assert order.refunded_total == detail.lines[0].total // 2
    kinds = [entry.kind for entry in detail.timeline]
    for kind in ("payment_captured", "shipped", "payment_refunded"):
        assert kind in kinds
    for action in ("payment.capture", "order.fulfill", "payment.refund"):
        assert action in done.stdout
    assert '"cause":"shipped"' in done.stdout
    subjects = [str(message["subject"]) for message in inbox.to("ada@example.com")]
    assert len(subjects) == 4, subjects
    with read() as db:
        assert check(db) == []
