"""Letters about orders."""

from __future__ import annotations

from uuid import UUID

from babel import Locale
from shopwright.commerce.checkout import order_token
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

from shopwright_email_notify.letters import Button, Desk, Item, Letter
from shopwright_email_notify.words import Words

# Reasons of the shop's own for canceling; those that people type in are not for customers' eyes.
_TOLD_REASONS = ("payment_failed", "stock_shortfall", "authorization_lapsed")


def placed(event: OrderPlaced, desk: Desk) -> Letter:
    """What was ordered, what it comes to, where it goes, and how to pay if it is not paid."""
    paid, authorized = event.payment_state == "paid", event.payment_state == "authorized"
    text = "text_paid" if paid else "text_authorized" if authorized else "text_awaiting"
    number, say = str(event.number), desk.say
    return Letter(
        kind="order_placed",
        recipient=event.email,
        words=desk.words,
        subject=say("order_placed.subject", number=number),
        title=say("order_placed.title"),
        paragraphs=(say(f"order_placed.{text}"),),
        instructions_title=say("order_placed.payment") if event.instructions else "",
        instructions=tuple(event.instructions.splitlines()),
        facts=(
            (say("common.order"), number),
            (say("common.date"), desk.words.day(event.occurred_at)),
        ),
        items=tuple(_item(line, desk.words) for line in event.lines),
        sums=_sums(event, desk),
        total=(say("common.total"), desk.words.money(event.total)),
        total_note=_tax_note(event, desk),
        address_title=say("common.ships_to") if event.shipping_address else "",
        address=_address_lines(event.shipping_address, desk.words),
        button=_order_button(event.order_id, desk),
        order_id=event.order_id,
    )


def paid(event: OrderPaid, desk: Desk) -> Letter | None:
    """The money of an order that was placed before; else the mail of its placing has said so."""
    if event.at_once:
        return None
    amount = desk.words.money(event.total)
    return _simple("order_paid", event, event.number, desk, amount=amount)


def shipped(event: ShipmentShipped, desk: Desk) -> Letter:
    """What left, with whom, and where it can be followed."""
    partial = "" if event.complete else "_partial"
    number, say = str(event.number or ""), desk.say
    facts = (
        (say("order_shipped.carrier"), event.carrier),
        (say("order_shipped.tracking"), event.tracking_number),
    )
    tracked = event.tracking_url.startswith(("https://", "http://"))
    button = Button(label=say("order_shipped.button"), url=event.tracking_url)
    return Letter(
        kind="order_shipped",
        recipient=event.email,
        words=desk.words,
        subject=say(f"order_shipped.subject{partial}", number=number),
        title=say(f"order_shipped.title{partial}"),
        paragraphs=(say(f"order_shipped.text{partial}", number=number),),
        facts=tuple((label, value) for label, value in facts if value),
        items=tuple(Item(quantity=quantity, title=title) for title, quantity in event.lines),
        button=button if tracked else _order_button(event.order_id, desk),
        order_id=event.order_id,
    )


def refunded(event: RefundIssued, desk: Desk) -> Letter:
    """How much went back. An order that was canceled before its money came has no number."""
    amount = desk.words.money(event.amount)
    return _simple("refund_issued", event, event.number, desk, amount=amount)


def canceled(event: OrderCanceled, desk: Desk) -> Letter | None:
    """That nothing will come, why, and what goes back. None for one that was never placed."""
    told = event.reason if event.reason in _TOLD_REASONS else ""
    if event.number is None and not (event.refunding or told == "stock_shortfall"):
        return None
    unnumbered = "_unnumbered" if event.number is None else ""
    if event.number is None and told == "payment_failed":
        told = ""
    number = str(event.number or "")
    text = desk.say(
        f"order_canceled.text_{told}" if told else f"order_canceled.text{unnumbered}",
        number=number,
    )
    money = desk.words.money(event.refunding)
    refund = (desk.say("order_canceled.refunding", amount=money),) if event.refunding else ()
    return Letter(
        kind="order_canceled",
        recipient=event.email,
        words=desk.words,
        subject=desk.say(f"order_canceled.subject{unnumbered}", number=number),
        title=desk.say("order_canceled.title"),
        paragraphs=(text, *refund),
        button=_order_button(event.order_id, desk),
        order_id=event.order_id,
    )


def _simple(
    kind: str, event: OrderPaid | RefundIssued, number: int | None, desk: Desk, *, amount: str
) -> Letter:
    values = {"number": str(number or ""), "amount": amount}
    unnumbered = "_unnumbered" if number is None else ""
    return Letter(
        kind=kind,
        recipient=event.email,
        words=desk.words,
        subject=desk.say(f"{kind}.subject{unnumbered}", **values),
        title=desk.say(f"{kind}.title"),
        paragraphs=(desk.say(f"{kind}.text{unnumbered}", **values),),
        button=_order_button(event.order_id, desk),
        order_id=event.order_id,
    )


def _order_button(order_id: UUID, desk: Desk) -> Button:
    url = desk.link(desk.links.order, order_id=str(order_id), token=order_token(order_id))
    return Button(label=desk.say("common.view_order"), url=url)


def _item(line: OrderLineSnapshot, words: Words) -> Item:
    return Item(
        quantity=line.quantity,
        title=line.title,
        detail=line.variant_title,
        amount=words.money(line.unit_price * line.quantity),
    )


def _sums(event: OrderPlaced, desk: Desk) -> tuple[tuple[str, str], ...]:
    """From the goods to the total, leaving out what is nothing."""
    parts: list[tuple[str, Money | None]] = [
        ("subtotal", event.subtotal),
        ("discount", -event.discount),
        ("fee", event.fee),
        ("shipping", event.shipping),
        ("tax", None if event.tax_included else event.tax),
    ]
    told = [
        (desk.say(f"common.{name}"), desk.words.money(amount)) for name, amount in parts if amount
    ]
    return tuple(told) if len(told) > 1 else ()


def _tax_note(event: OrderPlaced, desk: Desk) -> str:
    if not event.tax_included or not event.tax:
        return ""
    return desk.say("common.tax_within", tax=desk.words.money(event.tax))


def _address_lines(address: Address | None, words: Words) -> tuple[str, ...]:
    if address is None:
        return ()
    country = Locale.parse(words.locale).territories.get(address.country, address.country)
    town = " ".join(part for part in (address.postal_code, address.city, address.region) if part)
    lines = (address.name, address.company, address.address1, address.address2, town, str(country))
    return tuple(line for line in lines if line)
