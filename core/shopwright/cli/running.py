"""What commands share: the shop they act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from shopwright.cli.exits import NOT_UP_TO_DATE, Failure

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from shopwright.platform.config import Settings
    from shopwright.platform.plugins.registry import Registry


@contextmanager
def opened_shop(*, registry: Registry | None = None) -> Iterator[Flask]:
    """The shop of the settings in force, in whose name the block acts.

    Fails with code 3 when its database needs an upgrade first.
    """
    from shopwright.app import create_app

    with _inside(create_app(command_settings(), registry=registry, doors=False)) as app:
        _require_current_schema()
        yield app


@contextmanager
def opened_in_any_state() -> Iterator[Flask]:
    """Like `opened_shop`, also without a database or with one that needs an upgrade."""
    from sqlalchemy.exc import SQLAlchemyError

    from shopwright.app import create_app
    from shopwright.platform.plugins.registry import Registry
    from shopwright.platform.runtime import runtime

    with _inside(create_app(command_settings(), registry=Registry(), doors=False)) as app:
        with suppress(SQLAlchemyError):
            runtime().plugins.load()
        yield app


@contextmanager
def _inside(app: Flask) -> Iterator[Flask]:
    from shopwright.platform.actor import Actor, acting_as
    from shopwright.platform.runtime import runtime

    with app.app_context(), acting_as(Actor(kind="system", label="command line")):
        try:
            yield app
        finally:
            runtime().database.dispose()


def command_settings() -> Settings:
    """The settings, with logging set up by them and the embedded Valkey found if it runs."""
    from shopwright.platform.config import load_settings
    from shopwright.platform.observability.logs import configure_logging

    settings = load_settings()
    configure_logging(settings)
    if not settings.redis_url and (url := embedded_redis(settings.data_dir)):
        settings = settings.model_copy(update={"redis_url": url})
    return settings


def embedded_redis(data_dir: Path) -> str:
    """The address of the Valkey that `shopwright serve` runs on `data_dir`; '' if it does not."""
    from shopwright.platform.servers import EmbeddedValkey

    valkey = EmbeddedValkey(data_dir / "valkey")
    return valkey.url if valkey.alive() else ""


def _require_current_schema() -> None:
    from shopwright.platform.db.migrate import SchemaState, status
    from shopwright.platform.runtime import runtime

    found = status(runtime().database.engine)
    if found.state is not SchemaState.CURRENT:
        was = f"at revision {found.revision}" if found.revision else "empty"
        raise Failure(
            f"the database is {was}; run `shopwright upgrade` first", exit_code=NOT_UP_TO_DATE
        )
