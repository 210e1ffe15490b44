"""The plugin: what it adds to the shop."""

from __future__ import annotations

from shopwright import Plugin


class Storefront(Plugin):
    """Owns the shop's root and draws its pages by themes."""

    id = "storefront"
