"""What crosses the border of inventory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from shopwright.commerce.customers.types import Address

Policy = Literal["deny", "backorder", "untracked"]
# Every change of on_hand has one; the ledger's rows are explained by it.
Cause = Literal[
    "received",
    "counted",
    "correction",
    "shipped",
    "restocked",
    "damaged",
    "imported",
    "transferred",
]
# What a person may give as the cause of an adjustment.
AdjustCause = Literal["received", "correction", "restocked", "damaged"]
StockState = Literal["in", "low", "out", "backorder"]
HoldState = Literal["held", "allocated", "shipped", "released", "expired"]
DiscrepancyKind = Literal["on_hand", "held", "canceled_order"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationInfo:
    """A place that keeps stock. Only an active one is sold from."""

    id: UUID
    handle: str
    name: str
    address: Address | None
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """How many units of a variant a channel can sell now. `available` is None when not counted."""

    variant_id: UUID
    policy: Policy
    available: int | None

    def allows(self, quantity: int) -> bool:
        """Whether `quantity` could be sold. A hint for pages, never a permission."""
        return self.policy != "deny" or (self.available or 0) >= quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One variant at one location, with what is promised of it."""

    id: UUID
    variant_id: UUID
    location_id: UUID
    on_hand: int
    held: int
    low_threshold: int | None

    @property
    def available(self) -> int:
        """Units that can still be promised."""
        return self.on_hand - self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """A level as a list shows it. `backordered` are units promised beyond what exists."""

    level: Level
    product_id: UUID
    product_title: str
    variant_title: str
    sku: str | None
    policy: Policy
    location_handle: str
    location_name: str
    backordered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRow:
    """One promise. `quantity` includes what was shipped of it; `backordered` comes on top."""

    id: UUID
    level_id: UUID
    state: HoldState
    quantity: int
    shipped: int
    backordered: int
    cart_id: UUID | None
    order_id: UUID | None
    order_number: int | None
    expires_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRow:
    """One change of a level's `on_hand`, which was `on_hand_after` then."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseSum:
    """What one cause did to a level in all."""

    cause: Cause
    units: int
    movements: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a level is what it is: `on_hand` by cause, `held` by whose promise, the last movements.

    `books_agree` is False when the sums differ from the level; then reconciliation has a row.
    """

    row: LevelRow
    causes: tuple[CauseSum, ...]
    held_in_carts: int
    held_by_orders: int
    latest: tuple[MovementRow, ...]
    books_agree: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscrepancyRow:
    """A difference between the books: `expected` by the rows below, `found` in the level."""

    id: UUID
    level_id: UUID
    variant_id: UUID
    location_id: UUID
    sku: str | None
    kind: DiscrepancyKind
    expected: int
    found: int
    details: dict[str, Any] = field(default_factory=dict)
    found_at: datetime
    resolved_at: datetime | None
    resolution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSetting:
    """What one variant's `on_hand` at one location shall be."""

    variant_id: UUID
    location_id: UUID
    on_hand: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A setting that could not be applied: `index` is its place in what was given."""

    index: int
    code: Literal["unknown_variant", "unknown_location", "untracked", "below_held", "out_of_range"]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSet:
    """What `set_stock` did: levels changed, levels that were right already, and what it refused."""

    changed: int
    unchanged: int
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a count did: the promises it had to break, if any."""

    level: Level
    released_holds: tuple[UUID, ...] = ()
    short_units: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """The result of one reconciliation: levels read, differences open now, closed by themselves."""

    levels: int
    open: int
    closed: int
