"""What the editor can ask to be changed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
At = Annotated[tuple[Id, ...], Field(max_length=8)]


class _Change(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SetValues(_Change):
    """Give settings values; null is the theme's own again. `at` is the way to a section or block:
    its id after those of what it lies in. Empty: the theme's own settings.
    """

    do: Literal["set"]
    at: At = ()
    values: dict[str, Any] = Field(max_length=100)


class Add(_Change):
    """Put a new section on the page, or a block into what is at `at`, at this position from 0."""

    do: Literal["add"]
    at: At = ()
    type: Name
    preset: Name | None = None
    position: int | None = Field(default=None, ge=0, le=100)


class Remove(_Change):
    """Take a section or block away."""

    do: Literal["remove"]
    at: At = Field(min_length=1)


class Reorder(_Change):
    """Put the sections of the page, or the blocks of what is at `at`, in this order: all ids."""

    do: Literal["order"]
    at: At = ()
    order: tuple[Id, ...] = Field(max_length=100)


class Switch(_Change):
    """Show a section or block, or leave it out for now."""

    do: Literal["switch"]
    at: At = Field(min_length=1)
    shown: bool


class ArrangeSlot(_Change):
    """Which plugins' contents a slot shows, in which order; both name plugins."""

    do: Literal["slot"]
    slot: Name
    order: tuple[Name, ...] = Field(default=(), max_length=100)
    off: tuple[Name, ...] = Field(default=(), max_length=100)


Change = Annotated[
    SetValues | Add | Remove | Reorder | Switch | ArrangeSlot, Field(discriminator="do")
]
