"""Shops that send mail, on both databases, and a mail server for them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from shopwright.testing.mail import Inbox, mail_server
from shopwright.testing.opening import open_shop
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import trading_plugin
from shopwright.testing.servers import create_database, drop_database, postgres_server
from shopwright.testing.shop import Shop
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


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty shop's database file; copying it is quicker than making one."""
    folder = tmp_path_factory.mktemp("sqlite")
    with open_shop(folder, *PLUGINS):
        pass
    return folder / "shop.db"


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A running PostgreSQL server, and the name of an empty shop's database on it."""
    with postgres_server() as server:
        url = create_database(server, "template_of_mails")
        with open_shop(tmp_path_factory.mktemp("postgresql"), *PLUGINS, database_url=url):
            pass
        yield server, "template_of_mails"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty shop's database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "mails.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server, template = request.getfixturevalue("postgres_template")
    url = create_database(server, template=template)
    yield url
    drop_database(server, url.rpartition("/")[2].partition("?")[0])


@pytest.fixture
def open_mail_shop(tmp_path: Path, sqlite_template: Path) -> OpenShop:
    """Opens a shop with this plugin: `open_mail_shop(settings, **options of open_shop)`."""

    def opened(
        settings: dict[str, object] | None = None, *, database_url: str = "", **options: Any
    ) -> AbstractContextManager[Shop]:
        if not database_url:
            shutil.copy(sqlite_template, tmp_path / "shop.db")
        values = {"shop_name": "Alder & Wren", "public_url": "https://shop.example"}
        return open_shop(
            tmp_path,
            *PLUGINS,
            settings={"email_notify": settings or {}},
            database_url=database_url,
            make_tables=False,
            **values | options,
        )

    return opened
