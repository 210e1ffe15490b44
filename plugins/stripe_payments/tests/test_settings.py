"""What a merchant can set, and what is refused with a sentence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from shopwright_stripe_payments.connection import connection, missing, webhook_secrets
from shopwright_stripe_payments.settings import Settings

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TEST = {"secret_key": "sk_test_4eC39HqLyjWD", "publishable_key": "pk_test_TYooMQauvdED"}
LIVE = {"secret_key": "sk_live_4eC39HqLyjWD", "publishable_key": "pk_live_TYooMQauvdED"}
STAND_IN = "SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS"


@pytest.fixture(autouse=True)
def no_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may be inside of one."""
    monkeypatch.delenv(STAND_IN, raising=False)
    monkeypatch.delenv(f"{STAND_IN}_SECRET", raising=False)


def faults(**values: Any) -> dict[str, str]:
    """What is wrong, by field."""
    with pytest.raises(ValidationError) as caught:
        Settings(**values)
    return {".".join(map(str, item["loc"])): item["msg"] for item in caught.value.errors()}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"test": {"secret_key": "pk_test_abcd"}}, "test.secret_key", "sk_test_ or rk_test_"),
        ({"test": {"secret_key": "sk_live_abcd"}}, "test.secret_key", "of live mode"),
        ({"live": {"secret_key": "sk_test_abcd"}}, "live.secret_key", "of test mode"),
        ({"live": {"publishable_key": "sk_live_abcd"}}, "live.publishable_key", "pk_live_"),
        ({"test": {"secret_key": "my key"}}, "test.secret_key", "must begin with"),
        ({"test": {"webhook_secret": "secret"}}, "test.webhook_secret", "whsec_"),
        (
            {"test": {"previous_webhook_secret": "whsec_12345678"}},
            "test.previous_until",
            "until when",
        ),
        ({"methods": ["Card"]}, "methods", "no method's name"),
        ({"statement_descriptor": "12345"}, "statement_descriptor", "needs a letter"),
        ({"statement_descriptor": "MUGS*"}, "statement_descriptor", "none of"),
    ],
)
def test_what_cannot_be_right_is_refused(values: dict[str, Any], field: str, words: str) -> None:
    found = faults(**values)
    assert list(found) == [field]
    assert words in found[field]


def test_a_refused_key_is_not_in_the_message() -> None:
    assert "sk_live_4eC39" not in str(faults(test={"secret_key": LIVE["secret_key"]}))


def test_blanks_around_keys_are_forgiven() -> None:
    settings = Settings(test={"secret_key": " sk_test_4eC39HqLyjWD \n"})
    assert settings.test.secret_key.get_secret_value() == "sk_test_4eC39HqLyjWD"


def test_without_a_key_there_is_no_account_and_a_sentence_says_why() -> None:
    assert connection(Settings()) is None
    assert "enter the secret key of test mode" in missing(Settings())
    assert "live mode" in missing(Settings(mode="live", test=TEST))
    assert connection(Settings(mode="live", test=TEST)) is None


@pytest.mark.parametrize(("mode", "livemode"), [("test", False), ("live", True)])
def test_the_mode_chooses_the_keys(mode: Any, livemode: bool) -> None:
    account = connection(Settings(mode=mode, test=TEST, live=LIVE))
    assert account is not None
    assert account.secret_key == (LIVE if livemode else TEST)["secret_key"]
    assert (account.livemode, account.url) == (livemode, "https://api.stripe.com")


def test_a_connection_does_not_show_its_key() -> None:
    assert "4eC39HqLyjWD" not in repr(connection(Settings(test=TEST)))


def test_the_stand_in_is_used_only_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STAND_IN, "http://127.0.0.1:8001")
    account = connection(Settings())
    assert account is not None
    assert (account.realm, account.url) == ("stand_in", "http://127.0.0.1:8001")
    own = connection(Settings(test=TEST))
    assert own is not None
    assert (own.realm, own.url) == ("test", "https://api.stripe.com")


def test_a_live_key_is_never_used_in_a_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STAND_IN, "http://127.0.0.1:8001")
    settings = Settings(mode="live", live=LIVE)
    assert connection(settings) is None
    assert missing(settings).startswith("This is a demo")


def test_two_signing_secrets_are_believed_until_the_old_one_ends() -> None:
    keys = {
        **TEST,
        "webhook_secret": "whsec_new_secret",
        "previous_webhook_secret": "whsec_old_secret",
        "previous_until": NOW + timedelta(hours=24),
    }
    settings = Settings(test=keys)
    assert webhook_secrets(settings, NOW) == ("whsec_new_secret", "whsec_old_secret")
    assert webhook_secrets(settings, NOW + timedelta(hours=25)) == ("whsec_new_secret",)


def test_the_stand_in_signs_with_a_secret_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STAND_IN, "http://127.0.0.1:8001")
    monkeypatch.setenv(f"{STAND_IN}_SECRET", "whsec_stand_in")
    assert webhook_secrets(Settings(), NOW) == ("whsec_stand_in",)
    assert webhook_secrets(Settings(test=TEST), NOW) == ()
