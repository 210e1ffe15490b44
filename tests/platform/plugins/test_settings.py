"""Plugins' settings: sealed at rest, masked for people, validated with every fault at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import Field, SecretStr
from shopwright import PluginSettings
from shopwright.platform import secrets
from shopwright.platform.plugins.errors import PluginSettingsInvalid
from shopwright.platform.plugins.settings import MASK, current, masked, sealed, validated
from shopwright.platform.runtime import runtime
from shopwright.testing.opening import open_shop


class Account(PluginSettings):
    """A part of settings."""

    name: str = ""
    key: SecretStr = SecretStr("")


class Settings(PluginSettings):
    """Settings with secrets, alone and inside of others."""

    host: str = "localhost"
    port: int = Field(default=25, ge=1)
    password: SecretStr = SecretStr("")
    accounts: list[Account] = []


FULL = Settings(
    password=SecretStr("hunter2"), accounts=[Account(name="a", key=SecretStr("first-key"))]
)


@pytest.fixture(autouse=True)
def _shop(tmp_path: Path) -> Iterator[None]:
    with open_shop(tmp_path):
        yield


def test_what_is_stored_holds_no_secret_and_opens_again() -> None:
    stored = sealed(FULL)

    assert "hunter2" not in str(stored)
    assert "first-key" not in str(stored)
    assert stored["host"] == "localhost"
    assert Settings(**current(Settings, stored)) == FULL


def test_what_is_shown_has_a_mask_where_a_secret_is() -> None:
    assert masked(FULL) == {
        "host": "localhost",
        "port": 25,
        "password": MASK,
        "accounts": [{"name": "a", "key": MASK}],
    }
    assert masked(Settings())["password"] == ""


def test_who_sends_the_mask_keeps_the_secret() -> None:
    sent = masked(FULL) | {"host": "mail.example"}

    settings = validated(Settings, sent, current(Settings, sealed(FULL)))

    assert settings == FULL.model_copy(update={"host": "mail.example"})


def test_a_new_secret_replaces_the_old_one_and_an_empty_one_removes_it() -> None:
    stored = current(Settings, sealed(FULL))

    new = validated(Settings, {"password": "other"}, stored)
    none = validated(Settings, {"password": ""}, stored)

    assert isinstance(new, Settings)
    assert new.password.get_secret_value() == "other"
    assert isinstance(none, Settings)
    assert none.password.get_secret_value() == ""


def test_a_mask_without_a_secret_behind_it_is_an_empty_one() -> None:
    settings = validated(Settings, {"password": MASK, "accounts": [{"key": MASK}]}, {})

    assert settings == Settings(accounts=[Account()])


def test_every_wrong_value_is_named_at_once() -> None:
    with pytest.raises(PluginSettingsInvalid) as error:
        validated(Settings, {"port": 0, "hots": "x", "accounts": [{"name": 1}]}, {})

    assert {problem.field for problem in error.value.problems} == {
        "port",
        "hots",
        "accounts.0.name",
    }


def test_no_problem_repeats_the_value_that_was_sent() -> None:
    with pytest.raises(PluginSettingsInvalid) as error:
        validated(Settings, {"password": 12345678}, {})

    assert "12345678" not in str(error.value.problems)


def test_a_seal_is_different_each_time_and_of_this_shop_alone() -> None:
    first, second = secrets.seal("x"), secrets.seal("x")
    assert first != second
    assert secrets.unseal(first) == secrets.unseal(second) == "x"

    other = runtime().settings.model_copy(update={"secret_key": "another"})
    runtime().settings = other
    with pytest.raises(secrets.CannotUnseal, match="another secret_key"):
        secrets.unseal(first)
