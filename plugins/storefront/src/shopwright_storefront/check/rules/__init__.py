"""The rules, one module per family. A new one is a function with `@rule` in one of these."""

from __future__ import annotations

from shopwright_storefront.check.rule import Rule
from shopwright_storefront.check.rules import (
    assets,
    described,
    files,
    forms,
    images,
    layouts,
    names,
    overrides,
    parts,
    scripts,
    slots,
    styles,
    texts,
    unused,
)

_FAMILIES = (
    described, files, layouts, parts, names, texts, slots, forms, scripts, images, assets, styles,
    overrides, unused,
)  # fmt: skip

RULES: tuple[Rule, ...] = tuple(
    found for family in _FAMILIES for found in vars(family).values() if isinstance(found, Rule)
)
"""All of them, as the guide tells of them."""
