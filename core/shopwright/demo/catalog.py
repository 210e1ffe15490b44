"""The goods of the demo shop "Alder & Wren: everyday objects, made slowly".

Plain values, unfolded from the sheets in `shopwright.demo.data`. Nothing here touches a database:
`shopwright.demo.load` plays them through the commands that a merchant's clicks would use.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from shopwright.demo.data import (
    bags,
    clothing,
    desk,
    glass,
    home,
    kitchen,
    knitwear,
    lighting,
    tableware,
    textiles,
    tree,
)
from shopwright.demo.data.sheets import Amounts, Look, Policy, Sheet, Status, TaxCategory
from shopwright.demo.pictures import ANGLES, Palette

T = TypeVar("T")
D = TypeVar("D")

CURRENCIES = ("EUR", "USD")
_MODULES = (
    tableware,
    glass,
    kitchen,
    clothing,
    knitwear,
    bags,
    lighting,
    home,
    textiles,
    desk,
)
_COLORED = ("Color", "Material")  # looks that a color stands for; a scent has none
LOCATIONS: Mapping[str, str] = {"porto": "Porto workshop", "malmo": "Malmö store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCategory:
    """A node of the tree; `path` is the handles from the root down to it."""

    handle: str
    title: str
    description_html: str
    path: tuple[str, ...]
    position: int

    @property
    def parent(self) -> str | None:
        return self.path[-2] if len(self.path) > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCollection:
    """A hand-picked list; `products` are handles in the order in which they are shown."""

    handle: str
    title: str
    description_html: str
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRuledCollection:
    """A list that rules fill; `rules` are JSON values."""

    handle: str
    title: str
    description_html: str
    rules: Mapping[str, Any]
    sort: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPicture:
    """What `pictures.draw` needs, and the alternative text."""

    subject: str
    palette: Palette
    angle: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoVariant:
    """`price` and `compare_at` are minor units by currency; `stock` is units on hand by location.

    A location that is missing in `stock` does not keep the variant. `picture` is an index into
    the product's pictures.
    """

    sku: str
    barcode: str | None
    options: Mapping[str, str]
    weight_grams: int
    price: Mapping[str, int]
    compare_at: Mapping[str, int]
    policy: Policy
    requires_shipping: bool
    stock: Mapping[str, int]
    low_threshold: int
    picture: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProduct:
    """`category` is the handle of a leaf; `age_days` is how long ago it was first published."""

    handle: str
    title: str
    vendor: str
    product_type: str
    category: str
    description_html: str
    tags: tuple[str, ...]
    status: Status
    tax_category: TaxCategory
    seo_title: str
    seo_description: str
    age_days: int
    options: Mapping[str, tuple[str, ...]]
    variants: tuple[DemoVariant, ...]
    pictures: tuple[DemoPicture, ...]


@cache
def demo_products() -> tuple[DemoProduct, ...]:
    """Every product, in the order of the departments."""
    return tuple(_product(sheet) for module in _MODULES for sheet in module.PRODUCTS)


@cache
def demo_categories() -> tuple[DemoCategory, ...]:
    """Every category, parents before their children."""
    return tuple(_categories(tree.CATEGORIES, ()))


@cache
def demo_collections() -> tuple[DemoCollection, ...]:
    return tuple(
        DemoCollection(
            handle=shelf.handle,
            title=shelf.title,
            description_html=f"<p>{shelf.text}</p>",
            products=shelf.products,
        )
        for shelf in tree.COLLECTIONS
    )


@cache
def demo_ruled_collections() -> tuple[DemoRuledCollection, ...]:
    return tuple(
        DemoRuledCollection(
            handle=shelf.handle,
            title=shelf.title,
            description_html=f"<p>{shelf.text}</p>",
            rules=shelf.rules,
            sort=shelf.sort,
        )
        for shelf in tree.RULED_COLLECTIONS
    )


@cache
def demo_swatches() -> Mapping[tuple[str, str], str]:
    """Colors by option and value, as the pictures have them: those of plain things count first."""
    found: dict[tuple[str, str], str] = {}
    looks = [
        (sheet.look_option, look)
        for module in _MODULES
        for sheet in module.PRODUCTS
        for look in sheet.looks
        if sheet.look_option in _COLORED and look.value
    ]
    for option, look in sorted(looks, key=lambda pair: pair[1].pattern != "plain"):
        # A pattern is named after its ink, which is darker than what it is printed on.
        ink = look.main if look.pattern == "plain" else min(look.main, look.accent, key=_light)
        found.setdefault((option, look.value), (look.swatch or ink).lower())
    return found


def _light(color: str) -> int:
    """How bright `#rrggbb` is, roughly."""
    return sum(bytes.fromhex(color[1:]))


def _categories(branches: Iterable[tree.Branch], above: tuple[str, ...]) -> Iterable[DemoCategory]:
    for position, branch in enumerate(branches):
        path = (*above, branch.handle)
        yield DemoCategory(
            handle=branch.handle,
            title=branch.title,
            description_html=f"<p>{branch.text}</p>",
            path=path,
            position=position,
        )
        yield from _categories(branch.below, path)


def _product(sheet: Sheet) -> DemoProduct:
    options = dict(sheet.more)
    if sheet.looks[0].value:
        options = {sheet.look_option: tuple(look.value for look in sheet.looks), **options}
    return DemoProduct(
        handle=sheet.handle,
        title=sheet.title,
        vendor=sheet.vendor,
        product_type=sheet.product_type,
        category=sheet.category,
        description_html=_html(sheet.description),
        tags=sheet.tags,
        status=sheet.status,
        tax_category=sheet.tax_category,
        seo_title=sheet.seo_title,
        seo_description=sheet.seo_description,
        age_days=sheet.age_days,
        options=options,
        variants=tuple(_variants(sheet)),
        pictures=tuple(_pictures(sheet)),
    )


def _pictures(sheet: Sheet) -> Iterable[DemoPicture]:
    """The first look from every angle, then the whole of each further look."""
    for look in sheet.looks:
        for angle in ANGLES if look is sheet.looks[0] else ANGLES[:1]:
            yield DemoPicture(
                subject=sheet.subject,
                palette=look.palette(sheet.ground),
                angle=angle,
                alt=sheet.alt[angle].replace("{look}", look.value.lower()),
            )


def _picture_of(look_number: int) -> int:
    return 0 if look_number == 0 else len(ANGLES) + look_number - 1


def _variants(sheet: Sheet) -> Iterable[DemoVariant]:
    number = itertools.count(1)
    for look_number, look in enumerate(sheet.looks):
        combos = list(itertools.product(*sheet.more.values()))
        levels = sheet.stock[look_number].split() if sheet.stock else [""] * len(combos)
        for values, level in zip(combos, levels, strict=True):
            yield _variant(sheet, look, values, level, next(number), _picture_of(look_number))


def _variant(
    sheet: Sheet, look: Look, values: tuple[str, ...], level: str, number: int, picture: int
) -> DemoVariant:
    options = dict(zip(sheet.more, values, strict=True))
    if look.value:
        options = {sheet.look_option: look.value, **options}
    chosen = tuple(options.values())
    names = ("", *chosen, " / ".join(values))
    compare_at = _last(sheet.compare_at, names, None)
    return DemoVariant(
        sku="-".join((sheet.sku, *(_code(value) for value in chosen))),
        barcode=ean13(f"29{sheet.barcodes:05d}{number:05d}") if sheet.barcodes else None,
        options=options,
        weight_grams=_last(sheet.weights, names, sheet.weight),
        price=_by_currency(_last(sheet.prices, names, sheet.price)),
        compare_at=_by_currency(compare_at) if compare_at else {},
        policy=sheet.policy,
        requires_shipping=sheet.requires_shipping,
        stock=_levels(level),
        low_threshold=sheet.low_threshold,
        picture=picture,
    )


def _last(by_name: Mapping[str, T], names: Iterable[str], default: D) -> T | D:
    """The entry of the last name that has one."""
    named = [by_name[name] for name in names if name in by_name]
    return named[-1] if named else default


def _by_currency(amounts: Amounts) -> Mapping[str, int]:
    return dict(zip(CURRENCIES, amounts, strict=True))


def _levels(text: str) -> Mapping[str, int]:
    units = dict(zip(LOCATIONS, text.split("/"), strict=bool(text)))
    return {location: int(count) for location, count in units.items() if count not in ("", "-")}


def _code(value: str) -> str:
    """What a value is called in a SKU: `Sage` is SAG, `XL` is XL, `40-43` is 4043."""
    bare = "".join(letter for letter in value.upper() if letter.isascii() and letter.isalnum())
    return bare[:6] if any(letter.isdigit() for letter in bare) else bare[:3]


def ean13(twelve_digits: str) -> str:
    """Append the check digit. Codes that begin with 2 are a shop's own and never collide."""
    digits = [int(digit) for digit in twelve_digits]
    total = sum(digits[::2]) + 3 * sum(digits[1::2])
    return f"{twelve_digits}{-total % 10}"


def _html(text: str) -> str:
    """Paragraphs one per line, without the indentation of the source."""
    return " ".join(text.split()).replace("</p> <p>", "</p>\n<p>")
