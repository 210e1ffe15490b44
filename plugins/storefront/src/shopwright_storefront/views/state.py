"""What all requests of a process share: engines, and small things that hardly ever change."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TypeVar

from flask import current_app
from shopwright import Context

from shopwright_storefront.cache.feeds import Feeds
from shopwright_storefront.cache.pages import Pages
from shopwright_storefront.cache.remembered import Remembered
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.services import MemoryFragments, Services
from shopwright_storefront.themes.assets import Assets
from shopwright_storefront.themes.discovery import discover, theme_folders
from shopwright_storefront.themes.theme import load_theme
from shopwright_storefront.views.data import ShopData
from shopwright_storefront.views.links import ShopLinks

T = TypeVar("T")
_NAME = "shopwright_storefront"


@dataclass(slots=True)
class State:
    """Of one application."""

    engines: dict[tuple[str, bool], Engine] = field(default_factory=dict)
    remembered: Remembered = field(default_factory=Remembered)
    pages: Pages = field(default_factory=Pages)
    feeds: Feeds = field(default_factory=Feeds)
    lock: Lock = field(default_factory=Lock)
    designing: Engine | None = None
    """The theme that somebody makes on this shop (`theme dev --shop`); it draws all pages."""


def state() -> State:
    """That of the running application."""
    found: State = current_app.extensions.setdefault(_NAME, State())
    return found


def engine(ctx: Context, theme: str) -> Engine:
    """The engine of a theme, made when it is first needed. Raises `ThemeInvalid`."""
    shared, development = state(), ctx.shop.development
    with shared.lock:
        if (theme, development) not in shared.engines:
            chain, folder = discover(theme_folders()).chain(theme), kept_folder(ctx)
            services = Services(
                assets=Assets(chain=chain, kept=folder / "assets" if folder else None),
                data=ShopData(),
                links=ShopLinks(),
                fragments=None if development else MemoryFragments(),
            )
            shared.engines[theme, development] = Engine(
                load_theme(chain),
                services,
                development=development,
                bytecode=folder / "bytecode" if folder else None,
            )
        return shared.engines[theme, development]


def kept_folder(ctx: Context) -> Path | None:
    """Where compiled templates and compressed files are kept; a shop sells without it, too."""
    try:
        return ctx.cache_folder()
    except OSError as error:
        ctx.log.warning("each process compiles the theme for itself", reason=str(error))
        return None


def remembered(key: Hashable, load: Callable[[], T], *names: str) -> T:
    """What `load` returned, as long as the stamps of these names are in force: for menus."""
    return state().remembered.get(key, load, *names)
