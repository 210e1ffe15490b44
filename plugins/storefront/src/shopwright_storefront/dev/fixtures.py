"""Shops that were made up, one for each case that a theme has to bear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """A case. `products` are in the shop, `lines` in the cart; `variants` are the first product's."""

    label: str
    products: int = 12
    lines: int = 2
    variants: int = 4
    currency: str = "EUR"
    sold_out: bool = False
    pictures: bool = True
    long: bool = False
    tax_included: bool = True
    signed_in: bool = False
    problems: bool = False


_DEFAULT = Fixture(label="Default, as a guest")

FIXTURES: Mapping[str, Fixture] = {
    "default": _DEFAULT,
    "customer": replace(_DEFAULT, label="A customer who is signed in", signed_in=True),
    "empty-shop": replace(_DEFAULT, label="Empty shop", products=0, lines=0),
    "empty-cart": replace(_DEFAULT, label="Empty cart", lines=0),
    "one-product": replace(_DEFAULT, label="One product", products=1, lines=1, variants=1),
    "60-variants": replace(_DEFAULT, label="60 variants", variants=60),
    "sold-out": replace(_DEFAULT, label="Sold out", sold_out=True, lines=0),
    "no-picture": replace(_DEFAULT, label="No pictures", pictures=False),
    "long-words": replace(_DEFAULT, label="Very long words and titles", long=True),
    "yen": replace(_DEFAULT, label="Currency without decimals (JPY)", currency="JPY"),
    "dinar": replace(_DEFAULT, label="Currency with three decimals (KWD)", currency="KWD"),
    "net": replace(_DEFAULT, label="Net prices", tax_included=False),
    "problems": replace(_DEFAULT, label="Problems in cart and checkout", problems=True),
}
"""By the name that the toolbar chooses them by."""
