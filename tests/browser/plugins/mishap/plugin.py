"""The plugin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from flask import Blueprint
from shopwright import Context, Plugin, StorefrontRoutes, hooks


def fail() -> NoReturn:
    """What no plugin should do."""
    raise RuntimeError("a mishap")


class Mishap(Plugin):
    """Brings `/x/mishap/`."""

    id = "mishap"

    @hooks.storefront_routes
    def pages(self, ctx: Context) -> Iterable[StorefrontRoutes]:
        """The page."""
        blueprint = Blueprint("mishap", __name__)
        blueprint.add_url_rule("/", "fail", fail)
        return [StorefrontRoutes(blueprint=blueprint)]
