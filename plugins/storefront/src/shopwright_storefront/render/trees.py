"""`Trees`: what a theme's pages consist of, the same for all shoppers until the merchant publishes."""

from __future__ import annotations

from typing import Any

from shopwright_storefront.render.environment import ThemeEnvironment
from shopwright_storefront.render.planning import group_names
from shopwright_storefront.render.view import View
from shopwright_storefront.themes.overlay import Overlay
from shopwright_storefront.themes.pages import PageTree
from shopwright_storefront.themes.theme import GROUPS, PageMissing, Theme

_MOST = 256


class Trees:
    """Of one theme. What was read is kept, by the overlay that lies over it, unless `fresh`."""

    def __init__(self, theme: Theme, environment: ThemeEnvironment, *, fresh: bool) -> None:
        self._theme = theme
        self._environment = environment
        self._fresh = fresh
        self._settings: dict[int, tuple[Overlay, dict[str, Any]]] = {}
        self._pages: dict[tuple[str, int], tuple[Overlay, PageTree, tuple[str, ...]]] = {}
        self._groups: dict[str, list[str]] = {}

    def name(self, view: View) -> str:
        """The page's: its alternate, if the theme has it. Raises `PageMissing`."""
        names = [f"{view.template}.{view.alternate}"] if view.alternate else []
        for name in (*names, view.template):
            if self._theme.has_page(name) or self._theme.chain.owner(f"templates/{name}.html"):
                return name
        raise PageMissing(f"there is neither templates/{view.template}.json nor .html")

    def page(self, name: str, overlay: Overlay) -> tuple[PageTree, tuple[str, ...]]:
        """The page, or the group, and what of the overlay is not shown. Raises as `Theme.page`."""
        key = (name, id(overlay))
        found = self._pages.get(key)
        if found is None or found[0] is not overlay or self._fresh:
            page, lost = self._theme.page(name, overlay)
            if len(self._pages) >= _MOST:
                self._pages.clear()
            found = self._pages[key] = (overlay, page, lost)
        return found[1], found[2]

    def groups(self, layout: str) -> list[str]:
        """The groups that a layout draws, as pages of their own: `groups/header`."""
        known = self._groups.get(layout)
        if known is None or self._fresh:
            known = self._groups[layout] = [
                f"{GROUPS}/{name}"
                for name in group_names(self._environment, layout)
                if self._theme.chain.owner(f"sections/{GROUPS}/{name}.json")
            ]
        return known

    def settings(self, overlay: Overlay) -> dict[str, Any]:
        """The theme's own settings."""
        known = self._settings.get(id(overlay))
        if known is None or known[0] is not overlay or self._fresh:
            if len(self._settings) >= _MOST:
                self._settings.clear()
            known = self._settings[id(overlay)] = (overlay, self._theme.settings(overlay))
        return known[1]
