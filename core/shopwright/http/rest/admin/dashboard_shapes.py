"""What plugins show on the dashboard, as JSON: each value says by its `type` what it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from shopwright.http.rest.kit import PLUGINS, OutModel
from shopwright.platform.plugins.dashboard_content import (
    Action,
    Badge,
    Block,
    Cell,
    Change,
    Content,
    Facts,
    Link,
    MoneyLike,
    Note,
    Tone,
)
from shopwright.platform.plugins.dashboard_loading import May


class TextOut(OutModel):
    """Plain text."""

    type: Literal["text"] = "text"
    text: str


class NumberOut(OutModel):
    """A number, to be written as the reader's language does."""

    type: Literal["number"] = "number"
    number: int


class MoneyCellOut(OutModel):
    """An amount in minor units."""

    type: Literal["money"] = "money"
    amount: int
    currency: str


class MomentOut(OutModel):
    """A moment, to be shown in the reader's time zone."""

    type: Literal["moment"] = "moment"
    at: datetime


class DayOut(OutModel):
    """A date."""

    type: Literal["day"] = "day"
    day: date


class BadgeOut(OutModel):
    """A word or two that catch the eye."""

    type: Literal["badge"] = "badge"
    text: str
    tone: Tone


class LinkOut(OutModel):
    """A text that leads somewhere."""

    type: Literal["link"] = "link"
    text: str
    url: str


class NothingOut(OutModel):
    """There is no value."""

    type: Literal["nothing"] = "nothing"


CellOut = Annotated[
    TextOut | NumberOut | MoneyCellOut | MomentOut | DayOut | BadgeOut | LinkOut | NothingOut,
    Field(discriminator="type"),
]


class FactOut(OutModel):
    """What something is called, and what it is."""

    label: str
    value: CellOut


class NoteOut(OutModel):
    """A sentence or two."""

    type: Literal["note"] = "note"
    text: str
    tone: Tone


class FactsOut(OutModel):
    """Facts, one below the other."""

    type: Literal["facts"] = "facts"
    facts: list[FactOut]


class TableOut(OutModel):
    """Rows of values; each has one for every column."""

    type: Literal["table"] = "table"
    columns: list[str]
    rows: list[list[CellOut]]


BlockOut = Annotated[NoteOut | FactsOut | TableOut, Field(discriminator="type")]


class ActionOut(OutModel):
    """Something that can be done: a request with `method` to `url`.

    `confirm` is what to ask before, if anything; `input` the JSON Schema of its body, if it has one.
    """

    label: str
    method: Change
    url: str
    confirm: str
    input: dict[str, Any] | None


class ContentOut(OutModel):
    """What a card, panel or page shows; `actions` are those that you have the right to."""

    badge: BadgeOut | None
    blocks: list[BlockOut]
    actions: list[ActionOut]


def content_out(plugin: str, content: Content, may: May) -> ContentOut:
    """From what a plugin returned."""
    return ContentOut(
        badge=_badge(content.badge) if content.badge else None,
        blocks=[_block(item) for item in content.blocks],
        actions=[_action(plugin, item) for item in content.actions if may(item.permission)],
    )


def _block(block: Block) -> NoteOut | FactsOut | TableOut:
    if isinstance(block, Note):
        return NoteOut(text=block.text, tone=block.tone)
    if isinstance(block, Facts):
        facts = [FactOut(label=item.label, value=_cell(item.value)) for item in block.facts]
        return FactsOut(facts=facts)
    rows = [[_cell(value) for value in row] for row in block.rows]
    return TableOut(columns=list(block.columns), rows=rows)


def _action(plugin: str, action: Action) -> ActionOut:
    return ActionOut(
        label=action.label,
        method=action.method,
        url=f"{PLUGINS}/{plugin}{action.path}",
        confirm=action.confirm,
        input=dict(action.input) if action.input is not None else None,
    )


def _cell(value: Cell) -> CellOut:
    match value:
        case None:
            return NothingOut()
        case str():
            return TextOut(text=value)
        case int():
            return NumberOut(number=value)
        case Badge():
            return _badge(value)
        case Link():
            return LinkOut(text=value.text, url=value.url)
        case datetime():
            return MomentOut(at=value)
        case date():
            return DayOut(day=value)
        case MoneyLike():
            return MoneyCellOut(amount=value.amount, currency=value.currency)


def _badge(badge: Badge) -> BadgeOut:
    return BadgeOut(text=badge.text, tone=badge.tone)
