"""The shop's categories, its hand-picked collections, and those that rules fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Branch:
    """A category with those below it."""

    handle: str
    title: str
    text: str
    below: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection: products in the order in which they are shown."""

    handle: str
    title: str
    text: str
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuledShelf:
    """A collection whose products are those that meet `rules`, in the order `sort`."""

    handle: str
    title: str
    text: str
    rules: Mapping[str, Any]
    sort: str


CATEGORIES = (
    Branch(
        "kitchen",
        "Kitchen",
        "What the day begins and ends with: things to cook with, to pour from and to pass around.",
        (
            Branch(
                "tableware",
                "Tableware",
                "Thrown, glazed and fired in small kilns. No two pieces are quite the same.",
                (
                    Branch("mugs", "Mugs", "For both hands, or for one finger."),
                    Branch("bowls", "Bowls", "From the first porridge to the last ramen."),
                    Branch("plates", "Plates", "They stack well and they age well."),
                ),
            ),
            Branch(
                "coffee-and-tea", "Coffee & tea", "Slow brewing needs few tools, and good ones."
            ),
            Branch("glassware", "Glass & storage", "Mouth-blown glass and jars that seal."),
            Branch("prep-and-serve", "Prep & serve", "Boards, spoons and cloths that do the work."),
        ),
    ),
    Branch(
        "clothing",
        "Clothing",
        "Few pieces, natural fibers, made to be mended.",
        (
            Branch(
                "tops",
                "Tops",
                "Cut straight, washed soft, sewn to last.",
                (
                    Branch("shirts", "Shirts", "Linen and cotton with real buttons."),
                    Branch("tees", "Tees", "Organic cotton that keeps its shape."),
                ),
            ),
            Branch("knitwear", "Knitwear", "Portuguese and Swedish wool, knitted to size."),
            Branch("accessories", "Accessories", "Warm heads, warm feet."),
        ),
    ),
    Branch(
        "home",
        "Home",
        "Light to read by, wool to sit under, a chair that outlives the house.",
        (
            Branch("lighting", "Lighting", "Lamps with a warm light and a long cord."),
            Branch("candles", "Candles", "Plant wax, beeswax, cotton wicks."),
            Branch("furniture", "Furniture", "Solid wood, joined without screws."),
            Branch(
                "textiles",
                "Textiles",
                "Linen and wool for the house.",
                (
                    Branch("throws-and-cushions", "Throws & cushions", "For the good chair."),
                    Branch("towels-and-rugs", "Towels & rugs", "For bare feet and wet hands."),
                ),
            ),
            Branch("vases-and-pots", "Vases & pots", "For one branch or a small jungle."),
            Branch("bath", "Bath", "Soap and little else."),
        ),
    ),
    Branch("bags", "Bags", "Canvas and vegetable-tanned leather, repaired for free."),
    Branch("desk", "Desk", "Paper, pencils and books to keep."),
)

COLLECTIONS = (
    Shelf(
        "new-in",
        "New in",
        "What came from the workshops this month. When it is gone, it is gone until the next.",
        (
            "dome-pendant-lamp",
            "kilim-runner",
            "waxed-cotton-overshirt",
            "donburi-bowl",
            "striped-cotton-jumper",
            "beeswax-tapers",
            "mending-a-handbook",
            "smoked-tumblers",
            "ash-glazed-vase",
        ),
    ),
    Shelf(
        "best-sellers",
        "Best sellers",
        "What people come back for, and what they send to their sisters.",
        (
            "stoneware-mug-350-ml",
            "heavyweight-linen-shirt",
            "canvas-market-tote",
            "opal-table-lamp",
            "lambswool-throw",
            "organic-cotton-tee",
            "ceramic-pour-over-set",
            "three-legged-stool",
            "olive-oil-soap",
            "clothbound-notebook",
        ),
    ),
    Shelf(
        "gifts-under-50",
        "Gifts under 50",
        "Small parcels that look like more. Put gift wrapping in the cart with them.",
        (
            "stoneware-mug-350-ml",
            "espresso-cups",
            "soy-candle",
            "clothbound-notebook",
            "drawing-pencils",
            "olive-oil-soap",
            "ribbed-beanie",
            "linen-tea-towel",
            "cherry-spoon-set",
            "beeswax-tapers",
            "zip-pouch",
            "a-year-at-the-table",
            "gift-wrapping",
        ),
    ),
    Shelf(
        "the-linen-edit",
        "The linen edit",
        "European flax, woven in Guimarães, from the shirt on your back to the towel on its peg.",
        (
            "heavyweight-linen-shirt",
            "gingham-linen-shirt",
            "linen-cushion",
            "linen-tea-towel",
            "waffle-bath-towels",
            "cooks-apron",
        ),
    ),
)

RULED_COLLECTIONS = (
    RuledShelf(
        "wood-and-wool",
        "Wood & wool",
        "What was a tree or a sheep not long ago, those that people like best first.",
        {
            "match": "any",
            "conditions": [{"field": "tag", "value": "wood"}, {"field": "tag", "value": "wool"}],
        },
        "best_selling",
    ),
    RuledShelf(
        "small-things",
        "Small things",
        "Under 30, and here today.",
        {
            "match": "all",
            "conditions": [
                {"field": "price", "op": "at_most", "amount": 3000, "currency": "EUR"},
                {"field": "stock", "value": "in"},
            ],
        },
        "price_asc",
    ),
)
