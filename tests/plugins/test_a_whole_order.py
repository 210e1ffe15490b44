"""The bundled plugins together: an order by bank transfer, and the mails that tell of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from shopwright.commerce.cart import set_shipping_option
from shopwright.commerce.checkout import Completion, complete
from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.orders.fulfillments import FulfillLine, Tracking, fulfill
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments.commands import capture, refund
from shopwright.testing.mail import Inbox, mail_server
from shopwright.testing.opening import open_shop
from shopwright.testing.shop import Shop
from shopwright_email_notify.plugin import EmailNotify
from shopwright_flat_rate_shipping.plugin import FlatRateShipping
from shopwright_manual_payments.plugin import ManualPayments
from shopwright_tax_tables.plugin import TaxTables

ACCOUNT = {"iban": "DE89370400440532013000", "account_holder": "Alder & Wren GmbH"}


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """What arrives at the mail server."""
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def shop(tmp_path: Path, inbox: Inbox) -> Iterator[Shop]:
    """A shop as a merchant sets it up: nothing of it is scripted."""
    mail = {
        "host": "127.0.0.1",
        "port": inbox.port,
        "security": "none",
        "from_address": "hello@shop.example",
    }
    plugins = (ManualPayments, FlatRateShipping, TaxTables, EmailNotify)
    settings = {"manual_payments": {"bank_transfer": ACCOUNT}, "email_notify": mail}
    with open_shop(tmp_path, *plugins, settings=settings, shop_name="Alder & Wren") as shop:
        yield shop


def place(shop: Shop) -> Completion:
    """Two mugs and a book within Germany, by bank transfer."""
    mug = shop.product(price=2200)
    book = shop.product("A book", price=1800, tax_category="reduced")
    cart = shop.cart({mug: 2, book: 1}, method="manual:bank_transfer", shipping=None)
    set_shipping_option(cart, "flat_rate:standard")
    done = complete(cart, expected_total=None, return_url="https://shop.example/")
    shop.deliver()
    return done


def texts(inbox: Inbox) -> list[tuple[str, str]]:
    found = []
    for message in inbox.to("ada@example.com"):
        body = message.get_body(("plain",))
        assert body is not None
        found.append((str(message["Subject"]), body.get_content().replace("\r\n", "\n")))
    return found


def test_mails_tell_the_same_as_the_order(shop: Shop, inbox: Inbox) -> None:
    done = place(shop)
    order = order_detail(done.order_id)
    number = order.order.number
    capture(done.order_id)
    shop.deliver()
    (mug,) = (line for line in order.lines if line.title == "Stoneware mug")
    tracking = Tracking(carrier="DHL", number="JD01", url="https://dhl.example/JD01")
    fulfill(done.order_id, (FulfillLine(line_id=mug.id, quantity=1),), tracking=tracking)
    shop.deliver()
    refund(done.order_id, amount=1800)
    shop.deliver()

    placed, paid, shipped, refunded = texts(inbox)
    assert placed[0] == f"Your order {number}"
    for expected in (
        "Please transfer €66.90 by",
        "IBAN: DE89 3704 0044 0532 0130 00",
        f"Reference: {number}",
        "2 x Stoneware mug: €44.00\n1 x A book: €18.00",
        "Subtotal: €62.00\nShipping: €4.90\nTotal: €66.90 (including €8.99 tax)",
        "10969 Berlin\n  Germany",
    ):
        assert expected in placed[1]
    assert order.order.total == 6690
    assert order.order.tax_total == 899
    assert paid[0] == f"We have received your payment for order {number}"
    assert "€66.90" in paid[1]
    assert shipped[0] == f"A part of order {number} is on its way"
    assert "1 x Stoneware mug" in shipped[1]
    assert "https://dhl.example/JD01" in shipped[1]
    assert refunded[0] == f"A refund for order {number}"
    assert "€18.00" in refunded[1]


def test_canceling_a_paid_order_is_two_mails_the_canceling_and_the_refund(
    shop: Shop, inbox: Inbox
) -> None:
    done = place(shop)
    capture(done.order_id)
    cancel(done.order_id, reason="typed by staff")
    shop.deliver()
    subjects = sorted(subject for subject, _ in texts(inbox))
    assert [subject.partition(f" {done.number}")[0] for subject in subjects] == [
        "A refund for order",
        "Order",
        "We have received your payment for order",
        "Your order",
    ]
    assert all("typed by staff" not in text for _, text in texts(inbox))
