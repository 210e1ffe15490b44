"""What plugins add to the staff's dashboard, as plain data that any dashboard can draw.

Items of its menu, cards on its first page, and panels beside an order, a product or a customer. A
descriptor says what there is and who may see it; its `load` is asked when somebody looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from shopwright.platform.hooks import Context, check_function, scoped_boot_hook
from shopwright.platform.plugins.dashboard_content import (
    PATH,
    CardContent,
    PageContent,
    PanelContent,
    check_right,
)

Entity = Literal["order", "product", "customer"]

_ID = re.compile(r"[a-z][a-z0-9_]{0,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminMenuItem:
    """A line of the dashboard's menu, and where it leads.

    Either to a `page(ctx)`, whose content any dashboard draws, or to one that the plugin draws
    itself: `path` is below the prefix of its `admin_pages`. `parent` is another item of the plugin,
    or one of the dashboard's sections (`orders`, `products`, `customers`, `settings`). `icon` is a
    name of Lucide's icons. `badge(ctx)` is a short text or a number beside it, or None.
    """

    id: str
    label: str
    permission: str
    page: Callable[[Context], PageContent] | None = None
    path: str = ""
    icon: str = ""
    parent: str = ""
    badge: Callable[[Context], str | int | None] | None = None

    def __post_init__(self) -> None:
        _check(self.id, self.label, self.permission)
        if (self.page is None) == (not self.path):
            raise ValueError(f"'{self.id}' needs a page or a path, where it leads")
        for part, value in (("page", self.page), ("badge", self.badge)):
            if value is not None:
                check_function(value, f"the {part} of '{self.id}'")
        if self.path and not PATH.fullmatch(self.path):
            raise ValueError(f"the path of '{self.id}' is like '/cards', not '{self.path}'")
        if self.parent == self.id:
            raise ValueError(f"'{self.id}' is its own parent")

    @property
    def name(self) -> str:
        """Known within its plugin."""
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminCard:
    """A card on the dashboard's first page. `load(ctx)` returns what it shows; None leaves it out."""

    id: str
    title: str
    permission: str
    load: Callable[[Context], CardContent | None]

    def __post_init__(self) -> None:
        _check(self.id, self.title, self.permission)
        check_function(self.load, f"the load of '{self.id}'")

    @property
    def name(self) -> str:
        """Known within its plugin."""
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminPanel:
    """A panel beside an `entity`. `load(id, ctx)` returns what it shows of the one with this id.

    None leaves it out: the plugin has nothing to do with this one.
    """

    id: str
    entity: Entity
    title: str
    permission: str
    load: Callable[[UUID, Context], PanelContent | None]

    def __post_init__(self) -> None:
        _check(self.id, self.title, self.permission)
        check_function(self.load, f"the load of '{self.id}'")
        if self.entity not in get_args(Entity):
            raise ValueError(
                f"'{self.id}' is beside one of {get_args(Entity)}, not {self.entity!r}"
            )

    @property
    def name(self) -> str:
        """Known within its plugin."""
        return self.id


def _check(name: str, title: str, permission: str) -> None:
    if not _ID.fullmatch(name):
        raise ValueError(f"'{name}' is no id for the dashboard; use words like 'failed_cards'")
    if not title.strip():
        raise ValueError(f"'{name}' has no title that people could read")
    check_right(permission, f"'{name}'")


@scoped_boot_hook
def admin_menu_items(ctx: Context) -> Iterable[AdminMenuItem]:
    """Returns what the plugin adds to the dashboard's menu, for staff who have its `permission`.

    class GiftWrap(Plugin):
        @hooks.admin_menu_items
        def menu(self, ctx: Context) -> list[AdminMenuItem]:
            return [
                AdminMenuItem(
                    id="cards",
                    label="Gift cards to print",
                    permission="orders:read",
                    path="/cards",
                    icon="gift",
                    parent="orders",
                )
            ]
    """
    raise NotImplementedError


@scoped_boot_hook
def admin_cards(ctx: Context) -> Iterable[AdminCard]:
    """Returns cards on the dashboard's first page, for staff who have their `permission`.

    A card is loaded whenever somebody looks, beside all others: it has two seconds, and may read,
    but neither change anything nor use the network. One that fails is shown as such, by the plugin's
    name.

        class GiftWrap(Plugin):
            @hooks.admin_cards
            def cards(self, ctx: Context) -> list[AdminCard]:
                return [
                    AdminCard(
                        id="waiting",
                        title="Gift cards",
                        permission="orders:read",
                        load=self.waiting,
                    )
                ]

            def waiting(self, ctx: Context) -> CardContent:
                facts = Facts(facts=(Fact(label="Waiting since", value=ctx.now()),))
                return CardContent(blocks=(facts,), badge=Badge(text="2 to print", tone="warn"))
    """
    raise NotImplementedError


@scoped_boot_hook
def admin_panels(ctx: Context) -> Iterable[AdminPanel]:
    """Returns panels beside an order, a product or a customer, for staff who may see both.

    They are loaded as cards are.

        class GiftWrap(Plugin):
            @hooks.admin_panels
            def panels(self, ctx: Context) -> list[AdminPanel]:
                return [
                    AdminPanel(
                        id="wrapping",
                        entity="order",
                        title="Gift wrapping",
                        permission="orders:read",
                        load=self.wrapping,
                    )
                ]

            def wrapping(self, order_id: UUID, ctx: Context) -> PanelContent | None:
                again = Action(
                    label="Print the card again",
                    path=f"/cards/{order_id}/print",
                    permission="orders:write",
                    confirm="The card may lie in the parcel already. Print it again?",
                )
                return PanelContent(blocks=(Note(text="Wrapped in red."),), actions=(again,))
    """
    raise NotImplementedError
