"""The plugin: what it adds to the shop."""

from __future__ import annotations

from collections.abc import Iterable

from click import Command
from shopwright import (
    AdminPages,
    AdminPanel,
    Context,
    MessageRenderer,
    Plugin,
    PluginApi,
    StorefrontRoutes,
    hooks,
)
from shopwright.commerce.staff import Permission

from shopwright_storefront.cli.dev import dev_on_shop
from shopwright_storefront.cli.publishing import history, publish, rollback
from shopwright_storefront.content.api import READ, WRITE, api
from shopwright_storefront.editor.api import EDIT, PUBLISH
from shopwright_storefront.editor.api import api as editor
from shopwright_storefront.settings import Settings
from shopwright_storefront.views import prints
from shopwright_storefront.views.blueprint import storefront
from shopwright_storefront.views.documents import ThemeMails


class Storefront(Plugin):
    """Owns the shop's root and draws its pages by themes."""

    id = "storefront"
    settings: Settings

    @hooks.storefront_routes
    def routes(self, ctx: Context) -> Iterable[StorefrontRoutes]:
        """The whole shop."""
        return [storefront()]

    @hooks.admin_pages
    def documents(self, ctx: Context) -> Iterable[AdminPages]:
        """What staff print."""
        return [AdminPages(blueprint=prints.staff_pages(), permissions=(prints.READ,))]

    @hooks.admin_panels
    def panels(self, ctx: Context) -> Iterable[AdminPanel]:
        """Beside an order: the way there."""
        return [
            AdminPanel(
                id="documents",
                entity="order",
                title="Documents",
                permission=prints.READ,
                load=prints.of_order,
            )
        ]

    @hooks.message_renderers
    def mails(self, ctx: Context) -> Iterable[MessageRenderer]:
        """The theme's look, for mails."""
        return [ThemeMails(ctx)]

    @hooks.api_routes
    def content(self, ctx: Context) -> Iterable[PluginApi]:
        """Pages, menus and the theme editor, for staff."""
        return [api, editor]

    @hooks.cli_commands
    def commands(self, ctx: Context) -> Iterable[Command]:
        """What shoppers see, for `shopwright theme`."""
        return [publish, rollback, history, dev_on_shop]

    @hooks.permissions
    def rights(self, ctx: Context) -> Iterable[Permission]:
        """For the role editor."""
        return [
            Permission(name=READ, label="See pages and menus", group="Storefront"),
            Permission(name=WRITE, label="Write pages and menus", group="Storefront"),
            Permission(name=EDIT, label="Arrange pages in a draft", group="Storefront"),
            Permission(name=PUBLISH, label="Publish themes and drafts", group="Storefront"),
        ]
