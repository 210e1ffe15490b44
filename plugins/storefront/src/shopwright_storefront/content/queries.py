"""Reading pages and menus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shopwright import plugin_context
from sqlalchemy import Row, select

from shopwright_storefront.content.errors import MenuNotFound, PageNotFound
from shopwright_storefront.content.models import Menu, Page
from shopwright_storefront.content.types import Link, MenuView, PageText, PageView

OWN = ""
"""The language of the shop itself, among a page's texts."""
_PAGES = Page.__table__
_MENUS = Menu.__table__


def menu_items() -> Mapping[str, tuple[Link, ...]]:
    """The entries of all menus, by handle; one statement."""
    with plugin_context().read() as db:
        rows = db.execute(select(_MENUS.c.handle, _MENUS.c["items"])).all()
    return {row.handle: tuple(map(Link.model_validate, row._mapping["items"])) for row in rows}


def menus() -> list[MenuView]:
    """All of them, by handle."""
    with plugin_context().read() as db:
        rows = db.execute(select(_MENUS).order_by(_MENUS.c.handle)).all()
    return [_menu(row) for row in rows]


def menu(handle: str) -> MenuView:
    """Raises `MenuNotFound`."""
    with plugin_context().read() as db:
        row = db.execute(select(_MENUS).where(_MENUS.c.handle == handle)).one_or_none()
    if row is None:
        raise MenuNotFound(handle)
    return _menu(row)


def page(handle: str) -> PageView:
    """Raises `PageNotFound`."""
    with plugin_context().read() as db:
        row = db.execute(select(_PAGES).where(_PAGES.c.handle == handle)).one_or_none()
    if row is None:
        raise PageNotFound(handle)
    return _page(row)


def pages(*, published: bool | None = None) -> list[PageView]:
    """All of them, by handle."""
    statement = select(_PAGES).order_by(_PAGES.c.handle)
    if published is not None:
        statement = statement.where(_PAGES.c.published == published)
    with plugin_context().read() as db:
        return [_page(row) for row in db.execute(statement).all()]


def _page(row: Row[Any]) -> PageView:
    texts = {locale: PageText.model_validate(text) for locale, text in row.texts.items()}
    own = texts.pop(OWN)
    return PageView(
        id=row.id,
        handle=row.handle,
        published=row.published,
        text=own,
        translations=texts,
        updated_at=row.updated_at,
    )


def _menu(row: Row[Any]) -> MenuView:
    found: Any = row._mapping
    return MenuView(
        handle=found["handle"],
        title=found["title"],
        items=tuple(Link.model_validate(item) for item in found["items"]),
        updated_at=found["updated_at"],
    )
