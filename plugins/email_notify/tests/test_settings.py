from __future__ import annotations

import pytest
from pydantic import ValidationError
from shopwright_email_notify.settings import Settings

SERVER = {"host": "mail.example.com", "from_address": "hello@shop.example"}


def faults(**values: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate(values)
    return {".".join(map(str, item["loc"])): item["msg"] for item in caught.value.errors()}


def test_a_new_shop_needs_no_settings_and_sends_nothing() -> None:
    assert Settings().host == ""


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_the_kind_of_security(security: str, port: int) -> None:
    assert Settings.model_validate({**SERVER, "security": security}).port_in_force == port
    assert Settings.model_validate({**SERVER, "port": 2525}).port_in_force == 2525


def test_a_server_needs_a_sender() -> None:
    assert "which address" in faults(host="mail.example.com")["from_address"]


def test_a_password_never_travels_in_the_clear() -> None:
    found = faults(**SERVER, security="none", user="shop", password="secret")
    assert "in the clear" in found["user"]
    Settings.model_validate({**SERVER, "host": "localhost", "security": "none", "user": "shop"})


def test_a_password_is_not_shown() -> None:
    settings = Settings.model_validate({**SERVER, "user": "shop", "password": "hunter2"})
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in settings.model_dump_json()


def test_every_wrong_field_is_named_at_once() -> None:
    found = faults(
        host="mail\nexample",
        reply_to="nobody",
        copies_to=["a@b.example", "Bob <b@b.example>"],
        accent="green",
        links={"order": "{shop_url}/orders/{order_id}", "verify_email": "javascript:{token}"},
    )
    assert set(found) == {
        "host",
        "reply_to",
        "copies_to.1",
        "accent",
        "links.order",
        "links.verify_email",
    }
    assert "{token} is missing" in found["links.order"]
