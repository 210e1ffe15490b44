"""What crosses the border: the records of a product file, and the faults found in it.

`None` in a field means that the file gave no value. Whether it said so on purpose is in `stated`:

- in `stated` and `None`: there is a column for it and the cell is blank, so an update clears it;
- not in `stated`: no such column, or a cell that could not be read, so an update keeps what is.

Two records are equal when they say the same of the product: where in the file they stood (`line`,
`last_line`, `continuation`) and how (`stated`) is left out of the comparison.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Severity = Literal["error", "warning"]
Status = Literal["active", "draft", "archived"]
WeightUnit = Literal["g", "kg", "lb", "oz"]
InventoryPolicy = Literal["deny", "continue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with the file. `shopwright.commerce.catalog.shopify` lists the codes.

    An `error` says that something of the file was left out or replaced; a `warning` that nothing
    a shopper or a till would notice was. After a `fatal` fault nothing more is read.
    """

    line: int  # as a text editor counts, from 1: a cell with line breaks takes several lines
    column: str | None  # as the file spells it; None when the whole row or file is meant
    code: str
    message: str  # the value shortened, the cause, what was done, the remedy; fit for merchants
    fatal: bool = False
    severity: Severity = "error"
    handle: str | None = None  # of the product it stands in, to search for in a spreadsheet


class UnreadableFileError(Exception):
    """Stops the reading of a file; carries the fatal fault. Never leaves this package."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRecord:
    src: str  # an absolute http or https address; whether it answers is not known
    position: int | None = None  # from 1; None: in order of the file
    alt: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRecord:
    """One variant. Amounts are in the shop's currency, which the file does not name."""

    # One value for each of the product's options. Empty: the only variant of a product without
    # options, or, in a file without option columns, the variant that has this SKU.
    option_values: tuple[str, ...] = ()
    sku: str | None = None
    grams: int | None = None
    weight_unit: WeightUnit | None = None  # to show the weight in; the weight is in grams
    inventory_tracker: str | None = None  # "shopify" or a service; stated and None: not tracked
    inventory_qty: int | None = None  # never negative
    inventory_policy: InventoryPolicy | None = None
    price: Decimal | None = None  # never negative; None: no price given
    compare_at: Decimal | None = None
    requires_shipping: bool | None = None
    taxable: bool | None = None
    barcode: str | None = None
    image_src: str | None = None
    cost: Decimal | None = None
    tax_code: str | None = None
    line: int = field(default=0, compare=False)
    stated: frozenset[str] = field(default=frozenset(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRecord:
    """What consecutive rows of one handle say.

    `continuation`: this handle was in the file before, apart from these rows, or in a row that was
    left out. Such a record adds variants and images to the product of that handle, and its
    product fields hold only what its own rows spell out. It never clears anything.
    """

    handle: str
    title: str | None = None  # None: nothing to call a new product by; an update keeps the old
    body_html: str | None = None  # as it stands in the file: not sanitized
    vendor: str | None = None
    product_category: str | None = None
    product_type: str | None = None
    tags: tuple[str, ...] = ()
    published: bool | None = None
    status: Status | None = None
    seo_title: str | None = None
    seo_description: str | None = None
    gift_card: bool | None = None
    options: tuple[str, ...] = ()  # names; empty with variants that have values: not said
    variants: tuple[VariantRecord, ...] = ()
    images: tuple[ImageRecord, ...] = ()
    line: int = field(default=0, compare=False)  # of the first row
    last_line: int = field(default=0, compare=False)  # what to pass as `resume_after`
    continuation: bool = field(default=False, compare=False)
    stated: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
