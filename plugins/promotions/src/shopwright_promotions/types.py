"""What crosses the border: a promotion as it is written, and as it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from shopwright_promotions.codes import CodeText
from shopwright_promotions.items import Names
from shopwright_promotions.offers import Terms

Status = Literal["archived", "disabled", "scheduled", "ended", "used_up", "running"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")]
Limit = Annotated[int, Field(ge=1, le=1_000_000_000)]
MAX_CODES = 100


class PromotionInput(Terms):
    """A whole promotion: when and where it holds, how often, under which conditions, and what it does."""

    name: Annotated[Line, Field(min_length=1, max_length=120)] = Field(
        title="Name", description="For staff."
    )
    label: Annotated[Line, Field(max_length=120)] = Field(
        "", title="Label", description="What shoppers read; empty: the name."
    )
    automatic: bool = Field(
        False, title="Automatic", description="It needs no code. Else it needs one of its codes."
    )
    codes: tuple[CodeText, ...] = Field(
        (), max_length=MAX_CODES, title="Codes", description="Good for any number of orders each."
    )
    enabled: bool = Field(True, title="Enabled")
    starts_at: AwareDatetime | None = Field(None, title="Begins")
    ends_at: AwareDatetime | None = Field(None, title="Ends")
    channels: Names = Field(frozenset(), title="Channels", description="Handles; empty: all.")
    lane: Annotated[str, Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=40)] = Field(
        "default",
        title="Lane",
        description="Of one lane, only the best promotion applies; lanes add up.",
    )
    priority: int = Field(
        0, ge=0, le=1000, title="Priority", description="Which of a lane's equals applies."
    )
    limit_total: Limit | None = Field(None, title="Limit", description="Orders in all.")
    limit_per_customer: Limit | None = Field(None, title="Limit per customer")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValueError("it ends before it begins")
        if self.automatic and self.codes:
            raise ValueError("an automatic promotion needs no codes; leave one of the two out")
        return self

    @property
    def terms(self) -> Terms:
        """Conditions and action alone."""
        return Terms(conditions=self.conditions, action=self.action)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionView:
    """A promotion as it is. `codes` are the shared ones; `generated` counts those for one order."""

    id: UUID
    name: str
    label: str
    automatic: bool
    codes: tuple[str, ...]
    generated: int
    enabled: bool
    status: Status
    starts_at: datetime | None
    ends_at: datetime | None
    channels: tuple[str, ...]
    lane: str
    priority: int
    limit_total: int | None
    limit_per_customer: int | None
    used: int
    terms: Terms
    revision: UUID
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeView:
    """A code, and how often it was used."""

    id: UUID
    code: str
    limit_total: int | None
    used: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UseView:
    """An order's use of a promotion."""

    id: UUID
    order_id: UUID
    code: str
    amount: int
    currency: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What became of a promotion. `given` is what counted uses took off, in minor units by currency."""

    orders: int
    customers: int
    returned: int
    beyond: int
    given: dict[str, int]
