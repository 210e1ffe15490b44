"""What plugins add to the dashboard: items of its menu, cards, and panels beside things."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from pydantic import Field

from shopwright.http.auth import current_caller
from shopwright.http.pages import Place
from shopwright.http.rest.admin.dashboard_shapes import ContentOut, content_out
from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Page, Result, authorize, staff
from shopwright.platform.errors import NotFound
from shopwright.platform.plugins.dashboard import AdminCard, AdminMenuItem, AdminPanel, Entity
from shopwright.platform.plugins.dashboard_loading import Asked, cards, menu_items, page, panels
from shopwright.platform.runtime import runtime

api = Api(
    "admin_dashboard",
    tag="Dashboard",
    description="What plugins add to the dashboard, for you to draw.",
    prefix=ADMIN,
)

# Whoever may see a thing may see what is beside it, if they also have the panel's own right.
_AREAS: Mapping[Entity, str] = {
    "order": "orders:read",
    "product": "catalog:read",
    "customer": "customers:read",
}


class MenuItemOut(OutModel):
    """A line of the menu. `parent` is another item's id, or a section of the dashboard.

    It leads to `url`, which the plugin draws, or to a page whose content is at `page`, for you to
    draw; the other one is empty. `icon` is a name of Lucide's icons. `failed` says why there is no
    `badge`.
    """

    id: str = Field(description="`<plugin id>:<id>`.")
    plugin: str
    label: str
    url: str
    page: str
    icon: str
    parent: str
    badge: str | int | None
    failed: str


class CardOut(OutModel):
    """A card, a panel or a page. Without `content` its plugin failed, and `failed` says why."""

    id: str = Field(description="`<plugin id>:<id>`.")
    plugin: str
    plugin_name: str
    title: str
    content: ContentOut | None
    failed: str


class PanelQuery(Model):
    """Beside what."""

    entity: Entity
    id: UUID = Field(strict=False)


@api.get("/menu", returns=Page[MenuItemOut], access=staff(), summary="List plugins' menu items")
def menu() -> Result:
    """Those that you have the right to."""
    found = menu_items(_may)
    ids = {_id(item) for item in found}
    return Page[MenuItemOut](items=[_item(item, ids) for item in found])


@api.get(
    "/pages/<plugin_id>/<item_id>", returns=CardOut, access=staff(), summary="Load a plugin's page"
)
def page_of(plugin_id: str, item_id: str) -> Result:
    """Where an item of the menu leads. It takes two seconds at most."""
    found = page(plugin_id, item_id, _may)
    if found is None:
        raise NotFound("There is no such page, or none that you may see.")
    return _card(found)


@api.get("/cards", returns=Page[CardOut], access=staff(), summary="Load plugins' cards")
def home_cards() -> Result:
    """For the dashboard's first page: those that you have the right to. It takes two seconds at most."""
    return Page[CardOut](items=[_card(item) for item in cards(_may)])


@api.get(
    "/panels",
    query=PanelQuery,
    returns=Page[CardOut],
    access=staff(),
    errors=(403,),
    summary="Load plugins' panels",
)
def side_panels(query: PanelQuery) -> Result:
    """Beside one order, product or customer. It takes two seconds at most."""
    authorize(staff(_AREAS[query.entity]), hide=False)
    found = panels(query.entity, query.id, _may)
    return Page[CardOut](items=[_card(item) for item in found])


def _may(permission: str) -> bool:
    return current_caller().permits(staff(permission))


def _id(asked: Asked[AdminMenuItem] | Asked[AdminCard] | Asked[AdminPanel]) -> str:
    return f"{asked.plugin}:{asked.descriptor.id}"


def _item(asked: Asked[AdminMenuItem], ids: Collection[str]) -> MenuItemOut:
    item = asked.descriptor
    parent = f"{asked.plugin}:{item.parent}"
    return MenuItemOut(
        id=_id(asked),
        plugin=asked.plugin,
        label=item.label,
        url=_admin_prefix(asked.plugin) + item.path if item.path else "",
        page="" if item.path else f"{ADMIN}/pages/{asked.plugin}/{item.id}",
        icon=item.icon,
        parent=parent if parent in ids else item.parent,
        badge=asked.answer,
        failed=asked.failed,
    )


def _card(asked: Asked[AdminMenuItem] | Asked[AdminCard] | Asked[AdminPanel]) -> CardOut:
    item, content = asked.descriptor, asked.answer
    return CardOut(
        id=_id(asked),
        plugin=asked.plugin,
        plugin_name=asked.plugin_name,
        title=item.label if isinstance(item, AdminMenuItem) else item.title,
        content=content_out(asked.plugin, content, _may) if content is not None else None,
        failed=asked.failed,
    )


def _admin_prefix(plugin_id: str) -> str:
    mounts = {item.id: item.manifest.mount for item in runtime().registry.plugins}
    return Place(plugin_id=plugin_id, mount=mounts[plugin_id]).admin
