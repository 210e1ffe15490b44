"""A process draws its first page of what another one compiled and compressed."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from shopwright import Context
from shopwright.http.warming import warm_up
from shopwright.platform.runtime import runtime
from shopwright.testing import Shop
from shopwright_storefront.cache.disk import KEPT_SECONDS
from shopwright_storefront.render.environment import ThemeEnvironment
from shopwright_storefront.revisions.commands import publish
from shopwright_storefront.themes import compressing
from shopwright_storefront.views.state import state


@pytest.fixture
def options() -> dict[str, object]:
    return {"environment": "test"}


@pytest.fixture
def ctx(shop: Shop, real_cache_folder: None) -> Context:
    return next(one.context for one in runtime().registry.plugins if one.id == "storefront")


def begin_anew(shop: Shop) -> None:
    """As another process does, that finds what is on disk."""
    shop.app.extensions.pop("shopwright_storefront")


def forbid_work(patch: pytest.MonkeyPatch) -> None:
    """From now on nothing is compiled, and nothing compressed."""

    def refused(*given: object, **more: object) -> bytes:
        raise AssertionError("this was to be found on disk")

    patch.setattr(ThemeEnvironment, "compile", refused)
    patch.setattr(compressing, "_CODERS", {
        name: (refused, decode) for name, (_, decode) in compressing._CODERS.items()
    })  # fmt: skip


def test_what_one_process_made_is_enough_for_all(
    shop: Shop, ctx: Context, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm_up(shop.app)
    drawn = browser.get("/").text
    begin_anew(shop)
    forbid_work(monkeypatch)
    assert browser.get("/").text == drawn
    (made,) = state().engines.values()
    styles = shop.client().get(
        made.services.assets.url("css/bundle.css"), headers={"Accept-Encoding": "br"}
    )
    assert (styles.status_code, styles.headers["Content-Encoding"]) == (200, "br")


def test_a_theme_is_ready_when_it_is_published(
    shop: Shop, ctx: Context, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(ctx, "base", author="ada")
    forbid_work(monkeypatch)
    drawn = browser.get("/").text
    assert "<h1" in drawn
    begin_anew(shop)
    assert browser.get("/").text == drawn


def test_a_shop_sells_without_the_folder_and_trusts_none_that_is_open_to_others(
    ctx: Context, browser: Any
) -> None:
    folder = ctx.cache_folder()
    folder.chmod(0o755)
    assert browser.get("/").status_code == 200
    assert list(folder.iterdir()) == []


def test_what_no_process_began_with_for_a_month_is_removed(shop: Shop, ctx: Context) -> None:
    warm_up(shop.app)
    folder = ctx.cache_folder()
    used = {one for one in folder.rglob("*") if one.is_file()}
    old, young = folder / "bytecode/base-0.0.1-3.1.6-abc", folder / "bytecode/base-0.0.2-3.1.6-abc"
    for one in (old, young):
        one.mkdir()
        (one / "x.cache").write_bytes(b"x")
    (folder / "assets/0123.br").write_bytes(b"x")
    month_ago = time.time() - KEPT_SECONDS - 60
    for one in (*used, *folder.glob("bytecode/*"), folder / "assets/0123.br"):
        if one != young:
            os.utime(one, (month_ago, month_ago))
    begin_anew(shop)
    warm_up(shop.app)
    assert {one for one in folder.rglob("*") if one.is_file()} == {*used, young / "x.cache"}


def test_only_its_owner_can_open_what_is_kept(shop: Shop, ctx: Context, tmp_path: Path) -> None:
    warm_up(shop.app)
    kept = [tmp_path / "cache", *(tmp_path / "cache").rglob("*")]
    assert len(kept) > 50
    assert [one for one in kept if one.stat().st_mode & 0o077] == []
