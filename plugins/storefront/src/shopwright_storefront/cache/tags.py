"""What the page that is being made depends on, as names of stamps."""

from __future__ import annotations

from collections.abc import Iterable

from flask import g

CATALOG = "catalog"
TREE = "tree"
CHANNELS = "channels"
MEDIA = "media"
THEME = "plugin:storefront:theme"
MENUS = "plugin:storefront:menus"
PAGES = "plugin:storefront:pages"
_READ = "storefront_read"
_OF_THEMES = {"theme": THEME, "menu": MENUS, "page": PAGES, "media": MEDIA}


def depends_on(*names: str) -> None:
    """Say what was read for the page that is being made."""
    read_so_far().update(names)


def read_so_far() -> set[str]:
    """All that it depends on."""
    found: set[str] | None = g.get(_READ)
    if found is None:
        found = set()
        setattr(g, _READ, found)
    return found


def product_tag(product_id: object) -> str:
    """A product's stamp."""
    return f"product:{product_id}"


def plugin_tag(plugin_id: str) -> str:
    """What a plugin shows in slots (`ctx.touch()`)."""
    return f"plugin:{plugin_id}"


def stamps_of(tags: Iterable[str]) -> list[str]:
    """The stamps behind what themes write: `product:ID`, `collection:HANDLE`, `menu`, `slot:PLUGIN`.

    A collection changes with any of its products, and any product can move into it.
    """
    return sorted({_stamp_of(tag) for tag in tags})


def _stamp_of(tag: str) -> str:
    kind, _, key = tag.partition(":")
    if kind == "product" and key:
        return product_tag(key)
    if kind == "slot" and key:
        return plugin_tag(key)
    return _OF_THEMES.get(kind, CATALOG)
