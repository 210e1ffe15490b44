"""What plugins add to the staff's dashboard, as plain data that any dashboard can draw.

Items of its menu, cards on its first page, and panels beside an order, a product or a customer. A
descriptor says what there is and who may see it; its `load` is asked when somebody looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol, TypeAlias, get_args, runtime_checkable
from uuid import UUID

from shopwright.platform.hooks import Context, scoped_boot_hook

Tone = Literal["neutral", "info", "ok", "warn", "error"]
Entity = Literal["order", "product", "customer"]
Change = Literal["POST", "PUT", "PATCH", "DELETE"]

_ID = re.compile(r"[a-z][a-z0-9_]{0,60}")
_RIGHT = re.compile(r"[a-z][a-z0-9_]*:[a-z][a-z0-9_]*")
_PATH = re.compile(r"(?!.*/\.\.?(/|$))/([^\s?#\\/][^\s?#\\]*)?")
_LINK = re.compile(r"(/(?![/\\])|https://|mailto:)\S*")


@runtime_checkable
class MoneyLike(Protocol):
    """An amount in minor units: `shopwright.commerce.pricing.Money` is one."""

    @property
    def amount(self) -> int:
        """Minor units."""

    @property
    def currency(self) -> str:
        """ISO 4217."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A word or two that catch the eye: "disputed", in the tone `error`."""

    text: str
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A text that leads somewhere: an address of this shop (`/admin/...`), `https://` or `mailto:`."""

    text: str
    url: str

    def __post_init__(self) -> None:
        if not _LINK.fullmatch(self.url):
            raise ValueError(f"a link leads to '/...', 'https://' or 'mailto:', not '{self.url}'")


Cell: TypeAlias = "str | int | datetime | date | MoneyLike | Badge | Link | None"
"""What can stand in one place. Dates and amounts are written as the reader's language does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence or two."""

    text: str
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What something is called, and what it is: `Fact(label="Last event", value=moment)`."""

    label: str
    value: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Facts, one below the other."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of values under the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row has {len(row)} values for {len(self.columns)} columns")


Block: TypeAlias = "Note | Facts | Table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that can be done: a request to one of the plugin's own API routes.

    `path` is below `/api/v1/plugins/<plugin id>`: `/cards/7/print`. It is offered to those who have
    the right `permission`. `confirm` is what is asked first; `input` the JSON Schema of the body,
    from which a form is made (`PrintIn.model_json_schema()`).
    """

    label: str
    path: str
    permission: str
    method: Change = "POST"
    confirm: str = ""
    input: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        _check_right(self.permission, f"the action '{self.label}'")
        if not _PATH.fullmatch(self.path):
            raise ValueError(f"the path of '{self.label}' is like '/cards/7', not '{self.path}'")
        if self.method not in get_args(Change):
            raise ValueError(f"the action '{self.label}' is one of {get_args(Change)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is shown: blocks, one below the other, and what can be done."""

    blocks: tuple[Block, ...] = ()
    actions: tuple[Action, ...] = ()
    badge: Badge | None = None


class CardContent(Content):
    """What a card shows now."""

    __slots__ = ()


class PanelContent(Content):
    """What a panel shows of one order, product or customer now."""

    __slots__ = ()


class PageContent(Content):
    """What a page shows now."""

    __slots__ = ()


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
        if self.path and not _PATH.fullmatch(self.path):
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
    _check_right(permission, f"'{name}'")


def _check_right(permission: str, what: str) -> None:
    if not _RIGHT.fullmatch(permission):
        raise ValueError(f"{what} needs a permission like 'orders:read', not '{permission}'")


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
                    page="/cards",
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
