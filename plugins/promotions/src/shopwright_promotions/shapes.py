"""What staff send and read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints
from shopwright import Model, OutModel, PageQuery

from shopwright_promotions.actions import Action
from shopwright_promotions.codes import fold
from shopwright_promotions.conditions import Condition
from shopwright_promotions.types import PromotionView, Status

MAX_BULK = 200
MAX_GENERATED = 10_000


class PromotionQuery(PageQuery):
    """Without `status`: all but archived ones. `text`: a part of the name, or a whole code."""

    status: Status | None = None
    text: str = Field(default="", max_length=120)


class BulkIn(Model):
    """One thing that is done to many promotions, to all or to none of them."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_BULK)]
    action: Literal["enable", "disable", "archive"]


class GenerateIn(Model):
    """How many codes, and what they look like: the prefix and `length` random characters."""

    count: int = Field(ge=1, le=MAX_GENERATED)
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]*$", max_length=16)] = ""
    length: int = Field(default=10, ge=8, le=16)

    @property
    def folded_prefix(self) -> str:
        """As codes are stored."""
        return fold(self.prefix)


class PromotionOut(OutModel):
    """A promotion. `codes` are good for any number of orders, `generated` counts those for one."""

    id: UUID
    name: str
    label: str
    status: Status
    enabled: bool
    automatic: bool
    codes: list[str]
    generated: int
    starts_at: datetime | None
    ends_at: datetime | None
    channels: list[str]
    lane: str
    priority: int
    limit_total: int | None
    limit_per_customer: int | None
    used: int
    conditions: tuple[Condition, ...]
    action: Action
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None

    @classmethod
    def of(cls, view: PromotionView) -> PromotionOut:
        """From the value."""
        plain: dict[str, Any] = {
            name: getattr(view, name)
            for name in cls.model_fields
            if name not in ("codes", "channels", "conditions", "action")
        }
        return cls(
            **plain,
            codes=list(view.codes),
            channels=list(view.channels),
            conditions=view.terms.conditions,
            action=view.terms.action,
        )


class CodeOut(OutModel):
    """A code. `limit_total` is 1 for a generated one."""

    id: UUID
    code: str
    limit_total: int | None
    used: int
    created_at: datetime


class GeneratedOut(OutModel):
    """The codes that were made."""

    codes: list[str]


class UsageOut(OutModel):
    """What became of a promotion. `given` is what was taken off, in minor units by currency."""

    orders: int
    customers: int
    returned: int = Field(description="Given back, because the order was canceled.")
    beyond: int = Field(description="Paid after they had been given back and used up by others.")
    given: dict[str, int]


class UseOut(OutModel):
    """An order's use. `code` is empty where the promotion applied by itself."""

    id: UUID
    order_id: UUID
    code: str
    amount: int
    currency: str
    state: Literal["counted", "returned", "beyond"]
    at: datetime


class DifferenceOut(OutModel):
    """A number that is not what it should be."""

    rule: str
    subject: str
    found: int
    expected: int
