"""What goes into a basket of the demo shop."""

from __future__ import annotations

from random import Random

from shopwright.demo.catalog import DemoProduct, DemoVariant, demo_collections, demo_products

_TABLE = ("mugs", "bowls", "plates")


class Goods:
    """What can be bought, with how often it is."""

    def __init__(self) -> None:
        best = {handle for c in demo_collections()[:2] for handle in c.products}
        self.offers = [
            (product, variant)
            for product in demo_products()
            if product.status == "active" and product.product_type != "Service"
            for variant in product.variants
        ]
        self.weights = [
            (3.0 if product.handle in best else 1.0)
            * (1.6 if variant.price["EUR"] < 5000 else 1.0 if variant.price["EUR"] < 15000 else 0.5)
            / len(product.variants) ** 0.6
            for product, variant in self.offers
        ]

    def pick(
        self, random: Random, age_days: float, *, plenty: bool
    ) -> tuple[DemoProduct, DemoVariant]:
        """Something that was on sale then; `plenty` keeps to what the shelves are full of."""
        while True:
            product, variant = random.choices(self.offers, self.weights)[0]
            if product.age_days <= age_days:
                continue
            if not plenty or sum(variant.stock.values()) >= 12:
                return product, variant


def fill(
    random: Random, goods: Goods, age_days: float, *, at_least: int, plain: bool
) -> dict[str, int]:
    """Units by SKU. `plain` baskets hold few, well stocked things that come in a parcel.

    What has no parcel (a download, gift wrapping) only ever comes with something that has.
    """
    wanted = max(at_least, random.choices((1, 2, 3, 4), (44, 32, 17, 7))[0])
    lines: dict[str, int] = {}
    while len(lines) < wanted:
        product, variant = goods.pick(random, age_days, plenty=plain)
        if not variant.requires_shipping and (plain or not lines):
            continue
        many = (1, 2, 4, 6) if product.category in _TABLE and not plain else (1, 1, 1, 2)
        lines[variant.sku] = random.choices(many, (60, 24, 11, 5))[0]
    if not plain and random.random() < 0.1:
        lines["AW-WRAP-LEA"] = 1
    return lines
