"""Settings: from the environment and a file, with errors that name the remedy."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError
from shopwright.platform.config import ConfigError, Settings, load_settings

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a settings file."""

    def make(text: str) -> Path:
        path = tmp_path / "shopwright.toml"
        path.write_text(text, "utf-8")
        return path

    return make


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of whoever runs the tests must not matter."""
    for name in list(os.environ):
        if name.startswith("SHOPWRIGHT_") or name in ("DATABASE_URL", "REDIS_URL"):
            monkeypatch.delenv(name)


def test_without_file_and_environment_everything_has_a_default(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "none.toml")

    assert settings.port == 8000
    assert settings.environment == "development"


def test_the_file_sets_what_the_environment_leaves_open(write: Write) -> None:
    settings = load_settings(write('port = 9000\nshop_name = "Tea"'))

    assert (settings.port, settings.shop_name) == (9000, "Tea")


def test_the_environment_wins_over_the_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPWRIGHT_PORT", "9001")

    assert load_settings(write("port = 9000")).port == 9001


def test_what_is_given_on_the_command_line_wins_over_both(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_PORT", "9001")

    settings = load_settings(write("port = 9000"), port=9002)

    assert settings.port == 9002


def test_the_file_may_be_named_in_the_environment(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_CONFIG", str(write("port = 9000")))

    assert load_settings().port == 9000


def test_an_unknown_key_in_the_file_names_the_nearest_right_one(write: Write) -> None:
    with pytest.raises(ConfigError, match=r"'hold_minute'.*did you mean 'hold_minutes'"):
        load_settings(write("hold_minute = 3"))


def test_an_unknown_variable_names_the_nearest_right_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_DATABSE_URL", "sqlite://")

    with pytest.raises(ConfigError, match=r"'databse_url' in the environment.*'database_url'"):
        load_settings(tmp_path / "none.toml")


def test_a_key_like_no_other_lists_those_there_are(write: Write) -> None:
    with pytest.raises(ConfigError, match="known keys: data_dir"):
        load_settings(write("xyzzy = 1"))


def test_all_wrong_values_are_named_at_once(write: Write) -> None:
    with pytest.raises(ConfigError) as error:
        load_settings(write('port = 99999\nenvironment = "staging"'))

    assert "port:" in str(error.value)
    assert "environment:" in str(error.value)


def test_a_file_that_is_no_toml_says_where(write: Write) -> None:
    with pytest.raises(ConfigError, match=r"shopwright\.toml is not valid TOML.*line 1"):
        load_settings(write("port 9000"))


def test_a_wrong_value_of_the_command_line_is_an_error_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="port:"):
        load_settings(tmp_path / "none.toml", port=-1)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_means_psycopg_3(scheme: str) -> None:
    settings = Settings(database_url=f"{scheme}://shop@db/shop")

    assert settings.database == "postgresql+psycopg://shop@db/shop"


def test_database_url_and_redis_url_need_no_prefix(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db/shop")
    monkeypatch.setenv("REDIS_URL", "redis://cache")

    settings = load_settings(write('redis_url = "redis://of-the-file"'))

    assert settings.database == "postgresql+psycopg://db/shop"
    assert settings.redis_url == "redis://cache"


def test_a_prefixed_variable_wins_over_the_bare_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://shared")
    monkeypatch.setenv("SHOPWRIGHT_REDIS_URL", "redis://own")

    assert load_settings(tmp_path / "none.toml").redis_url == "redis://own"


def test_lists_are_json_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPWRIGHT_LOCALES", '["en", "de"]')
    assert load_settings(tmp_path / "none.toml").locales == ("en", "de")

    monkeypatch.setenv("SHOPWRIGHT_LOCALES", "en,de")
    with pytest.raises(ConfigError, match="locales"):
        load_settings(tmp_path / "none.toml")


def test_without_a_database_url_sqlite_lives_in_the_data_directory(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).database == f"sqlite:///{tmp_path}/shop.db"


def test_settings_cannot_be_changed_later() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1


def test_where_stand_ins_are_is_no_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHOPWRIGHT_STAND_IN_GIFT_WRAP", "http://127.0.0.1:9")
    monkeypatch.setenv("SHOPWRIGHT_STAND_IN_GIFT_WRAP_SECRET", "whsec_x")
    assert load_settings(tmp_path / "none.toml").shop_name == ""
