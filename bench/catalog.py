"""The catalog that is measured: many products of two variants, in fifty categories, in stock."""

from __future__ import annotations

import random
from itertools import accumulate, product
from uuid import UUID

from shopwright.commerce.catalog import (
    CategoryInput,
    OptionInput,
    ProductInput,
    VariantInput,
    create_category,
    create_product,
)
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.inventory.bulk import StockSetting, set_stock
from shopwright.commerce.pricing.types import PriceInput
from shopwright.platform.db import refresh_statistics, transaction

CATEGORIES = 50
_BATCH = 100
_WORDS = [
    "amber",
    "ash",
    "birch",
    "brass",
    "canvas",
    "cedar",
    "clay",
    "copper",
    "cork",
    "cotton",
    "dune",
    "ember",
    "felt",
    "fern",
    "flax",
    "forest",
    "glass",
    "granite",
    "hazel",
    "heather",
    "indigo",
    "iron",
    "ivory",
    "jute",
    "lark",
    "linen",
    "maple",
    "moss",
    "mulberry",
    "oak",
    "ochre",
    "olive",
    "opal",
    "pearl",
    "pine",
    "plum",
    "quartz",
    "reed",
    "rust",
    "sage",
    "sand",
    "slate",
    "smoke",
    "stone",
    "straw",
    "teal",
    "thistle",
    "umber",
    "walnut",
    "wheat",
    "willow",
    "wool",
]
_THINGS = [
    "mug",
    "bowl",
    "plate",
    "vase",
    "lamp",
    "stool",
    "chair",
    "blanket",
    "cushion",
    "tray",
    "bottle",
    "tote",
    "apron",
]
# What descriptions are made of: few words are common and most are rare, as in any language.
_VOCABULARY = [
    "".join(syllables)
    for syllables in product(("ba", "de", "fi", "go", "lu", "me", "no", "ri", "su", "ta"), repeat=4)
]
_FREQUENCIES = list(accumulate(1 / rank for rank in range(1, len(_VOCABULARY) + 1)))


def fill(count: int) -> list[UUID]:
    """Make `count` products through the shop's own commands; returns the ids of their variants."""
    random.seed(1)
    channel = install_defaults()
    categories = [
        create_category(CategoryInput(title=f"Category {number:02}")).id
        for number in range(CATEGORIES)
    ]
    variants: list[UUID] = []
    for start in range(0, count, _BATCH):
        with transaction():
            batch = [
                _product(number, categories[number % CATEGORIES], channel.price_list_id)
                for number in range(start, min(start + _BATCH, count))
            ]
        made = [variant for pair in batch for variant in pair]
        set_stock(
            [
                StockSetting(
                    variant_id=variant, location_id=channel.location_ids[0], on_hand=1_000_000
                )
                for variant in made
            ]
        )
        variants += made
    refresh_statistics()
    return variants


def _product(number: int, category_id: UUID, price_list_id: UUID) -> tuple[UUID, UUID]:
    words = random.sample(_WORDS, 3)
    price = random.randrange(500, 20_000)
    text = " ".join(random.choices(_VOCABULARY, cum_weights=_FREQUENCIES, k=60))
    view = create_product(
        ProductInput(
            title=f"{words[0].title()} {words[1]} {random.choice(_THINGS)}",
            handle=f"product-{number}",
            status="active",
            vendor=f"Workshop {number % 20}",
            description_html=f"<p>Made of {words[2]} by hand. {text}.</p>",
            category_ids=(category_id,),
            tags=tuple(words),
            options=(OptionInput(name="Size", values=("Small", "Large")),),
            variants=tuple(
                VariantInput(
                    sku=f"SKU-{number}-{size}",
                    options={"Size": size},
                    weight_grams=300,
                    prices=(PriceInput(currency="EUR", amount=price, price_list_id=price_list_id),),
                )
                for size in ("Small", "Large")
            ),
        )
    )
    return view.variants[0].id, view.variants[1].id
