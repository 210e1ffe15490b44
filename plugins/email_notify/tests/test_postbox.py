"""Once each, whatever happens; on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
import time_machine
from shopwright.commerce.customers import (
    Registration,
    customer_by_email,
    erase_customer,
    register,
    request_password_reset,
    reset_password,
)
from shopwright.commerce.orders import OrderPaid
from shopwright.commerce.pricing import Money
from shopwright.platform.db import read, transaction
from shopwright.platform.events.deliver import perform
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.runtime import runtime
from shopwright.testing import Inbox, Shop, tell
from shopwright_email_notify import postbox
from shopwright_email_notify.models import Mail
from sqlalchemy import select, update

OpenShop = Callable[..., AbstractContextManager[Shop]]
PASSWORD = "correct horse battery staple"


@pytest.fixture
def shop(
    open_mail_shop: OpenShop, smtp_settings: dict[str, object], database_url: str
) -> Iterator[Shop]:
    """A shop whose mails reach the inbox."""
    settings = {**smtp_settings, "copies_to": ["staff@shop.example"]}
    with open_mail_shop(settings, database_url=database_url) as shop:
        yield shop


def paid(number: int = 1042, email: str = "ada@example.com") -> OrderPaid:
    total = Money(4390, "EUR")
    return OrderPaid(order_id=UUID(int=1), number=number, email=email, locale="en", total=total)


def mails() -> list[Mail]:
    with read() as db:
        return list(db.scalars(select(Mail).order_by(Mail.id)))


def deliveries() -> list[OutboxDelivery]:
    with read() as db:
        return list(db.scalars(select(OutboxDelivery)))


def to(inbox: Inbox, address: str) -> list[str]:
    return [str(message["Message-ID"]) for message in inbox.to(address)]


def later(**ahead: float) -> time_machine.travel:
    return time_machine.travel(datetime.now(UTC) + timedelta(**ahead), tick=True)


def test_an_event_becomes_a_mail_that_is_noted_with_its_delivery(shop: Shop, inbox: Inbox) -> None:
    tell(paid())
    shop.deliver()
    (mail,) = mails()
    assert (mail.state, mail.attempts, mail.kind) == ("sent", 1, "order_paid")
    assert mail.sent_at is not None
    assert to(inbox, "ada@example.com") == [mail.message_id]
    assert [item.state for item in deliveries()] == ["done"]


def test_an_event_that_is_delivered_again_is_not_sent_again(shop: Shop, inbox: Inbox) -> None:
    tell(paid())
    shop.deliver()
    with transaction() as db:
        db.execute(update(OutboxDelivery).values(state="due"))
    shop.deliver()
    assert len(to(inbox, "ada@example.com")) == 1
    assert [item.state for item in deliveries()] == ["done"]


def test_two_events_are_two_mails(shop: Shop, inbox: Inbox) -> None:
    tell(paid(), paid())
    shop.deliver()
    assert len(set(to(inbox, "ada@example.com"))) == 2


class Killed(BaseException):
    """The process is gone: nothing may catch it."""


def test_a_death_between_sending_and_noting_leads_to_the_same_message_id(
    shop: Shop, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(paid())

    def killed(*args: object, **kwargs: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(postbox, "_note", killed)
        with pytest.raises(Killed):
            shop.deliver()
    assert [item.state for item in mails()] == ["sending"]
    with later(minutes=3):
        shop.deliver()
    (mail,) = mails()
    assert (mail.state, mail.attempts) == ("sent", 2)
    assert to(inbox, "ada@example.com") == [mail.message_id] * 2


def test_a_mail_that_another_worker_is_sending_is_left_to_it(
    shop: Shop, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(paid())
    (delivery,) = deliveries()
    began, go_on = threading.Event(), threading.Event()
    send = postbox.smtp.send

    def slow(*args: object, **kwargs: object) -> None:
        began.set()
        assert go_on.wait(10)
        send(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(postbox.smtp, "send", slow)
    outcomes: list[str] = []

    def work() -> None:
        with shop.app.app_context():
            outcomes.append(perform(delivery.id))

    first = threading.Thread(target=work)
    first.start()
    assert began.wait(10)
    outcomes.append(perform(delivery.id))
    go_on.set()
    first.join()
    assert outcomes == ["retry", "done"]
    with later(minutes=10):
        shop.deliver()
    assert len(to(inbox, "ada@example.com")) == 1
    assert [item.state for item in deliveries()] == ["done"]


def test_a_server_that_fails_is_asked_again_and_the_error_is_kept(shop: Shop, inbox: Inbox) -> None:
    inbox.data_answers = ["451 out of order"]
    tell(paid())
    shop.deliver()
    (mail,) = mails()
    assert (mail.state, mail.sent_at) == ("sending", None)
    assert "451" in (mail.error or "")
    assert [item.state for item in deliveries()] == ["due"]
    with later(minutes=2):
        shop.deliver()
    (mail,) = mails()
    assert (mail.state, mail.error, mail.attempts) == ("sent", None, 2)
    assert len(to(inbox, "ada@example.com")) == 1


def test_an_address_that_is_refused_for_good_is_not_tried_again(shop: Shop, inbox: Inbox) -> None:
    inbox.rcpt_answers = ["550 no such user"]
    tell(paid())
    shop.deliver()
    (mail,) = mails()
    assert (mail.state, mail.error) == ("refused", "550 no such user")
    assert [item.state for item in deliveries()] == ["done"]
    assert inbox.mails == []


def test_staff_get_a_copy_of_mails_about_orders_and_of_no_others(shop: Shop, inbox: Inbox) -> None:
    tell(paid())
    register(Registration(email="ines@example.com", password=PASSWORD))
    shop.deliver()
    assert len(to(inbox, "staff@shop.example")) == 1
    assert len(to(inbox, "ines@example.com")) == 1


def test_staff_read_what_plugins_tell_them(shop: Shop, inbox: Inbox) -> None:
    ctx = runtime().registry.plugins[0].context
    with ctx.transaction():
        ctx.notify_staff("An endpoint was switched off", "erp.example fails for three days.")
    shop.deliver()
    (message,) = inbox.to("staff@shop.example")
    assert message["Subject"] == "An endpoint was switched off"
    assert "erp.example fails" in str(message.get_body(("plain",)))
    assert [item.state for item in deliveries()] == ["done"]


def test_a_copy_that_fails_changes_nothing_for_the_customer(shop: Shop, inbox: Inbox) -> None:
    inbox.rcpt_answers = ["250 OK", "550 no such user"]
    tell(paid())
    shop.deliver()
    assert [item.state for item in mails()] == ["sent"]


def token_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    return str(text.partition("token=")[2].split()[0])


def test_a_link_to_set_a_password_works_and_is_stored_nowhere(shop: Shop, inbox: Inbox) -> None:
    register(Registration(email="ines@example.com", password=PASSWORD, first_name="Ines"))
    request_password_reset("ines@example.com")
    shop.deliver()
    token = token_in(inbox.to("ines@example.com")[-1])
    assert all(token not in item.text + item.html for item in mails())
    reset_password(token, "another horse battery staple")


def test_a_mail_that_nobody_needs_any_more_is_not_written(shop: Shop, inbox: Inbox) -> None:
    register(Registration(email="ines@example.com", password=PASSWORD))
    found = customer_by_email("ines@example.com")
    assert found is not None
    erase_customer(found.id)
    shop.deliver()
    assert inbox.mails == []
    assert mails() == []
    assert {item.state for item in deliveries()} == {"done"}


def test_erasing_a_person_removes_the_mails_to_them(shop: Shop, inbox: Inbox) -> None:
    register(Registration(email="ines@example.com", password=PASSWORD))
    tell(paid(email="ines@example.com"), paid(email="ada@example.com"))
    shop.deliver()
    assert len(mails()) == 3
    found = customer_by_email("ines@example.com")
    assert found is not None
    erase_customer(found.id)
    assert [item.recipient for item in mails()] == ["ada@example.com"]


def test_old_mails_are_thrown_away(shop: Shop, inbox: Inbox) -> None:
    tell(paid(1))
    shop.deliver()
    with later(days=91):
        tell(paid(2))
        shop.deliver()
    assert [item.subject for item in mails()] == ["We have received your payment for order 2"]


@pytest.fixture
def without_server(open_mail_shop: OpenShop, database_url: str) -> OpenShop:
    """Opens a shop without a mail server, in an environment."""
    return lambda environment: open_mail_shop(database_url=database_url, environment=environment)


def test_without_a_server_mails_are_kept_with_working_links_for_developers(
    without_server: OpenShop,
) -> None:
    with without_server("development") as shop:
        register(Registration(email="ines@example.com", password=PASSWORD))
        request_password_reset("ines@example.com")
        shop.deliver()
        assert {item.state for item in mails()} == {"kept"}
        reset = next(item for item in mails() if item.kind == "password_reset")
        reset_password(reset.text.partition("token=")[2].split()[0], "another horse battery")


def test_without_a_server_links_are_blanked_out_in_production(
    without_server: OpenShop,
) -> None:
    with without_server("production") as shop:
        register(Registration(email="ines@example.com", password=PASSWORD))
        shop.deliver()
        (mail,) = mails()
        assert (mail.state, "token=…" in mail.text) == ("kept", True)
