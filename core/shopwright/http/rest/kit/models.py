"""Base classes of what comes in and what goes out."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, overload

from pydantic import BaseModel, ConfigDict, Field

from shopwright.http.rest.kit.cursors import Cursor

MAX_TEXT = 10_000
MAX_PAGE = 100
DEFAULT_PAGE = 24


class Model(BaseModel):
    """A request's body, its parts, or its query parameters.

    Unknown fields are refused, and values are not coerced: `"5"` is no integer in a JSON body.
    (Query parameters are text, and are read by the type of their field first.) Strings without a
    `max_length` of their own hold 10,000 characters at most.

    For PATCH, `body.model_fields_set` tells a field that was sent as null from one left out.
    """

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, allow_inf_nan=False, str_max_length=MAX_TEXT
    )


class OutModel(BaseModel):
    """An answer or a part of one.

    `ProductOut.model_validate(view)` fills it from the attributes of a frozen dataclass. No
    computed fields: answers are checked against the same class in tests.
    """

    model_config = ConfigDict(extra="forbid", from_attributes=True, frozen=True)


Item = TypeVar("Item")
First = TypeVar("First")
Second = TypeVar("Second")


class Page(OutModel, Generic[Item]):
    """One page of a list: declare `returns=Page[ProductOut]`."""

    items: list[Item]
    next: str | None = Field(
        default=None, description="Send it as `cursor` to get the next page; null on the last."
    )
    total: int | None = Field(
        default=None, description="How many there are in all, where that is counted."
    )
    total_exact: bool | None = Field(
        default=None, description="False when counting stopped at `total` and there are more."
    )


class PageQuery(Model):
    """The query parameters of every list; derive from it to add filters and sorting."""

    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE, description="Items per page.")
    cursor: str | None = Field(
        default=None,
        min_length=1,
        max_length=2_000,
        description="Where to go on: the `next` of the page before.",
    )

    @overload
    def after(self, sort: str, first: type[First], /) -> tuple[First] | None: ...
    @overload
    def after(
        self, sort: str, first: type[First], second: type[Second], /
    ) -> tuple[First, Second] | None: ...
    def after(self, sort: str, /, *types: type[Any]) -> tuple[Any, ...] | None:
        """The sort key of the last item seen, as `types`; None on the first page.

        `sort` names the order that the list is in: a cursor of another order is refused.
        Raises `BadCursor` (422).
        """
        return None if self.cursor is None else Cursor.decode(self.cursor, sort, *types)
