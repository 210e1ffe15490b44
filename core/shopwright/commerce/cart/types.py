"""Carts as values: what totals are computed from, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from shopwright.commerce.customers.types import Address
from shopwright.commerce.inventory.types import Policy
from shopwright.commerce.pricing import Money
from shopwright.commerce.shipping.types import ShippingOption
from shopwright.commerce.tax.types import TaxLine
from shopwright.platform.errors import JSON, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A line before totals. `unit_price` is None when the variant has no price in the currency.

    `available` counts the units its channel could sell now; None when they are not counted.
    `categories` are those that the product is in, with every one above them.
    """

    id: UUID
    variant_id: UUID
    product_id: UUID
    handle: str
    sku: str | None
    title: str
    variant_title: str
    options: Mapping[str, Any]
    quantity: int
    unit_price: Money | None
    compare_at: Money | None
    weight_grams: int
    requires_shipping: bool
    tax_category: str
    sellable: bool
    policy: Policy
    available: int | None
    seen_amount: int | None = None
    seen_available: bool | None = None
    vendor: str = ""
    tags: frozenset[str] = frozenset()
    categories: frozenset[UUID] = frozenset()

    @property
    def subtotal(self) -> Money | None:
        """Price times quantity."""
        return None if self.unit_price is None else self.unit_price * self.quantity

    @property
    def in_stock(self) -> bool:
        """Whether the quantity could be sold now; a hint, never a permission."""
        return self.sellable and (self.policy != "deny" or (self.available or 0) >= self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class CartDraft:
    """A cart as plugins and the totals see it."""

    cart_id: UUID
    channel: str
    channel_id: UUID
    country: str
    currency: str
    locale: str
    tax_included: bool
    customer_id: UUID | None
    customer_group: str
    email: str
    shipping_address: Address | None
    billing_address: Address | None
    shipping_option: str | None
    payment_method: str | None
    codes: tuple[str, ...]
    note: str
    lines: tuple[DraftLine, ...]
    version: int
    updated_at: datetime

    @property
    def subtotal(self) -> Money:
        """What the goods cost before anything else."""
        amounts = (line.subtotal for line in self.lines)
        return Money(sum(amount.amount for amount in amounts if amount), self.currency)

    @property
    def requires_shipping(self) -> bool:
        """Whether anything has to be sent."""
        return any(line.requires_shipping for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """A discount (`amount` positive, taken off) or a fee (`amount` positive, put on).

    A discount is on one line (`line_id`), on the shipping, or on the order, which spreads it over
    the lines. In one `lane` only the discounts of the best plugin and `code` apply, among those on
    the goods and among those on the shipping, which is quoted later; lanes add up. `entered` is the
    shopper's code that brought it, as it stands in `CartDraft.codes`.
    """

    kind: Literal["discount", "fee"]
    code: str
    label: str
    amount: Money
    target: Literal["order", "line", "shipping"] = "order"
    line_id: UUID | None = None
    lane: str = "default"
    tax_category: str = "standard"
    entered: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CartOwner:
    """Who says that a cart is theirs: by the token of a guest's cart, or as the customer of theirs."""

    token: str | None
    customer_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRefusal:
    """Why a code that the shopper typed brings nothing now.

    `code` is as it stands in `CartDraft.codes`; `reason` is a stable word, `message` a sentence for
    the shopper, `meta` facts for programs ({"missing": 500}). Say nothing of codes that are not
    yours, nor of those that this shopper must not learn about: nobody's codes are `unknown`.
    """

    code: str
    reason: str
    message: str
    meta: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeState:
    """What became of a code: it applies, or `refusal` says why not."""

    code: str
    refusal: CodeRefusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedDiscount:
    """What a discount took off one line (or the shipping: `line_id` None)."""

    source: str
    code: str
    label: str
    line_id: UUID | None
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedFee:
    """A fee that is charged."""

    id: UUID
    source: str
    code: str
    label: str
    tax_category: str
    amount: Money
    tax: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTotals:
    """One line's sums. `total` is what the shopper pays for it, tax included."""

    line_id: UUID
    subtotal: Money
    discount: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a cart comes to. The parts add up: see `tests/commerce/cart/test_totals.py`.

    `codes` says of each code of the cart what became of it.

    With prices that include tax: total = subtotal - discount + fees + shipping; else + tax.
    `shipping` is after its own discount; `shipping_quoted` before.
    """

    currency: str
    tax_included: bool
    lines: tuple[LineTotals, ...]
    subtotal: Money
    discounts: tuple[AppliedDiscount, ...]
    discount: Money
    fees: tuple[AppliedFee, ...]
    fee: Money
    shipping_option: ShippingOption | None
    shipping_quoted: Money
    shipping: Money
    shipping_tax: Money
    taxes: tuple[TaxLine, ...]
    tax: Money
    total: Money
    problems: tuple[Problem, ...] = ()
    codes: tuple[CodeState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became different since the shopper looked last."""

    line_id: UUID
    kind: Literal["price_changed", "unavailable", "available_again", "less_available"]
    message: str
    before: Money | None = None
    after: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartView:
    """A cart, what it comes to, and what became different since the last look."""

    draft: CartDraft
    totals: Totals
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CartSummary:
    """A row of a list of carts."""

    id: UUID
    state: str
    channel_id: UUID
    customer_id: UUID | None
    email: str
    currency: str
    item_count: int
    created_at: datetime
    updated_at: datetime
