"""What a plugin shows: the rights that are asked for, and the files that it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from shopwright.platform.plugins.dashboard import admin_cards, admin_menu_items, admin_panels
from shopwright.platform.plugins.pages import admin_pages
from shopwright.platform.plugins.slots import slot_contents
from shopwright.platform.runtime import runtime
from shopwright.testing.routes import routes_of


def rights_asked_for(app: Flask, plugin_id: str) -> Iterator[tuple[str, str]]:
    """Each right that a route, a page or the dashboard wants, after what wants it."""
    for route in routes_of(app, plugin_id):
        for name in route.permissions:
            yield str(route), name
    registry = runtime().registry
    for hook in (admin_menu_items, admin_cards, admin_panels):
        for owner, item in registry.descriptors.get(hook.name, ()):
            if owner == plugin_id:
                yield f"{hook.name} '{item.id}'", item.permission
    for owner, pages in registry.described(admin_pages):
        for name in pages.permissions or () if owner == plugin_id else ():
            yield "admin_pages", name


def files_in_slots(plugin_id: str, package: Path) -> Iterator[Path]:
    """Where the templates and assets should be that its contents of slots name."""
    for placed in (item for items in slot_contents().values() for item in items):
        if placed.plugin != plugin_id:
            continue
        if placed.content.template is not None:
            yield package / "templates" / placed.content.template
        yield from (package / "static" / name for name in placed.content.assets)
