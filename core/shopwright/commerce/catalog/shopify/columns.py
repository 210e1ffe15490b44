"""Which columns there are, how files spell them, and what a bad cell in each costs.

Two generations of headers are about: `Variant Price` and, since 2024, `Price`. Both are read, in
any case and order; `write` uses the older, which every tool knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from shopwright.commerce.catalog.shopify import cells


class Loss(Enum):
    """What is left out when a cell is bad; the text completes the sentence in the fault."""

    CELL = "the cell is left out"
    VARIANT = "the variant is left out"
    ROW = "the row is left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    field: str  # of the record
    header: str  # what `write` calls it
    also: tuple[str, ...] = ()
    parse: Callable[[str], Any] = cells.line
    money: bool = False  # parsed by `cells.money`, which needs the currency's decimals
    limit: int = 255  # characters
    loss: Loss = Loss.CELL
    instead: Any = None  # what a bad cell counts as, where leaving it out would do harm


HANDLE = Column(
    field="handle", header="Handle", also=("URL handle",), parse=cells.handle, loss=Loss.ROW
)
# A product whose visibility cannot be read stays hidden until somebody looks.
PRODUCT = (
    Column(field="title", header="Title"),
    Column(
        field="body_html",
        header="Body (HTML)",
        also=("Body HTML", "Description"),
        parse=cells.html,
        limit=524_288,
    ),
    Column(field="vendor", header="Vendor"),
    Column(
        field="product_category",
        header="Product Category",
        also=("Standard Product Type",),
        limit=1000,
    ),
    Column(field="product_type", header="Type", also=("Custom Product Type",)),
    Column(field="tags", header="Tags", parse=cells.tags, limit=100_000),
    Column(
        field="published",
        header="Published",
        also=("Published on online store",),
        parse=cells.boolean,
        instead=False,
    ),
    Column(field="gift_card", header="Gift Card", parse=cells.boolean),
    Column(field="seo_title", header="SEO Title"),
    Column(field="seo_description", header="SEO Description", limit=5000),
    Column(field="status", header="Status", parse=cells.status, instead="draft"),
)
OPTION_NAMES = tuple(Column(field="options", header=f"Option{n} Name") for n in (1, 2, 3))
OPTION_VALUES = tuple(
    Column(field="option_values", header=f"Option{n} Value", loss=Loss.VARIANT) for n in (1, 2, 3)
)
SKU = Column(field="sku", header="Variant SKU", also=("SKU",), parse=cells.code, loss=Loss.VARIANT)
# Selling at a wrong price, without tax or without postage costs money: then no variant at all.
VARIANT = (
    SKU,
    Column(
        field="grams",
        header="Variant Grams",
        also=("Weight value (grams)",),
        parse=cells.grams,
        limit=64,
    ),
    Column(
        field="weight_unit",
        header="Variant Weight Unit",
        also=("Weight unit for display",),
        parse=cells.weight_unit,
    ),
    Column(
        field="inventory_tracker",
        header="Variant Inventory Tracker",
        also=("Inventory tracker",),
    ),
    Column(
        field="inventory_qty",
        header="Variant Inventory Qty",
        also=("Inventory quantity", "Variant Inventory Quantity"),
        parse=cells.quantity,
        limit=64,
    ),
    Column(
        field="inventory_policy",
        header="Variant Inventory Policy",
        also=("Continue selling when out of stock",),
        parse=cells.inventory_policy,
        instead="deny",
    ),
    Column(
        field="price",
        header="Variant Price",
        also=("Price",),
        money=True,
        limit=64,
        loss=Loss.VARIANT,
    ),
    Column(
        field="compare_at",
        header="Variant Compare At Price",
        also=("Compare-at price",),
        money=True,
        limit=64,
    ),
    Column(
        field="requires_shipping",
        header="Variant Requires Shipping",
        also=("Requires shipping",),
        parse=cells.boolean,
        loss=Loss.VARIANT,
    ),
    Column(
        field="taxable",
        header="Variant Taxable",
        also=("Charge tax",),
        parse=cells.boolean,
        loss=Loss.VARIANT,
    ),
    Column(field="barcode", header="Variant Barcode", also=("Barcode",), parse=cells.code),
    Column(
        field="image_src",
        header="Variant Image",
        also=("Variant image URL",),
        parse=cells.url,
        limit=2048,
    ),
    Column(field="cost", header="Cost per item", money=True, limit=64),
    Column(field="tax_code", header="Variant Tax Code", also=("Tax code",), loss=Loss.VARIANT),
)
IMAGE_SRC = Column(
    field="src", header="Image Src", also=("Product image URL",), parse=cells.url, limit=2048
)
IMAGE_POSITION = Column(field="position", header="Image Position", parse=cells.position, limit=64)
IMAGE_ALT = Column(field="alt", header="Image Alt Text", limit=512)
IMAGE = (IMAGE_SRC, IMAGE_POSITION, IMAGE_ALT)
ALL = (HANDLE, *PRODUCT, *OPTION_NAMES, *OPTION_VALUES, *VARIANT, *IMAGE)

# Known, but with no place here: by the first words of their names, with the values that may be
# ignored without a word because they say what holds anyway.
_IGNORED: tuple[tuple[str, frozenset[str]], ...] = (
    ("variant fulfillment service", frozenset({"manual"})),
    ("fulfillment service", frozenset({"manual"})),
    ("google shopping /", frozenset()),
    ("option1 linked to", frozenset()),
    ("option2 linked to", frozenset()),
    ("option3 linked to", frozenset()),
    ("unit price", frozenset()),
    ("published scope", frozenset({"global", "web"})),
    ("collection", frozenset()),
    ("included /", frozenset()),
    ("price /", frozenset()),
    ("compare at price /", frozenset()),
)


def key(name: str) -> str:
    """The name of a column as names are compared."""
    return " ".join(re.sub(r"[\s_-]+", " ", name).casefold().split())


SPELLINGS = {
    key(name): (column, slot)
    for group in ((HANDLE,), PRODUCT, OPTION_NAMES, OPTION_VALUES, VARIANT, IMAGE)
    for slot, column in enumerate(group)
    for name in (column.header, *column.also)
}


def known(names: Iterable[str]) -> int:
    """How many of the names are columns of a product file."""
    return sum(key(name) in SPELLINGS for name in names)


def harmless(name: str) -> frozenset[str] | None:
    """For a column that is known and not imported, the values not worth a word; else None."""
    found = key(name)
    if "metafield" in found:
        return frozenset()
    return next((values for start, values in _IGNORED if found.startswith(start)), None)
