"""What all tests share, the core's and the plugins'."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, settings

# What runs on PostgreSQL in `make thorough` only: it reaches the database through the core, whose
# own tests run on both every time.
ROOT = Path(__file__).parent
THROUGH_THE_CORE = (ROOT / "plugins", ROOT / "tests/commerce/catalog/shopify", ROOT / "tests/demo")

# How quick the machine is says nothing about the code.
settings.register_profile(
    "shopwright", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("shopwright")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is left to `make thorough`."""
    for item in items:
        case = getattr(item, "callspec", None)
        is_through = any(item.path.is_relative_to(folder) for folder in THROUGH_THE_CORE)
        if is_through and case is not None and "postgresql" in case.id.split("-"):
            item.add_marker(pytest.mark.thorough)


def pytest_collection_finish() -> None:
    """Thousands of tests stay until the end: looking whether they are garbage takes long."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """A logged error is printed as a command prints it.

    Unless told otherwise, structlog adds every frame's variables, in colors: half a second each.
    """
    *others, _ = structlog.get_config()["processors"]
    formatter = structlog.dev.plain_traceback
    console = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=formatter)
    structlog.configure(processors=[*others, console])


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """All shops of this process share their compiled statements (decision 43).

    SQLAlchemy keeps them by engine and dialect; each test has its own, which are alike.
    """
    from shopwright.platform.db import engine
    from sqlalchemy.engine.default import DefaultDialect
    from sqlalchemy.util import LRUCache

    compiled: LRUCache[Any, Any] = LRUCache(5_000)
    of_shop = engine._engine_options

    def options(url: str) -> dict[str, Any]:
        return {**of_shop(url), "execution_options": {"compiled_cache": compiled}}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_engine_options", options)
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))
        yield


@pytest.fixture(scope="session", autouse=True)
def one_cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What plugins keep to be quicker, all shops of this process share."""
    from shopwright.platform.hooks import context

    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "private_folder", lambda path: folder)
        yield


@pytest.fixture
def real_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each shop has its own, as in life."""
    from shopwright.platform.folders import private_folder
    from shopwright.platform.hooks import context

    monkeypatch.setattr(context, "private_folder", private_folder)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashes that cost little; `real_passwords` is for tests of the cost."""
    from argon2 import PasswordHasher
    from shopwright.platform.accounts import passwords

    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", quick)
        yield


@pytest.fixture
def real_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords are hashed as in a shop."""
    from shopwright.platform.accounts import passwords

    monkeypatch.setattr(passwords, "_hasher", passwords.new_hasher())
    passwords._dummy.cache_clear()
    yield
    passwords._dummy.cache_clear()
