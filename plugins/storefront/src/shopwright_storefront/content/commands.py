"""Writing pages and menus. Each change stands in the audit log."""

from __future__ import annotations

from typing import Any

import nh3
from shopwright import Context
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from shopwright_storefront.content.errors import MenuNotFound, PageNotFound, PageTaken
from shopwright_storefront.content.models import Menu, Page
from shopwright_storefront.content.queries import OWN
from shopwright_storefront.content.types import MenuInput, PageInput, PageText

_PAGES: Any = Page.__table__
_MENUS: Any = Menu.__table__


def create_page(ctx: Context, new: PageInput) -> None:
    """Make it. Raises `PageTaken`."""
    try:
        with ctx.transaction() as db:
            db.execute(insert(_PAGES).values(**_values(ctx, new)))
            ctx.audit("page.create", new.handle)
            ctx.touch("pages")
    except IntegrityError as error:
        raise PageTaken(new.handle) from error


def change_page(ctx: Context, handle: str, new: PageInput) -> None:
    """Replace it by `new`. Raises `PageNotFound` or `PageTaken`."""
    try:
        with ctx.transaction() as db:
            changed = update(_PAGES).where(_PAGES.c.handle == handle)
            found = db.execute(changed.values(**_values(ctx, new)).returning(_PAGES.c.handle))
            if found.one_or_none() is None:
                raise PageNotFound(handle)
            ctx.audit("page.change", new.handle)
            ctx.touch("pages")
    except IntegrityError as error:
        raise PageTaken(new.handle) from error


def delete_page(ctx: Context, handle: str) -> None:
    """Raises `PageNotFound`."""
    with ctx.transaction() as db:
        gone = delete(_PAGES).where(_PAGES.c.handle == handle).returning(_PAGES.c.handle)
        if db.execute(gone).one_or_none() is None:
            raise PageNotFound(handle)
        ctx.audit("page.delete", handle)
        ctx.touch("pages")


def set_menu(ctx: Context, handle: str, new: MenuInput) -> None:
    """Make the menu, or replace it."""
    values = {
        "title": new.title,
        "items": [item.model_dump(mode="json") for item in new.items],
        "updated_at": ctx.now(),
    }
    with ctx.transaction() as db:
        known = select(_MENUS.c.handle).where(_MENUS.c.handle == handle).with_for_update()
        if db.execute(known).one_or_none() is None:
            db.execute(insert(_MENUS).values(handle=handle, **values))
        else:
            db.execute(update(_MENUS).where(_MENUS.c.handle == handle).values(**values))
        ctx.audit("menu.set", handle)
        ctx.touch("menus")


def delete_menu(ctx: Context, handle: str) -> None:
    """Raises `MenuNotFound`."""
    with ctx.transaction() as db:
        gone = delete(_MENUS).where(_MENUS.c.handle == handle).returning(_MENUS.c.handle)
        if db.execute(gone).one_or_none() is None:
            raise MenuNotFound(handle)
        ctx.audit("menu.delete", handle)
        ctx.touch("menus")


def _values(ctx: Context, new: PageInput) -> dict[str, Any]:
    own = PageText(**new.model_dump(include=set(PageText.model_fields)))
    texts = {OWN: own, **new.translations}
    return {
        "handle": new.handle,
        "published": new.published,
        "texts": {locale: _cleaned(text) for locale, text in texts.items()},
        "updated_at": ctx.now(),
    }


def _cleaned(text: PageText) -> dict[str, Any]:
    values = text.model_dump(mode="json")
    return {**values, "body_html": nh3.clean(values["body_html"]).strip()}
