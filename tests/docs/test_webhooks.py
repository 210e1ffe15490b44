"""What the page for receivers says, done: its code verifies what the plugin signs."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from shopwright_webhooks.signing import new_secret, signatures

PAGE = Path(__file__).parents[2] / "docs" / "plugins" / "webhooks.md"
BODY = '{"type":"order.paid","data":{"email":"zoë@example.com"}}'.encode()


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    """The names that the page's Python code defines."""
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL):
        exec(compile(block, str(PAGE), "exec"), names)
    return names


def sent(*secrets: str, at: float | None = None) -> dict[str, str]:
    moment = int(time.time() if at is None else at)
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(moment),
        "webhook-signature": signatures(secrets, "msg_1", moment, BODY),
    }


def test_what_the_shop_signs_is_accepted_with_each_secret_in_force(page: dict[str, Any]) -> None:
    old, new = new_secret(), new_secret()
    for secret in (old, new):
        page["verify"](BODY, sent(new, old), secret)


def test_what_is_forged_changed_or_old_is_not(page: dict[str, Any]) -> None:
    secret = new_secret()
    without = {name: value for name, value in sent(secret).items() if name != "webhook-id"}
    for body, headers in [
        (BODY, sent(new_secret())),
        (BODY + b" ", sent(secret)),
        (BODY, sent(secret, at=time.time() - 301)),
        (BODY, sent(secret, at=time.time() + 360)),
        (BODY, sent(secret) | {"webhook-timestamp": "now"}),
        (BODY, without),
    ]:
        with pytest.raises(page["NotFromTheShop"]):
            page["verify"](body, headers, secret)


def test_a_message_that_comes_twice_is_dealt_with_once(page: dict[str, Any]) -> None:
    secret, done = new_secret(), set[str]()
    assert page["receive"](BODY, sent(secret), secret, done)
    assert not page["receive"](BODY, sent(secret), secret, done)
