"""Writing to the shop."""

from __future__ import annotations

from typing import Any

from shopwright import StaffNotified
from shopwright.testing import Outbox


def test_a_message_reaches_staff(browser: Any, outbox: Outbox) -> None:
    page = browser.get("/contact")
    assert "csrf_token" not in page.text
    sent = browser.send("contact", name="Ada", email="ada@example.com", message="Is it blue?")
    assert "Thank you. We answer as soon as we can." in sent.text
    (told,) = outbox.events(StaffNotified)
    assert "Is it blue?" in told.text
    assert "ada@example.com" in told.text


def test_what_is_missing_is_told_and_the_rest_is_kept(browser: Any) -> None:
    browser.get("/contact")
    again = browser.send("contact", email="ada@example.com")
    assert again.status_code == 422
    assert 'id="f-message-problem"' in again.text
    assert 'value="ada@example.com"' in again.text


def test_programs_that_fill_in_everything_are_thanked_and_not_heard(
    browser: Any, outbox: Outbox
) -> None:
    browser.get("/contact")
    browser.send("contact", email="x@example.com", message="Buy!", website="http://spam.example")
    assert list(outbox.events(StaffNotified)) == []
