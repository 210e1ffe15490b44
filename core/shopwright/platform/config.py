"""Typed settings, from the environment (`SHOPWRIGHT_...`) and from `shopwright.toml`.

The environment wins over the file. A key that nobody knows is an error that names the nearest
right one, because a misspelt setting otherwise looks like a setting that does not work.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

_PREFIX = "SHOPWRIGHT_"
# Plugins' own settings: SHOPWRIGHT_PLUGIN_<ID>__<FIELD>, see `platform.plugins.overrides`.
PLUGIN_PREFIX = "SHOPWRIGHT_PLUGIN_"
# Where plugins' stand-ins are in a demo, see `cli.stand_ins`.
STAND_IN_PREFIX = "SHOPWRIGHT_STAND_IN_"
# Read by the command line and the launcher, not by `Settings`.
_OTHER_VARIABLES = frozenset({"SHOPWRIGHT_CONFIG"})
_ALIASES = {"DATABASE_URL": "database_url", "REDIS_URL": "redis_url"}


class ConfigError(Exception):
    """The settings cannot be used; the message lists every fault with its remedy."""


class Settings(BaseSettings):
    """Everything a shop's operator can set. Times are in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    data_dir: Path = Field(
        Path("var"), description="Where embedded servers, media and the secret key are kept."
    )
    database_url: str = Field(
        "", description="PostgreSQL or SQLite; empty: SQLite in `data_dir`. Also `DATABASE_URL`."
    )
    redis_url: str = Field(
        "", description="Redis or Valkey; empty: `serve` brings a Valkey. Also `REDIS_URL`."
    )
    environment: Literal["development", "production", "test"] = Field(
        "development", description="`production` logs JSON and shows no developers' pages."
    )
    secret_key: str = Field(
        "", description="Signs cookies and seals secrets; empty: made once and kept in `data_dir`."
    )
    old_secret_keys: tuple[str, ...] = Field(
        (),
        description="Earlier secret keys: what they sealed and signed is still read. For changing "
        "`secret_key`, see [operating.md](operating.md).",
    )
    shop_name: str = Field(
        "",
        max_length=80,
        description="Shown to shoppers. Empty: staff name the shop (`PATCH /api/v1/admin/shop`); "
        "it is `My shop` until they do.",
    )
    public_url: str = Field(
        "http://127.0.0.1:8000", description="The shop's own address, for links in mails."
    )
    host: str = Field("127.0.0.1", description="Where to listen; `0.0.0.0` is everywhere.")
    port: int = Field(8000, ge=0, le=65535, description="Where to listen; 0 is any free port.")
    web_workers: int = Field(
        1, ge=1, le=64, description="Web processes; with SQLite there is always one."
    )
    web_threads: int = Field(
        8, ge=1, le=256, description="Requests that each web process works on at once."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least important lines that are logged."
    )
    log_format: Literal["auto", "console", "json"] = Field(
        "auto", description="`auto`: JSON in production, for people otherwise."
    )
    safe_mode: bool = Field(False, description="Start without any plugin.")
    plugins: tuple[str, ...] = Field(
        (
            "storefront",
            "manual_payments",
            "stripe_payments",
            "flat_rate_shipping",
            "tax_tables",
            "email_notify",
        ),
        description="Plugins that `upgrade` enables when the shop does not know them yet.",
    )
    locales: tuple[str, ...] = Field(
        ("en",), description="Languages that products are published in, the default first."
    )
    cors_origins: tuple[str, ...] = Field(
        (), description="Other sites whose pages may call the API: `https://shop.example`."
    )
    allowed_hosts: tuple[str, ...] = Field(
        (), description="Host names the shop answers to, `.example.com` for all below; empty: any."
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="How many proxies in front are believed their `X-Forwarded-*`."
    )
    outbound_allowed: tuple[str, ...] = Field(
        (),
        description="Hosts and networks (`erp.internal`, `10.1.0.0/16`) that addresses typed by "
        "people may lead to although they are not public.",
    )
    rate_limits: bool = Field(True, description="Refuse callers who ask too often.")
    hold_minutes: int = Field(
        15, ge=1, le=120, description="How long stock is held once a shopper pressed Pay."
    )
    payment_window_minutes: int = Field(
        30, ge=5, le=30, description="How long a payment that was started may take."
    )
    cart_days: int = Field(60, ge=1, le=3650, description="When a cart that nobody touches goes.")
    cache_seconds: int = Field(
        60, ge=0, le=3600, description="How long answers for guests are kept; 0: not at all."
    )
    media_max_bytes: int = Field(
        20 * 1024 * 1024, ge=1024, description="The largest file that can be uploaded."
    )

    @field_validator("database_url")
    @classmethod
    def _driver(cls, url: str) -> str:
        """`postgres://` and `postgresql://` mean psycopg 3."""
        for scheme in ("postgres://", "postgresql://"):
            if url.startswith(scheme):
                return "postgresql+psycopg://" + url[len(scheme) :]
        return url

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'shop.db').resolve()}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _File(settings_cls)


# What `load_settings` has read and hands to the `Settings` that it is making.
_file_values: ContextVar[Mapping[str, Any]] = ContextVar("shopwright_settings_file")


class _File(PydanticBaseSettingsSource):
    """The values with the least say: those of the file, and of variables without our prefix."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return _file_values.get({}).get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        return dict(_file_values.get({}))


def load_settings(path: Path | None = None, **overrides: Any) -> Settings:
    """Read settings from `path` (default: `$SHOPWRIGHT_CONFIG` or ./shopwright.toml) and environment.

    `overrides` win over both. Raises `ConfigError` with one line per fault.
    """
    path = path or Path(os.environ.get("SHOPWRIGHT_CONFIG", "shopwright.toml"))
    values = _read_file(path)
    _refuse_unknown(values, f"in {path}")
    names = (
        name[len(_PREFIX) :].lower()
        for name in os.environ
        if name.startswith(_PREFIX)
        and not name.startswith((PLUGIN_PREFIX, STAND_IN_PREFIX))
        and name not in _OTHER_VARIABLES
    )
    _refuse_unknown(names, "in the environment (as SHOPWRIGHT_...)")
    for variable, key in _ALIASES.items():
        if os.environ.get(variable):
            values[key] = os.environ[variable]
    token = _file_values.set(values)
    try:
        return Settings(**overrides)
    except (ValidationError, SettingsError) as error:
        raise ConfigError("settings cannot be used:\n  " + "\n  ".join(_faults(error))) from error
    finally:
        _file_values.reset(token)


def _faults(error: ValidationError | SettingsError) -> list[str]:
    """One line for each; a variable that should be JSON and is none comes alone."""
    if isinstance(error, SettingsError):
        return [str(error)]
    return [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]


def _read_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error


def _refuse_unknown(keys: Iterable[str], where: str) -> None:
    known = list(Settings.model_fields)
    faults = []
    for key in keys:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "known keys: " + ", ".join(known)
            faults.append(f"unknown setting '{key}' {where}; {hint}")
    if faults:
        raise ConfigError("\n".join(faults))
