"""Mails with the look that another plugin brings, and notices to staff by other channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from shopwright import (
    Context,
    MessageRenderer,
    NotificationChannel,
    Plugin,
    RenderedMessage,
    StaffNotice,
    StaffNotified,
    hooks,
)
from shopwright.commerce.customers import (
    Registration,
    register,
    request_password_reset,
    reset_password,
)
from shopwright.commerce.orders import OrderPaid
from shopwright.commerce.pricing import Money
from shopwright.platform.db import read
from shopwright.testing import Inbox, Outbox, Shop, open_shop, tell
from shopwright_email_notify.models import Mail
from shopwright_email_notify.plugin import EmailNotify
from sqlalchemy import select

PASSWORD = "correct horse battery staple"
PAID = OrderPaid(
    order_id=UUID(int=1),
    number=1042,
    email="ada@example.com",
    locale="de",
    total=Money(4390, "EUR"),
)


class Look:
    """Draws mails about orders, and what has a button; declines the rest."""

    name = "linen"
    fails = False

    def __init__(self) -> None:
        self.seen: dict[str, Mapping[str, Any]] = {}

    def render(self, kind: str, locale: str, data: Mapping[str, Any]) -> RenderedMessage | None:
        """One line of HTML."""
        if self.fails:
            raise ValueError("no such template")
        self.seen[f"{kind} {locale}"] = data
        if kind == "staff_notice":
            return None
        url = data["button"]["url"]
        return RenderedMessage(
            subject=f"Linen: {data['subject']}",
            html=f"<a href={url}>linen</a>",
            text=f"linen {url}",
        )


class Chat:
    """A channel that remembers."""

    name, label = "chat", "Chat"

    def __init__(self) -> None:
        self.sent: list[StaffNotice] = []
        self.fails = False

    def send(self, notice: StaffNotice) -> None:
        """Remember it."""
        if self.fails:
            raise ConnectionError("chat.example does not answer")
        self.sent.append(notice)


class Theme(Plugin):
    """Brings both."""

    look, chat = Look(), Chat()

    @hooks.message_renderers
    def renderers(self, ctx: Context) -> Iterable[MessageRenderer]:
        """The look."""
        return [self.look]

    @hooks.notification_channels
    def channels(self, ctx: Context) -> Iterable[NotificationChannel]:
        """The chat."""
        return [self.chat]


@pytest.fixture
def theme() -> type[Theme]:
    """The plugin, fresh for each test."""
    Theme.look, Theme.chat = Look(), Chat()
    return Theme


@pytest.fixture
def shop(
    tmp_path: Path, theme: type[Theme], smtp_settings: dict[str, object], channels: list[str]
) -> Iterable[Shop]:
    """A shop with that plugin."""
    settings = smtp_settings | {"copies_to": ["staff@shop.example"], "staff_channels": channels}
    options: dict[str, Any] = {"shop_name": "Alder & Wren", "public_url": "https://shop.example"}
    with open_shop(
        tmp_path, EmailNotify, theme, settings={"email_notify": settings}, **options
    ) as shop:
        yield shop


@pytest.fixture
def channels() -> list[str]:
    """What staff are told by."""
    return ["email"]


def body(inbox: Inbox, address: str = "ada@example.com") -> tuple[str, str]:
    message = inbox.to(address)[-1]
    part = message.get_body(("plain",))
    assert part is not None
    return str(message["Subject"]), str(part.get_content()).strip()


def test_a_mail_has_the_look_that_a_plugin_brings(shop: Shop, inbox: Inbox) -> None:
    tell(PAID)
    shop.deliver()
    subject, text = body(inbox)
    assert subject.startswith("Linen: ")
    assert text.startswith("linen https://shop.example/orders/")
    data = Theme.look.seen["order_paid de"]
    assert data["order_id"] == str(PAID.order_id)
    assert data["shop"] == {"name": "Alder & Wren", "url": "https://shop.example"}
    assert "43,90" in data["paragraphs"][0]


def test_a_look_that_fails_costs_nobody_a_mail(shop: Shop, inbox: Inbox) -> None:
    Theme.look.fails = True
    tell(PAID)
    shop.deliver()
    subject, text = body(inbox)
    assert "Linen" not in subject
    assert "43,90" in text


def test_a_one_time_link_works_in_any_look_and_is_stored_in_none(shop: Shop, inbox: Inbox) -> None:
    register(Registration(email="ines@example.com", password=PASSWORD))
    request_password_reset("ines@example.com")
    shop.deliver()
    token = body(inbox, "ines@example.com")[1].partition("token=")[2]
    with read() as db:
        stored = list(db.scalars(select(Mail).where(Mail.kind == "password_reset")))
    assert [(mail.state, mail.subject[:6]) for mail in stored] == [("sent", "Linen:")]
    assert all(token not in mail.text + mail.html for mail in stored)
    reset_password(token, "another horse battery staple")


NOTICE = StaffNotified(source="webhooks", title="Switched off", text="It failed for three days.")


def test_staff_are_told_by_mail_unless_something_else_is_chosen(shop: Shop, inbox: Inbox) -> None:
    tell(NOTICE)
    shop.deliver()
    subject, text = body(inbox, "staff@shop.example")
    assert (subject, NOTICE.text in text) == ("Switched off", True)
    assert Theme.chat.sent == []


@pytest.mark.parametrize("channels", [["chat", "pager"]])
def test_staff_are_told_by_what_was_chosen(shop: Shop, inbox: Inbox) -> None:
    tell(NOTICE)
    shop.deliver()
    (notice,) = Theme.chat.sent
    assert (notice.title, notice.source) == ("Switched off", "webhooks")
    assert inbox.mails == []


@pytest.mark.parametrize("channels", [["chat", "email"]])
def test_one_channel_that_fails_is_tried_again_and_the_others_are_not(
    shop: Shop, inbox: Inbox, outbox: Outbox
) -> None:
    Theme.chat.fails = True
    tell(NOTICE)
    shop.deliver()
    assert len(inbox.to("staff@shop.example")) == 1
    assert [owed.state for owed in outbox.owed("email_notify")] == ["due"]
    Theme.chat.fails = False
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=True):
        shop.deliver()
    assert len(inbox.to("staff@shop.example")) == 1
    assert len(Theme.chat.sent) == 1
