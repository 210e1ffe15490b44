"""Menus: what the merchant made, and what stands in until then."""

from __future__ import annotations

from flask import request

from shopwright_storefront.cache.tags import MENUS, depends_on
from shopwright_storefront.content.queries import menu_items
from shopwright_storefront.content.types import Link
from shopwright_storefront.present.language import Language
from shopwright_storefront.theme_api.v1 import Collection, MenuItem
from shopwright_storefront.views.data import every_category
from shopwright_storefront.views.state import remembered
from shopwright_storefront.views.visit import Visit

_MOST = 7


def menus(here: Visit) -> dict[str, list[MenuItem]]:
    """By the places that the theme declares."""
    return {place: menu(place, here) for place in here.engine.theme.manifest.menus}


def menu(handle: str, here: Visit) -> list[MenuItem]:
    """The merchant's menu of this handle; for `main` without one, the categories."""
    depends_on(MENUS)
    made = remembered("menus", menu_items, MENUS).get(handle)
    if made is not None:
        return [_item(link, here.language) for link in made]
    if handle == "main":
        return [_category(one) for one in every_category(here)[:_MOST]]
    return []


def _category(one: Collection) -> MenuItem:
    below = [_category(child) for child in one["children"]]
    return MenuItem(
        title=one["title"], url=one["url"], active=_is_here(one["url"]), image=None, items=below
    )


def _item(link: Link, language: Language) -> MenuItem:
    title = link.titles.get(language.locale) or link.title
    url = language.path(link.url) if link.url.startswith("/") else link.url
    below = [_item(child, language) for child in link.items]
    return MenuItem(title=title, url=url, active=_is_here(url), image=None, items=below)


def _is_here(url: str) -> bool:
    return url == request.path or (url != "/" and request.path.startswith(f"{url}/"))
