"""References that lead nowhere any more: a product that was deleted, a collection, a picture, a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shopwright import OutModel
from shopwright.commerce.catalog import pictures_of

from shopwright_storefront.content import queries
from shopwright_storefront.render.services import DataSource
from shopwright_storefront.render.values import uuids, wanted
from shopwright_storefront.themes.overlay import Overlay
from shopwright_storefront.themes.pages import BlockTree, SectionTree
from shopwright_storefront.themes.theme import Theme

_LOOKED_UP = ("product", "collection")


class LostOut(OutModel):
    """A setting that names what is gone. `page` is empty, and `at` too, for the theme's own."""

    page: str
    at: list[str]
    setting: str
    kind: str
    id: str


def lost_references(theme: Theme, overlay: Overlay, data: DataSource) -> list[LostOut]:
    """Those of all pages. One statement for each kind, whatever there is."""
    found = list(_named(theme, overlay))
    known = _known(found, data)
    return [one for one in found if one.kind in known and one.id not in known[one.kind]]


def _named(theme: Theme, overlay: Overlay) -> Iterator[LostOut]:
    for setting in theme.manifest.settings:
        for kind, key in wanted([setting], theme.settings(overlay)):
            yield LostOut(page="", at=[], setting=setting.id, kind=kind, id=key)
    for page in theme.page_names():
        for section in theme.page(page, overlay)[0].sections:
            yield from _in_part(page, [section.id], section)


def _in_part(page: str, at: list[str], part: SectionTree | BlockTree) -> Iterator[LostOut]:
    for setting in part.schema.settings:
        for kind, key in wanted([setting], part.settings):
            yield LostOut(page=page, at=at, setting=setting.id, kind=kind, id=key)
    for block in part.blocks:
        yield from _in_part(page, [*at, block.id], block)


def _known(found: list[LostOut], data: DataSource) -> Mapping[str, frozenset[str]]:
    ids: dict[str, dict[str, None]] = {}
    for one in found:
        ids.setdefault(one.kind, {})[one.id] = None
    asked = {kind: list(keys) for kind, keys in ids.items() if kind in _LOOKED_UP}
    there = data.references(asked) if asked else {}
    known = {kind: frozenset(there.get(kind, {})) for kind in asked}
    if "image" in ids:
        known["image"] = frozenset(map(str, pictures_of(uuids(ids["image"]))))
    if "page" in ids:
        known["page"] = frozenset(page.handle for page in queries.pages())
    if "menu" in ids:
        known["menu"] = frozenset(menu.handle for menu in queries.menus())
    return known
