"""Publishing themes, going back, and what shoppers then see."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shopwright import Context
from shopwright.platform.runtime import runtime
from shopwright.testing import Shop
from shopwright_storefront.revisions.commands import publish, rollback
from shopwright_storefront.revisions.errors import NothingBefore, ThemeGone, ThemeRefused
from shopwright_storefront.revisions.queries import REVISIONS, publications, published
from shopwright_storefront.views.state import state
from sqlalchemy import update

MANIFEST = '[theme]\nname = "{}"\ntitle = "T"\nversion = "{}"\napi = "1"\n'
HERO = '{% extends "parent:sections/hero.html" %}{% block text %}<h1>MARK</h1>{% endblock %}'

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """`make("moss")`: a theme whose front page says so."""
    monkeypatch.setenv("SHOPWRIGHT_THEMES", str(tmp_path / "themes"))

    def made(name: str, version: str = "1.0.0", hero: str = HERO) -> Path:
        root = tmp_path / "themes" / name
        (root / "sections").mkdir(parents=True, exist_ok=True)
        (root / "theme.toml").write_text(MANIFEST.format(name, version))
        (root / "sections/hero.html").write_text(hero.replace("MARK", f"{name} {version}"))
        return root

    return made


@pytest.fixture
def settings() -> dict[str, object]:
    return {"theme": "base"}


@pytest.fixture
def ctx(shop: Shop) -> Context:
    return next(one.context for one in runtime().registry.plugins if one.id == "storefront")


def front(browser: Any) -> str:
    """The front page. Files of themes change here, which they do not in a shop."""
    state().engines.clear()
    return str(browser.get("/").text)


def test_a_published_theme_is_seen_and_rolled_back(ctx: Context, make: Make, browser: Any) -> None:
    make("moss")
    make("fern")
    assert published(ctx) is None
    publish(ctx, "moss", author="ada", note="first")
    assert "<h1>moss 1.0.0</h1>" in front(browser)
    publish(ctx, "fern", author="ada")
    assert "<h1>fern 1.0.0</h1>" in front(browser)
    assert rollback(ctx).theme == "moss"
    assert "<h1>moss 1.0.0</h1>" in front(browser)
    assert [one.theme for one in publications(ctx)] == ["moss", "fern", "moss", "base"]


def test_going_back_again_goes_further_back_to_the_theme_before_all_and_then_ends(
    ctx: Context, make: Make
) -> None:
    with pytest.raises(NothingBefore):
        rollback(ctx)
    for name in ("moss", "fern", "reed"):
        make(name)
        publish(ctx, name, author="ada")
    assert [rollback(ctx).theme for _ in range(3)] == ["fern", "moss", "base"]
    with pytest.raises(NothingBefore):
        rollback(ctx)


def test_a_new_version_keeps_what_the_merchant_has_changed(
    ctx: Context, make: Make, browser: Any
) -> None:
    same = HERO.replace("MARK", "{{ section.settings.button }}")
    make("moss", hero=same)
    first = publish(ctx, "moss", author="ada")
    key = next(iter(heroes(browser)))
    changes = {"pages": {"index": {"sections": {key: {"settings": {"button": "Come in"}}}}}}
    with ctx.transaction() as db:
        revision = REVISIONS.c.id == first.revision
        db.execute(update(REVISIONS).where(revision).values(overlay=changes))
    make("moss", version="1.1.0", hero=same)
    second = publish(ctx, "moss", author="ada")
    assert (second.theme_version, second.revision != first.revision) == ("1.1.0", True)
    assert "<h1>Come in</h1>" in front(browser)


def heroes(browser: Any) -> list[str]:
    """The ids of the front page's heroes."""
    return re.findall(r'id="([^"]+)" class="section-hero', front(browser))


def test_a_theme_with_errors_is_refused(ctx: Context, make: Make) -> None:
    make("moss", hero="{{ shop.nmae }}")
    with pytest.raises(ThemeRefused) as refused:
        publish(ctx, "moss", author="ada")
    assert "sections/hero.html:1" in refused.value.problems[0].message
    with pytest.raises(ThemeRefused, match="errors"):
        publish(ctx, "mosss", author="ada")
    assert published(ctx) is None


def test_going_back_to_a_theme_that_is_gone_is_refused(ctx: Context, make: Make) -> None:
    gone = make("moss")
    publish(ctx, "moss", author="ada")
    make("fern")
    publish(ctx, "fern", author="ada")
    shutil.rmtree(gone)
    with pytest.raises(ThemeGone, match="moss"):
        rollback(ctx)
    found = published(ctx)
    assert found is not None
    assert found.theme == "fern"
