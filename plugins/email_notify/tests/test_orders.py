"""What the letters about orders say, without a shop."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from shopwright import ShopInfo
from shopwright.commerce.customers import Address
from shopwright.commerce.orders import (
    OrderCanceled,
    OrderLineSnapshot,
    OrderPaid,
    OrderPlaced,
    ShipmentShipped,
)
from shopwright.commerce.payments import RefundIssued
from shopwright.commerce.pricing import Money
from shopwright_email_notify import orders
from shopwright_email_notify.letters import Desk, Item
from shopwright_email_notify.settings import Links
from shopwright_email_notify.words import Words

ORDER = UUID(int=1)


def euros(amount: int) -> Money:
    return Money(amount, "EUR")


PLACED = OrderPlaced(
    occurred_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
    order_id=ORDER,
    number=1042,
    customer_id=None,
    email="ada@example.com",
    locale="en",
    channel="web",
    lines=(
        OrderLineSnapshot(
            id=UUID(int=2),
            variant_id=UUID(int=3),
            sku="MUG-350",
            title="Stoneware mug",
            variant_title="Moss",
            quantity=2,
            unit_price=euros(2200),
            total=euros(3900),
        ),
    ),
    subtotal=euros(4400),
    discount=euros(500),
    shipping=euros(490),
    tax=euros(701),
    total=euros(4390),
    payment_state="unpaid",
    payment_method="manual:bank_transfer",
    instructions="Please transfer 43.90.\n\nReference: 1042",
    fee=euros(0),
    shipping_address=Address(
        first_name="Ada",
        last_name="Byron",
        address1="Lindenstraße 4",
        postal_code="10969",
        city="Berlin",
        country="DE",
    ),
)
CANCELED = OrderCanceled(
    order_id=ORDER,
    number=1042,
    email="ada@example.com",
    locale="en",
    reason="changed her mind",
    refunding=euros(0),
)


@pytest.fixture(autouse=True)
def _known_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "order_token", lambda order_id: "secret")


def desk(locale: str = "en") -> Desk:
    shop = ShopInfo(
        id="a-shop",
        name="Alder & Wren",
        public_url="https://shop.example",
        locale="en",
        development=False,
    )
    return Desk(shop=shop, links=Links(), words=Words.of(locale))


def test_an_order_that_awaits_its_money_says_how_to_pay() -> None:
    letter = orders.placed(PLACED, desk())
    assert letter.subject == "Your order 1042"
    assert "as soon as we have received your payment" in letter.paragraphs[0]
    assert letter.instructions_title == "How to pay"
    assert letter.instructions == ("Please transfer 43.90.", "", "Reference: 1042")
    assert letter.facts == (("Order", "1042"), ("Date", "March 2, 2026"))


def test_an_order_that_is_paid_says_so_in_one_mail() -> None:
    event = replace(PLACED, payment_state="paid", instructions="")
    letter = orders.placed(event, desk())
    assert "received your payment" in letter.paragraphs[0]
    assert letter.instructions_title == ""
    paid = OrderPaid(
        order_id=ORDER, number=1042, email="a@b.example", locale="en", total=euros(4390)
    )
    assert orders.paid(replace(paid, at_once=True), desk()) is None
    later = orders.paid(paid, desk())
    assert later is not None
    assert later.subject == "We have received your payment for order 1042"
    assert "€43.90" in later.paragraphs[0]


def test_the_sums_lead_from_the_goods_to_the_total() -> None:
    letter = orders.placed(PLACED, desk())
    assert letter.items == (
        Item(quantity=2, title="Stoneware mug", detail="Moss", amount="€44.00"),
    )
    assert letter.sums == (("Subtotal", "€44.00"), ("Discount", "-€5.00"), ("Shipping", "€4.90"))
    assert letter.total == ("Total", "€43.90")
    assert letter.total_note == "including €7.01 tax"


def test_tax_on_top_is_one_of_the_sums() -> None:
    event = replace(PLACED, tax_included=False, fee=euros(300), total=euros(5391))
    letter = orders.placed(event, desk())
    assert letter.sums[2:] == (("Fees", "€3.00"), ("Shipping", "€4.90"), ("Tax", "€7.01"))
    assert letter.total_note == ""


def test_the_address_is_written_as_on_an_envelope_in_the_readers_language() -> None:
    letter = orders.placed(PLACED, desk("de"))
    assert letter.address_title == "Lieferadresse"
    assert letter.address == ("Ada Byron", "Lindenstraße 4", "10969 Berlin", "Deutschland")
    assert orders.placed(replace(PLACED, shipping_address=None), desk()).address == ()


def test_the_button_leads_to_the_order_with_what_opens_it() -> None:
    button = orders.placed(PLACED, desk()).button
    assert button is not None
    assert button.url == f"https://shop.example/orders/{ORDER}?token=secret"


SHIPPED = ShipmentShipped(
    order_id=ORDER,
    number=1042,
    email="ada@example.com",
    locale="en",
    fulfillment_id=UUID(int=4),
    carrier="DHL",
    tracking_number="JD014600",
    tracking_url="https://dhl.example/JD014600",
    lines=(("Stoneware mug (Moss)", 2),),
    complete=True,
)


def test_a_parcel_can_be_followed() -> None:
    letter = orders.shipped(SHIPPED, desk())
    assert letter.subject == "Order 1042 is on its way"
    assert letter.facts == (("Carrier", "DHL"), ("Tracking number", "JD014600"))
    assert letter.items == (Item(quantity=2, title="Stoneware mug (Moss)"),)
    assert letter.button is not None
    assert letter.button.url == SHIPPED.tracking_url


def test_without_tracking_the_button_leads_to_the_order() -> None:
    for url in ("", "javascript:alert(1)"):
        letter = orders.shipped(replace(SHIPPED, carrier="", tracking_url=url), desk())
        assert letter.button is not None
        assert letter.button.url.startswith("https://shop.example/orders/")


def test_a_part_is_called_a_part() -> None:
    letter = orders.shipped(replace(SHIPPED, complete=False), desk())
    assert letter.subject == "A part of order 1042 is on its way"
    assert "The rest follows." in letter.paragraphs[0]


def test_a_refund_says_how_much() -> None:
    event = RefundIssued(
        order_id=ORDER,
        number=1042,
        email="ada@example.com",
        locale="de",
        refund_id=None,
        amount=euros(1000),
        reason="",
    )
    letter = orders.refunded(event, desk("de"))
    assert "10,00\xa0€ für Bestellung 1042 erstattet" in letter.paragraphs[0]


def test_a_refund_of_an_order_that_was_canceled_before_its_money_came_is_told_too() -> None:
    event = RefundIssued(
        order_id=ORDER,
        number=None,
        email="ada@example.com",
        locale="en",
        refund_id=None,
        amount=euros(1000),
        reason="the order was canceled",
    )
    letter = orders.refunded(event, desk())
    assert letter.subject == "A refund for your order"
    assert "We have refunded €10.00" in letter.paragraphs[0]


def test_what_staff_typed_as_a_reason_is_not_for_customers_eyes() -> None:
    letter = orders.canceled(CANCELED, desk())
    assert letter is not None
    assert letter.paragraphs == ("Your order 1042 was canceled and will not be sent.",)


def test_canceling_says_what_goes_back() -> None:
    letter = orders.canceled(replace(CANCELED, refunding=euros(4390)), desk())
    assert letter is not None
    assert letter.paragraphs[1] == "We refund €43.90, the way you paid."


def test_a_payment_that_never_came_is_named_as_the_reason() -> None:
    letter = orders.canceled(replace(CANCELED, reason="payment_failed"), desk())
    assert letter is not None
    assert "We did not receive a payment for order 1042" in letter.paragraphs[0]


def test_money_that_was_promised_and_never_taken_is_named_as_the_reason() -> None:
    letter = orders.canceled(replace(CANCELED, reason="authorization_lapsed"), desk())
    assert letter is not None
    assert "You were not charged" in letter.paragraphs[0]


def test_an_order_that_was_never_placed_is_canceled_in_silence() -> None:
    for reason in ("expired", "payment_failed", "typed by staff"):
        assert orders.canceled(replace(CANCELED, number=None, reason=reason), desk()) is None


def test_but_not_when_money_came_or_the_goods_were_gone() -> None:
    gone = replace(CANCELED, number=None, reason="stock_shortfall")
    letter = orders.canceled(gone, desk())
    assert letter is not None
    assert letter.subject == "Your order was canceled"
    assert "sold out" in letter.paragraphs[0]
    late = replace(CANCELED, number=None, reason="payment_failed", refunding=euros(100))
    letter = orders.canceled(late, desk())
    assert letter is not None
    assert letter.paragraphs[0] == "Your order was canceled and will not be sent."
