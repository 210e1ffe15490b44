"""The fixtures of the test kit, which pytest finds by itself where Shopwright is installed.

Nothing of Shopwright is imported before a test asks for one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from time_machine import Traveller

    from shopwright.commerce.checkout import Completion
    from shopwright.platform.plugins.plugin import Plugin
    from shopwright.testing.databases import DatabaseKind, Databases
    from shopwright.testing.outbox import Outbox
    from shopwright.testing.payments import ScriptedProvider
    from shopwright.testing.people import SignIn
    from shopwright.testing.shop import Shop

_OPTION = "--shopwright-database"
_KINDS = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which database the shops of tests are on."""
    parser.getgroup("shopwright").addoption(
        _OPTION,
        choices=(*_KINDS, "both"),
        default="sqlite",
        help="the database of the fixture `shop` and of PluginContract; 'both' runs each test twice",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With `both`, every test that needs a database runs on each."""
    is_both = metafunc.config.getoption(_OPTION) == "both"
    if is_both and "shopwright_database" in metafunc.fixturenames:
        metafunc.parametrize("shopwright_database", _KINDS, indirect=True)


@pytest.fixture
def shopwright_database(request: pytest.FixtureRequest) -> DatabaseKind:
    """The kind of database that the test runs on."""
    kind: DatabaseKind = getattr(request, "param", request.config.getoption(_OPTION))
    return kind


@pytest.fixture(scope="session")
def shopwright_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes the databases of tests."""
    from shopwright.testing.databases import Databases

    databases = Databases(tmp_path_factory.mktemp("databases"))
    yield databases
    databases.close()


@pytest.fixture
def plugin() -> type[Plugin]:
    """The class of the plugin that is tested: for your conftest.py to define."""
    raise pytest.UsageError(
        "the fixture `shop` needs to know your plugin; define this in conftest.py:\n\n"
        "    @pytest.fixture\n    def plugin() -> type[Plugin]:\n        return YourPlugin"
    )


@pytest.fixture
def settings() -> Mapping[str, Any]:
    """What the plugin is set to: its defaults, unless a test says otherwise.

    @pytest.mark.parametrize("settings", [{"paper": "red"}])
    """
    return {}


@pytest.fixture
def payments() -> ScriptedProvider:
    """What the shop's orders are paid with; set its `outcome` to have another than "paid"."""
    from shopwright.testing.payments import ScriptedProvider

    return ScriptedProvider()


@pytest.fixture
def shop(
    tmp_path: Path,
    plugin: type[Plugin],
    settings: Mapping[str, Any],
    payments: ScriptedProvider,
    shopwright_database: DatabaseKind,
    shopwright_databases: Databases,
) -> Iterator[Shop]:
    """A shop that takes orders, with the plugin in it; the test runs in its context."""
    from shopwright.testing.opening import open_shop
    from shopwright.testing.plugins import plugin_id, trading_plugin

    with (
        shopwright_databases.fresh(shopwright_database, tmp_path, (plugin,)) as url,
        open_shop(
            tmp_path,
            plugin,
            trading_plugin(payments),
            settings={plugin_id(plugin): dict(settings)},
            database_url=url,
            make_tables=False,
        ) as shop,
    ):
        yield shop


@pytest.fixture
def as_customer(shop: Shop) -> SignIn:
    """`as_customer()` is a new customer's browser, signed in; `as_customer("ada@example.com")`."""
    from functools import partial

    from shopwright.testing.people import customer_browser

    return partial(customer_browser, shop)


@pytest.fixture
def as_staff(shop: Shop) -> SignIn:
    """`as_staff("gift_wrap:print")` calls with an API key of these rights; of all rights without."""
    from functools import partial

    from shopwright.testing.people import staff_program

    return partial(staff_program, shop)


@pytest.fixture
def place_order(shop: Shop) -> Callable[..., Completion]:
    """`place_order()` sells a mug to a guest; `place_order({variant_id: 2})` what you say."""
    return shop.place_order


@pytest.fixture
def deliver_events(shop: Shop) -> Callable[[], int]:
    """`deliver_events()` works off what is owed, as a worker would; says how much that was."""
    return shop.deliver


@pytest.fixture
def frozen_clock() -> Iterator[Traveller]:
    """Time stands still; `frozen_clock.shift(timedelta(days=1))` and `.move_to(moment)` move it."""
    from datetime import UTC, datetime

    import time_machine

    with time_machine.travel(datetime.now(UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def outbox(shop: Shop) -> Outbox:
    """What happened in the shop, and to whom it is owed."""
    from shopwright.testing.outbox import Outbox

    return Outbox()
