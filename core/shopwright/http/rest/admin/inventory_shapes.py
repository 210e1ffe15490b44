"""What stock looks like over REST."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from shopwright.commerce.inventory import (
    Cause,
    Counted,
    DiscrepancyRow,
    Explanation,
    HoldRow,
    Level,
    LevelRow,
    MovementRow,
    Policy,
    StockSet,
)
from shopwright.http.rest.kit import OutModel


class LevelOut(OutModel):
    """Units of one variant at one location: `held` of those `on_hand` are promised."""

    id: UUID
    variant_id: UUID
    location_id: UUID
    on_hand: int
    held: int
    available: int
    low_threshold: int | None

    @classmethod
    def of(cls, level: Level) -> LevelOut:
        """From the value that commerce gives."""
        return cls.model_validate(level)


class LevelRowOut(LevelOut):
    """A level with what it is of. `backordered` are units promised beyond what exists."""

    product_id: UUID
    product_title: str
    variant_title: str
    sku: str | None
    policy: Policy
    location_handle: str
    location_name: str
    backordered: int

    @classmethod
    def of_row(cls, row: LevelRow) -> LevelRowOut:
        """From the value that commerce gives."""
        return cls(
            **LevelOut.of(row.level).model_dump(),
            product_id=row.product_id,
            product_title=row.product_title,
            variant_title=row.variant_title,
            sku=row.sku,
            policy=row.policy,
            location_handle=row.location_handle,
            location_name=row.location_name,
            backordered=row.backordered,
        )


class TransferOut(OutModel):
    """Both levels after a transfer."""

    source: LevelOut
    target: LevelOut


class CountOut(OutModel):
    """A level after a count, and the promises that an accepted count had to break."""

    level: LevelOut
    released_holds: list[UUID]
    short_units: int = Field(description="Units of paid orders that are now on backorder.")

    @classmethod
    def of(cls, counted: Counted) -> CountOut:
        """From the value that commerce gives."""
        return cls(
            level=LevelOut.of(counted.level),
            released_holds=list(counted.released_holds),
            short_units=counted.short_units,
        )


class HoldOut(OutModel):
    """One promise. `quantity` includes what was shipped of it; `backordered` comes on top."""

    id: UUID
    level_id: UUID
    state: Literal["held", "allocated", "shipped", "released", "expired"]
    quantity: int
    shipped: int
    backordered: int
    cart_id: UUID | None
    order_id: UUID | None
    order_number: int | None
    expires_at: datetime | None = Field(description="Null: no clock ends it.")
    created_at: datetime

    @classmethod
    def of(cls, row: HoldRow) -> HoldOut:
        """From the value that commerce gives."""
        return cls.model_validate(row)


class MovementOut(OutModel):
    """One change of `on_hand`, which was `on_hand_after` then."""

    id: UUID
    level_id: UUID
    variant_id: UUID
    location_id: UUID
    sku: str | None
    delta: int
    on_hand_after: int
    cause: Cause
    reference: str
    note: str
    actor: str
    at: datetime

    @classmethod
    def of(cls, row: MovementRow) -> MovementOut:
        """From the value that commerce gives."""
        return cls.model_validate(row)


class CauseOut(OutModel):
    """What one cause did to a level in all."""

    cause: Cause
    units: int
    movements: int
    first_at: datetime
    last_at: datetime


class ExplanationOut(OutModel):
    """Why a level is what it is: the units by cause, the promises by whose they are."""

    level: LevelRowOut
    causes: list[CauseOut]
    held_in_carts: int
    held_by_orders: int
    latest: list[MovementOut]
    books_agree: bool

    @classmethod
    def of(cls, answer: Explanation) -> ExplanationOut:
        """From the value that commerce gives."""
        return cls(
            level=LevelRowOut.of_row(answer.row),
            causes=[CauseOut.model_validate(cause) for cause in answer.causes],
            held_in_carts=answer.held_in_carts,
            held_by_orders=answer.held_by_orders,
            latest=[MovementOut.of(row) for row in answer.latest],
            books_agree=answer.books_agree,
        )


class RefusedOut(OutModel):
    """A setting that could not be applied; `index` is its place in what was sent."""

    index: int
    code: str
    message: str


class StockSetOut(OutModel):
    """What setting many levels did."""

    changed: int
    unchanged: int
    refused: list[RefusedOut]

    @classmethod
    def of(cls, done: StockSet) -> StockSetOut:
        """From the value that commerce gives."""
        return cls.model_validate(done)


class DiscrepancyOut(OutModel):
    """A difference between a level and its rows: `expected` by the rows, `found` in the level."""

    id: UUID
    level_id: UUID
    variant_id: UUID
    location_id: UUID
    sku: str | None
    kind: Literal["on_hand", "held", "canceled_order"]
    expected: int
    found: int
    found_at: datetime
    resolved_at: datetime | None
    resolution: str

    @classmethod
    def of(cls, row: DiscrepancyRow) -> DiscrepancyOut:
        """From the value that commerce gives."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ReconciliationOut(OutModel):
    """The reconciliation was asked for; the differences show what it finds."""

    queued: bool
