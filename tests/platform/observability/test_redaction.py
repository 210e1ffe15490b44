"""Secrets stay out of the logs, by the names of fields and by the looks of values."""

from __future__ import annotations

from typing import Any

import pytest
from shopwright.platform.observability.redaction import HIDDEN, redact, redact_text

KEY = "sw_abcdefghij_" + "x" * 43


@pytest.mark.parametrize(
    "name",
    ["password", "new_password", "smtp_passwd", "client_secret", "access_token", "X-Cart-Token",
     "Authorization", "Set-Cookie", "api_key", "apiKey", "private_key", "card_number"],
)  # fmt: skip
def test_fields_that_are_named_like_secrets_are_hidden(name: str) -> None:
    assert redact({name: "value"}) == {name: HIDDEN}
    assert redact({"outer": [{name: "value"}]}) == {"outer": [{name: HIDDEN}]}


@pytest.mark.parametrize("name", ["event", "key", "consumer", "passes", "order_number", "method"])
def test_other_fields_are_left_alone(name: str) -> None:
    assert redact({name: "value"}) == {name: "value"}


@pytest.mark.parametrize("value", [None, "", True, False])
def test_that_a_secret_is_missing_may_be_told(value: Any) -> None:
    assert redact({"password": value}) == {"password": value}


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (f"key {KEY} used", f"key sw_abcdefghij_{HIDDEN} used"),
        ("sk_live_51HxyzABCDEF123456", f"sk_live_{HIDDEN}"),
        ("whsec_abcdefghijklmnop", f"whsec_{HIDDEN}"),
        ("Authorization: Bearer abc.def-ghi", f"Authorization: Bearer {HIDDEN}"),
        ("postgresql://shop:hunter2@db/shop", f"postgresql://shop:{HIDDEN}@db/shop"),
        ("redis://:hunter2@cache:6379/0", f"redis://:{HIDDEN}@cache:6379/0"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_in_any_text(text: str, cleaned: str) -> None:
    assert redact_text(text) == cleaned
    assert redact({"error": f"Traceback\n  {text}"}) == {"error": f"Traceback\n  {cleaned}"}


@pytest.mark.parametrize(
    "text", ["http://127.0.0.1:8000/api", "order:018f at 12:30", "bearer of news", "ask_me_later"]
)
def test_other_text_is_left_alone(text: str) -> None:
    assert redact_text(text) == text


def test_what_was_logged_is_not_changed_itself() -> None:
    given = {"password": "x", "nested": {"token": "y"}}
    redact(given)
    assert given == {"password": "x", "nested": {"token": "y"}}
