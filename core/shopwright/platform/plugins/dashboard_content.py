"""What cards, panels and pages of the dashboard show: plain data that any dashboard can draw."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol, TypeAlias, get_args, runtime_checkable

Tone = Literal["neutral", "info", "ok", "warn", "error"]
Change = Literal["POST", "PUT", "PATCH", "DELETE"]

PATH = re.compile(r"(?!.*/\.\.?(/|$))/([^\s?#\\/][^\s?#\\]*)?")
_RIGHT = re.compile(r"[a-z][a-z0-9_]*:[a-z][a-z0-9_]*")
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
        check_right(self.permission, f"the action '{self.label}'")
        if not PATH.fullmatch(self.path):
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


def check_right(permission: str, what: str) -> None:
    """Raise `ValueError` for what is no name of a permission."""
    if not _RIGHT.fullmatch(permission):
        raise ValueError(f"{what} needs a permission like 'orders:read', not '{permission}'")
