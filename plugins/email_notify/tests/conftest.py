"""Shops that send mail, on both databases, and a mail server for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from shopwright.testing import (
    DatabaseKind,
    Databases,
    Inbox,
    ScriptedProvider,
    Shop,
    mail_server,
    open_shop,
    trading_plugin,
)
from shopwright_email_notify.plugin import EmailNotify

OpenShop = Callable[..., AbstractContextManager[Shop]]


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A running mail server's inbox."""
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def smtp_settings(inbox: Inbox) -> dict[str, object]:
    """The settings with which mails reach `inbox`."""
    return {
        "host": "127.0.0.1",
        "port": inbox.port,
        "security": "none",
        "from_address": "hello@shop.example",
    }


PLUGINS = (EmailNotify, trading_plugin(ScriptedProvider()))


@pytest.fixture
def database_url(
    shopwright_databases: Databases, shopwright_database: DatabaseKind, tmp_path: Path
) -> Iterator[str]:
    """An empty shop's database of each kind."""
    with shopwright_databases.fresh(shopwright_database, tmp_path, (EmailNotify,)) as url:
        yield url


@pytest.fixture
def open_mail_shop(tmp_path: Path) -> OpenShop:
    """Opens a shop with this plugin: `open_mail_shop(settings, **options of open_shop)`."""

    def opened(
        settings: dict[str, object] | None = None, *, database_url: str = "", **options: Any
    ) -> AbstractContextManager[Shop]:
        values = {"shop_name": "Alder & Wren", "public_url": "https://shop.example"}
        return open_shop(
            tmp_path,
            *PLUGINS,
            settings={"email_notify": settings or {}},
            database_url=database_url,
            make_tables=not database_url,
            **values | options,
        )

    return opened
