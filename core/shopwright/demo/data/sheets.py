"""How a product is written down: once per product, not once per variant.

`shopwright.demo.catalog` unfolds a sheet into variants, SKUs, barcodes and pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shopwright.demo.pictures import Palette, Pattern

Amounts = tuple[int, int]
"""Cents of EUR and of USD; each is set by hand, neither is converted."""

Status = Literal["active", "draft", "archived"]
Policy = Literal["deny", "backorder", "untracked"]
TaxCategory = Literal["standard", "reduced"]

# The grounds that pictures stand on.
SAND = "#ece8e0"
OAT = "#e9e4da"
MIST = "#e6e8e2"
BLUSH = "#efe6de"
CLOUD = "#e4e6e8"
DUSK = "#d9d3c8"


@dataclass(frozen=True, slots=True)
class Look:
    """One value of the product's first option, and what it looks like.

    `swatch` is the color that stands for it, where that is not the one that meets the eye first.
    """

    value: str
    main: str
    accent: str
    pattern: Pattern = "plain"
    swatch: str = ""

    def palette(self, ground: str) -> Palette:
        return Palette(main=self.main, accent=self.accent, ground=ground, pattern=self.pattern)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A product.

    `looks` are the values of the option `look_option`; a single look with an empty value makes
    a product without that option. `more` are further options. `prices`, `compare_at` and
    `weights` may name option values that cost or weigh differently, or all further values joined
    by ` / `; what names most counts. The empty name stands for the whole product.

    `stock` has one row for each look: a level for each variant, written `porto/malmo`, where
    `-` is a location that does not keep it. An empty `stock` is for what is not counted.

    `alt` describes the three angles of the picture; `{look}` is replaced.
    """

    handle: str
    title: str
    vendor: str
    product_type: str
    category: str
    sku: str
    subject: str
    looks: tuple[Look, ...]
    price: Amounts
    weight: int
    alt: tuple[str, str, str]
    description: str
    stock: tuple[str, ...]
    age_days: int
    ground: str = SAND
    look_option: str = "Color"
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prices: Mapping[str, Amounts] = field(default_factory=dict)
    compare_at: Mapping[str, Amounts] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    barcodes: int | None = None
    low_threshold: int = 5
    policy: Policy = "deny"
    requires_shipping: bool = True
    tax_category: TaxCategory = "standard"
    status: Status = "active"
    seo_title: str = ""
    seo_description: str = ""
