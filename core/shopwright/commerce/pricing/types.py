"""What crosses the border of pricing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shopwright.platform.errors import Conflict, Invalid, NotFound

MAX_AMOUNT = 10**12  # minor units: far above any price, far below what JSON readers can hold


class _Input(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, str_max_length=10_000, str_strip_whitespace=True
    )


class PriceInput(_Input):
    """A price in minor units. Without `price_list_id` it belongs to the list `default`.

    `compare_at` is the struck-through price; shoppers see it where it is above `amount`.
    """

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    amount: int = Field(ge=0, le=MAX_AMOUNT)
    compare_at: int | None = Field(default=None, ge=0, le=MAX_AMOUNT)
    price_list_id: UUID | None = None


class PriceChange(_Input):
    """What a variant shall cost in one list and currency; `amount` None takes the price away."""

    variant_id: UUID
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    amount: int | None = Field(ge=0, le=MAX_AMOUNT)
    compare_at: int | None = Field(default=None, ge=0, le=MAX_AMOUNT)
    price_list_id: UUID | None = None


class PriceListInput(_Input):
    """A whole price list. `tax_included`: its prices are gross."""

    handle: str = Field(min_length=1, max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str = Field(min_length=1, max_length=200)
    tax_included: bool = True


class PriceListPatch(_Input):
    """Fields that are left out stay as they are."""

    handle: str | None = Field(
        default=None, min_length=1, max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"
    )
    name: str | None = Field(default=None, min_length=1, max_length=200)
    tax_included: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListView:
    """A price list as staff see it."""

    id: UUID
    handle: str
    name: str
    tax_included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceView:
    """One stored price, in minor units."""

    variant_id: UUID
    price_list_id: UUID
    currency: str
    amount: int
    compare_at: int | None


class UnknownPriceList(NotFound):
    """No price list has this id or handle."""

    code = "unknown_price_list"


class PriceListInUse(Conflict):
    """A channel sells by the price list, or it is the one called `default`."""

    code = "price_list_in_use"


class PricesInvalid(Invalid):
    """One or more prices cannot be set; `problems` names each."""

    code = "prices_invalid"
