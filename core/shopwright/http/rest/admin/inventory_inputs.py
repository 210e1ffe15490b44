"""What staff may ask and send about stock."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from shopwright.commerce.inventory import MAX_BATCH, AdjustCause, Cause
from shopwright.http.rest.kit import Model, PageQuery

_UNITS = 1_000_000_000


class LevelsQuery(PageQuery):
    """Filters; all of them must match."""

    location_id: UUID | None = None
    variant_id: UUID | None = None
    product_id: UUID | None = None
    sku: str | None = Field(
        default=None, min_length=1, max_length=200, description="The beginning of an SKU."
    )
    shortage: Literal["low", "out"] | None = Field(
        default=None, description="low: at or below the threshold; out: nothing can be promised."
    )


class ThresholdIn(Model):
    """When the merchant is warned, and shoppers read that little is left."""

    low_threshold: int | None = Field(ge=0, le=_UNITS, description="Null: never.")


class PlaceIn(Model):
    """One variant at one location."""

    variant_id: UUID = Field(strict=False)
    location_id: UUID = Field(strict=False)


class AdjustIn(PlaceIn):
    """Units to add, or to take away when `delta` is negative."""

    delta: int = Field(ge=-_UNITS, le=_UNITS)
    cause: AdjustCause = "correction"
    note: str = Field(default="", max_length=500)
    reference: str = Field(default="", max_length=200)


class ReceiptIn(PlaceIn):
    """Goods that arrived. `reference` is what they came with, such as a delivery note's number."""

    quantity: int = Field(ge=1, le=_UNITS)
    note: str = Field(default="", max_length=500)
    reference: str = Field(default="", max_length=200)


class CountIn(PlaceIn):
    """What somebody counted."""

    on_hand: int = Field(ge=0, le=_UNITS)
    accept: bool = Field(
        default=False,
        description="The count is right even if it breaks promises: unpaid ones end, the newest "
        "first, then units of paid orders go on backorder.",
    )
    note: str = Field(default="", max_length=500)


class TransferIn(Model):
    """Units to move from one location to another."""

    variant_id: UUID = Field(strict=False)
    from_location_id: UUID = Field(strict=False)
    to_location_id: UUID = Field(strict=False, examples=["019aa6c2-7f3e-7c1d-9a51-5b2f0c4e8d18"])
    quantity: int = Field(ge=1, le=_UNITS)
    note: str = Field(default="", max_length=500)


class SettingIn(PlaceIn):
    """What `on_hand` shall be."""

    on_hand: int


class SetStockIn(Model):
    """Levels to set; of two settings of one place the last one counts."""

    items: list[SettingIn] = Field(min_length=1, max_length=MAX_BATCH)
    cause: Literal["imported", "counted", "correction"] = "imported"
    reference: str = Field(default="", max_length=200)
    note: str = Field(default="", max_length=500)


class HoldsQuery(PageQuery):
    """Open promises (held, allocated), unless `state` names others."""

    state: Literal["held", "allocated", "shipped", "released", "expired"] | None = None


class MovementsQuery(PageQuery):
    """Filters; all of them must match."""

    level_id: UUID | None = None
    variant_id: UUID | None = None
    location_id: UUID | None = None
    cause: Cause | None = None
    reference: str | None = Field(default=None, min_length=1, max_length=200)


class DiscrepanciesQuery(PageQuery):
    """Open differences, or those that were resolved."""

    resolved: bool = False


class ResolveIn(Model):
    """Why the books differed, for whoever looks at this later."""

    note: str = Field(min_length=1, max_length=500)
