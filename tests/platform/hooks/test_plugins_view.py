"""What a plugin's context tells of the shop, and when it marks a delivery as done."""

from __future__ import annotations

import os
import stat

import pytest
from shopwright import CannotUnseal, Context, NetworkForbidden
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.hooks.context import delivery_settler
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import select


@pytest.fixture
def ctx(shop: Shop) -> Context:
    """Of a plugin in a running shop."""
    return Context("gift", None)


def test_a_plugin_knows_the_shops_name_address_and_language(ctx: Context) -> None:
    changed = {"shop_name": "Alder & Wren", "public_url": "https://shop.example/"}
    runtime().settings = runtime().settings.model_copy(
        update={**changed, "locales": ("de", "en"), "environment": "development"}
    )
    shop = ctx.shop
    assert (shop.name, shop.public_url, shop.locale) == (
        "Alder & Wren",
        "https://shop.example",
        "de",
    )
    assert shop.development


def test_the_network_is_refused_inside_a_transaction(ctx: Context) -> None:
    ctx.check_network("a carrier")
    with transaction(), pytest.raises(NetworkForbidden, match="a carrier"):
        ctx.check_network("a carrier")


def test_writes_settle_the_running_delivery_unless_they_only_say_what_is_about_to_happen(
    ctx: Context,
) -> None:
    settled: list[str] = []
    token = delivery_settler.set(lambda: settled.append("done"))
    try:
        with ctx.transaction(settles=False):
            assert settled == []
        with ctx.transaction():
            assert settled == ["done"]
    finally:
        delivery_settler.reset(token)


def test_what_staff_should_know_is_an_event_of_the_change(ctx: Context) -> None:
    with pytest.raises(RuntimeError, match=r"ctx\.notify_staff belongs to a change"):
        ctx.notify_staff("Paper", "The red paper is used up.")
    with ctx.transaction():
        ctx.notify_staff("Paper", "The red paper is used up.")
    with read() as db:
        (row,) = db.scalars(select(OutboxEvent))
    assert (row.name, row.payload) == (
        "staff_notified",
        {"source": "gift", "title": "Paper", "text": "The red paper is used up."},
    )


def test_a_plugin_seals_what_only_it_may_read(ctx: Context) -> None:
    sealed = ctx.seal("hunter2")
    assert "hunter2" not in sealed
    assert sealed != ctx.seal("hunter2")
    assert ctx.unseal(sealed) == "hunter2"
    runtime().settings = runtime().settings.model_copy(update={"secret_key": "another"})
    with pytest.raises(CannotUnseal):
        ctx.unseal(sealed)


def test_a_plugin_has_a_folder_for_what_can_be_made_anew(
    ctx: Context, real_cache_folder: None
) -> None:
    folder = ctx.cache_folder()
    assert folder == runtime().settings.data_dir.absolute() / "cache" / "gift"
    assert [stat.S_IMODE(one.stat().st_mode) for one in (folder, folder.parent)] == [0o700, 0o700]
    assert ctx.cache_folder() == folder


def test_a_folder_that_others_can_reach_or_that_is_elsewhere_is_refused(
    ctx: Context, real_cache_folder: None
) -> None:
    folder = ctx.cache_folder()
    folder.parent.chmod(0o770)
    with pytest.raises(OSError, match=f"open to other users; run: chmod 700 {folder.parent}"):
        ctx.cache_folder()
    folder.parent.chmod(0o700)
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(folder.with_name("elsewhere"))
    with pytest.raises(OSError, match="not a folder of our own"):
        ctx.cache_folder()


def test_a_folder_of_somebody_elses_is_refused(
    ctx: Context, real_cache_folder: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctx.cache_folder()
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(OSError, match="not a folder of our own"):
        ctx.cache_folder()
