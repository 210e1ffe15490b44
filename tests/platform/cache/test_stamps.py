"""Version stamps: new after each commit, shared through Redis, never the same again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from shopwright.platform.cache import (
    Watch,
    current_stamp,
    current_stamps,
    renew_stamps,
    stamps,
    touch,
)
from shopwright.platform.db import transaction
from shopwright.platform.network import forbid_network
from shopwright.platform.runtime import runtime
from shopwright.testing.opening import open_shop
from shopwright.testing.servers import valkey_server
from shopwright.testing.shop import Shop


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A running Valkey."""
    with valkey_server() as server:
        yield server.url


@pytest.fixture
def two(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Shop, Shop]]:
    """Two processes of one shop, as far as caches can tell: they share the database and Redis."""
    monkeypatch.setattr(stamps, "_LOOK_SECONDS", 0.0)
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    with (
        open_shop(tmp_path, database_url=url, redis_url=redis_url) as first,
        open_shop(tmp_path, database_url=url, redis_url=redis_url) as second,
    ):
        client = runtime().broker.client
        assert client is not None
        client.flushall()
        yield first, second


def _stamp(shop: Shop) -> str:
    with shop.app.app_context():
        return current_stamp("catalog")


def test_a_change_gives_this_process_a_new_stamp_at_once(tmp_path: Path) -> None:
    with open_shop(tmp_path):
        before = current_stamp("catalog")
        assert current_stamp("catalog") == before
        with transaction():
            touch("catalog")
            touch("catalog")
            assert current_stamp("catalog") == before
        assert current_stamp("catalog") != before


def test_a_change_that_is_rolled_back_changes_nothing(tmp_path: Path) -> None:
    with open_shop(tmp_path):
        before = current_stamp("catalog")
        with pytest.raises(ZeroDivisionError):
            _touch_and_fail()
        assert current_stamp("catalog") == before


def _touch_and_fail() -> None:
    with transaction():
        touch("catalog")
        raise ZeroDivisionError


def test_processes_share_a_stamp_and_see_it_renewed(two: tuple[Shop, Shop]) -> None:
    first, second = two
    before = _stamp(first)
    assert _stamp(second) == before
    with first.app.app_context():
        with transaction():
            touch("catalog")
        own = current_stamp("catalog")
        assert own != before
        assert _stamp(second) == before
        first.deliver()
    renewed = _stamp(second)
    assert renewed not in (before, own)
    assert _stamp(first) == renewed


def test_a_flushed_redis_revives_no_old_stamp(two: tuple[Shop, Shop]) -> None:
    first, second = two
    seen = {_stamp(first)}
    for _ in range(3):
        with first.app.app_context():
            renew_stamps(["catalog"])
            client = runtime().broker.client
            assert client is not None
            client.flushall()
        stamp = _stamp(second)
        assert stamp not in seen
        seen.add(stamp)


def test_without_redis_stamps_go_on(tmp_path: Path) -> None:
    with open_shop(tmp_path, redis_url="redis://127.0.0.1:1/0"):
        started = time.monotonic()
        stamp = current_stamp("catalog")
        assert current_stamp("catalog") == stamp
        assert time.monotonic() - started < 3


def test_one_stamp_leaves_the_others_as_they_are(two: tuple[Shop, Shop]) -> None:
    first, second = two
    with second.app.app_context():
        before = current_stamps(("catalog", "product:1", "product:2"))
    with first.app.app_context():
        with transaction():
            touch("catalog", "product:1")
            touch("product:1")
        assert first.deliver() == 1
    with second.app.app_context():
        after = current_stamps(("catalog", "product:1", "product:2"))
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, False, True]


def test_what_is_kept_holds_until_a_stamp_of_it_is_renewed(two: tuple[Shop, Shop]) -> None:
    first, second = two
    with second.app.app_context():
        of_one = Watch().basis(["product:1", "menu"])
        of_two = Watch().basis(["product:2"])
        assert of_one is not None
        assert of_two is not None
    with first.app.app_context():
        renew_stamps(["product:1"])
    with second.app.app_context():
        assert of_two.holds()
        assert not of_one.holds()
        assert of_two.holds()


@pytest.mark.parametrize("here", [True, False])
def test_what_was_read_while_stamps_were_renewed_is_not_kept(
    two: tuple[Shop, Shop], here: bool
) -> None:
    first, second = two
    with first.app.app_context():
        watch = Watch()
    with (first if here else second).app.app_context():
        renew_stamps(["product:1"])
    with first.app.app_context():
        assert watch.basis(["product:1"]) is None
        assert Watch().basis(["product:1"]) is not None


def test_a_flushed_redis_revives_nothing_that_was_kept(two: tuple[Shop, Shop]) -> None:
    first, second = two
    with second.app.app_context():
        kept = Watch().basis(["product:1"])
        assert kept is not None
    with first.app.app_context():
        renew_stamps(["product:1"])
        client = runtime().broker.client
        assert client is not None
        client.flushall()
    with second.app.app_context():
        assert not kept.holds()


def test_where_the_network_is_refused_what_this_process_knows_has_to_do(
    two: tuple[Shop, Shop],
) -> None:
    first, second = two
    with second.app.app_context():
        known = current_stamp("catalog")
    with first.app.app_context():
        renew_stamps(["catalog", "menus"])
    with second.app.app_context():
        with forbid_network("a transaction"):
            assert current_stamp("catalog") == known
            own = current_stamp("menus")
        assert current_stamp("catalog") != known
        assert current_stamp("menus") != own


def test_without_redis_what_is_kept_follows_the_changes_of_its_own_process(
    tmp_path: Path,
) -> None:
    with open_shop(tmp_path):
        kept, other = Watch().basis(["product:1"]), Watch().basis(["product:2"])
        assert kept is not None
        assert other is not None
        with transaction():
            touch("product:1")
            assert kept.holds()
        assert not kept.holds()
        assert other.holds()
