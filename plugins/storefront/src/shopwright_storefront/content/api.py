"""The REST API of pages and menus, for staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from shopwright import Model, OutModel, PluginApi, Result, plugin_context, staff

from shopwright_storefront.content import commands, queries
from shopwright_storefront.content.types import (
    Link,
    MenuInput,
    MenuView,
    PageInput,
    PageText,
    PageView,
)

READ, WRITE = "storefront:read", "storefront:write"
api = PluginApi(
    "storefront", tag="Storefront", description="Pages that the merchant writes, and menus."
)


class PageOut(OutModel):
    """A page, in all languages."""

    id: UUID
    handle: str
    published: bool
    text: PageText
    translations: Mapping[str, PageText]
    updated_at: datetime


class PagesOut(OutModel):
    """All pages, by handle."""

    items: list[PageOut]


class MenuOut(OutModel):
    """A menu with its entries."""

    handle: str
    title: str
    items: tuple[Link, ...]
    updated_at: datetime


class MenusOut(OutModel):
    """All menus, by handle."""

    items: list[MenuOut]


class PageIn(PageInput, Model):
    """A whole page."""


class MenuIn(MenuInput, Model):
    """A whole menu."""


@api.get("/pages", returns=PagesOut, access=staff(READ), summary="List pages")
def list_pages() -> Result:
    """Published or not."""
    return PagesOut(items=[_page(view) for view in queries.pages()])


@api.post(
    "/pages", body=PageIn, returns={201: PageOut}, access=staff(WRITE), errors=(409,),
    summary="Write a page",
)  # fmt: skip
def create_page(body: PageIn) -> Result:
    """Its body is cleaned of everything that is no text."""
    commands.create_page(plugin_context(), body)
    return _page(queries.page(body.handle))


@api.get("/pages/<handle>", returns=PageOut, access=staff(READ), summary="Read a page")
def read_page(handle: str) -> Result:
    """In all languages."""
    return _page(queries.page(handle))


@api.put(
    "/pages/<handle>", body=PageIn, returns=PageOut, access=staff(WRITE), errors=(409,),
    summary="Change a page",
)  # fmt: skip
def change_page(handle: str, body: PageIn) -> Result:
    """The whole page."""
    commands.change_page(plugin_context(), handle, body)
    return _page(queries.page(body.handle))


@api.delete("/pages/<handle>", access=staff(WRITE), summary="Delete a page")
def delete_page(handle: str) -> None:
    """Its address answers 404 then, unless a redirect leads on."""
    commands.delete_page(plugin_context(), handle)


@api.get("/menus", returns=MenusOut, access=staff(READ), summary="List menus")
def list_menus() -> Result:
    """A place of the theme without a menu has what stands in for it."""
    return MenusOut(items=[_menu(view) for view in queries.menus()])


@api.put(
    "/menus/<handle>", body=MenuIn, returns=MenuOut, access=staff(WRITE), summary="Make a menu"
)
def set_menu(handle: str, body: MenuIn) -> Result:
    """Makes it, or replaces it. Shoppers see it after five seconds at most."""
    commands.set_menu(plugin_context(), handle, body)
    return _menu(queries.menu(handle))


@api.delete("/menus/<handle>", access=staff(WRITE), summary="Delete a menu")
def delete_menu(handle: str) -> None:
    """What stands in for it is shown again."""
    commands.delete_menu(plugin_context(), handle)


def _page(view: PageView) -> PageOut:
    return PageOut.model_validate(view)


def _menu(view: MenuView) -> MenuOut:
    return MenuOut.model_validate(view)
