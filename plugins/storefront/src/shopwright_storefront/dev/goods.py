"""What a made-up shop sells: products, collections, lists of them, as templates get them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from markupsafe import Markup

from shopwright_storefront.dev.fixtures import Fixture
from shopwright_storefront.present.language import Language
from shopwright_storefront.theme_api.samples import sample
from shopwright_storefront.theme_api.v1 import (
    Badge,
    Collection,
    Crumb,
    Facet,
    FacetChoice,
    Image,
    Money,
    OptionValue,
    Page,
    PageLink,
    Product,
    ProductCard,
    ProductOption,
    Sort,
    Suggestion,
    Swatch,
    Variant,
)

_TITLES = (
    "Stoneware mug", "Linen shirt", "Oak stool", "Wool blanket", "Brass lamp", "Glass carafe",
    "Walnut tray", "Cotton apron", "Iron pan", "Beeswax candle", "Paper lantern", "Leather strap",
)  # fmt: skip
_LONG = (
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzessammlung in Leinen gebunden",
    "Ein außergewöhnlich langer Produktname, der über mehrere Zeilen läuft und dennoch lesbar bleibt",
)
_VENDORS = ("Kiln & Co", "Atelier Lino", "Nordlicht")
_COLORS = (("Indigo", "#33437a"), ("Moss", "#5c6b3f"), ("Clay", "#b1603c"), ("Chalk", "#e8e4da"),
           ("Ink", "#22252b"))  # fmt: skip
_TINTS = ("#d9cfc1", "#c9d3cd", "#d8c9c6", "#cfd2dd", "#ddd6c3")
_TEXT = Markup(
    "<p>Made slowly, in small numbers, by people whose names we know.</p><p>It will outlast us.</p>"
)
_PICTURES = "/_theme/pictures/"


@dataclass(frozen=True, kw_only=True)
class Goods:
    """The catalog of a fixture, in a language."""

    fixture: Fixture
    language: Language

    def money(self, amount: int) -> Money:
        """An amount of about so many cents, in the fixture's currency."""
        scale = {"JPY": 1.5, "KWD": 3.0}.get(self.fixture.currency, 1.0)
        return self.language.money(round(amount * scale), self.fixture.currency)

    def picture(self, number: int, alt: str) -> dict[str, Any] | None:
        """A drawing; None in a shop without pictures."""
        if not self.fixture.pictures:
            return None
        tint = _TINTS[number % len(_TINTS)]
        url = f"{_PICTURES}{number}.svg"
        return sample(
            Image, id=str(number), url=url, width=800, height=1000, alt=alt, dominant_color=tint
        )

    @staticmethod
    def drawing(number: int) -> str:
        """The picture of this number, as SVG."""
        tint, (_, color) = _TINTS[number % len(_TINTS)], _COLORS[number % len(_COLORS)]
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="1000" viewBox="0 0 8 10">'
            f'<rect width="8" height="10" fill="{tint}"/><path fill="{color}" '
            f'd="M2 4h4v{2 + number % 2}a2 2 0 0 1-4 0z"/></svg>'
        )

    @cached_property
    def cards(self) -> list[ProductCard]:
        """All products, as lists show them."""
        return [cast(ProductCard, self._card(number)) for number in range(self.fixture.products)]

    def title(self, number: int) -> str:
        """A product's name."""
        if self.fixture.long:
            return _LONG[number % len(_LONG)]
        return _TITLES[number % len(_TITLES)]

    def _card(self, number: int) -> dict[str, Any]:
        price, on_sale = 1900 + number * 700, number % 4 == 1
        before = self.money(price + 1100) if on_sale else None
        title, state = self.title(number), self._state(number)
        sale = [sample(Badge, kind="sale", label="−20 %")] if on_sale else []  # noqa: RUF001
        return sample(
            ProductCard,
            id=f"p{number}", handle=f"product-{number}", version=f"{self.fixture.label}-{number}",
            url=self.language.url_for("product", f"product-{number}"), title=title,
            vendor=_VENDORS[number % 3], image=self.picture(number, title),
            hover_image=self.picture(number + 1, title), price=self.money(price),
            price_min=self.money(price), price_max=self.money(price), compare_at=before,
            on_sale=on_sale, saving_percent=20 if on_sale else 0, available=state != "out",
            stock_state=state, variant_id=None if self._variants(number) > 1 else f"p{number}-v0",
            variant_count=self._variants(number), swatches=self._swatches(number), badges=sale,
        )  # fmt: skip

    def _state(self, number: int) -> str:
        if self.fixture.sold_out:
            return "out"
        return {3: "low", 5: "out"}.get(number, "in")

    def _variants(self, number: int) -> int:
        return self.fixture.variants if number == 0 else 1 + number % 3

    def _swatches(self, number: int) -> list[dict[str, Any]]:
        url = self.language.url_for("product", f"product-{number}")
        return [
            sample(Swatch, label=name, color=color, available=True, url=url)
            for name, color in _COLORS[: number % 4]
        ]

    def product(self, number: int) -> Product:
        """A product on its own page."""
        variants = self.variants(number)
        title = self.title(number)
        pictures = [self.picture(number + step, title) for step in range(3)]
        note = "including VAT" if self.fixture.tax_included else "plus VAT"
        values = sample(
            Product,
            **{
                **self._card(number), "description_html": _TEXT,
                "images": [one for one in pictures if one], "options": self._options(variants),
                "variants": variants, "selected_variant": variants[0], "tax_note": note,
                "attributes": {"material": "Stoneware", "made_in": "Portugal"},
                "breadcrumbs": self.crumbs("Everything", title),
            },
        )  # fmt: skip
        return cast(Product, values)

    def variants(self, number: int) -> list[dict[str, Any]]:
        """What can be put into the cart of a product."""
        count, card = self._variants(number), self._card(number)
        made = []
        for index in range(count):
            color, size = _COLORS[index % 5][0], f"{36 + index // 5}"
            out = self.fixture.sold_out or index % 7 == 3
            made.append(
                sample(
                    Variant,
                    id=f"p{number}-v{index}",
                    sku=f"SKU-{number}-{index}",
                    title=f"{color} / {size}",
                    options={"Color": color, "Size": size},
                    price=card["price"],
                    compare_at=card["compare_at"],
                    available=not out,
                    stock_state="out" if out else "in",
                    image=card["image"],
                    url=f"{card['url']}?variant=p{number}-v{index}",
                )
            )
        return made

    def _options(self, variants: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(variants) < 2:
            return []
        return [
            sample(ProductOption, name=name, position=place, values=self._values(name, variants))
            for place, name in enumerate(("Color", "Size"), 1)
        ]

    def _values(self, option: str, variants: list[dict[str, Any]]) -> list[dict[str, Any]]:
        chosen = variants[0]["options"][option]
        colors = dict(_COLORS) if option == "Color" else {}
        names = dict.fromkeys(one["options"][option] for one in variants)
        return [
            sample(
                OptionValue,
                name=name,
                swatch=sample(Swatch, label=name, color=colors[name]) if name in colors else None,
                available=any(v["available"] for v in variants if v["options"][option] == name),
                selected=name == chosen,
                url=variants[0]["url"],
            )
            for name in names
        ]

    def collection(self, number: int) -> Collection:
        """A collection, with two below the first of them."""
        title = (
            _LONG[number % 3] if self.fixture.long else ("New in", "Kitchen", "Living")[number % 3]
        )
        values = sample(
            Collection,
            id=f"c{number}", handle=f"collection-{number}", version=f"c{number}", title=title,
            url=self.language.url_for("collection", f"collection-{number}"),
            image=self.picture(number + 2, title), count=self.fixture.products,
            description_html=Markup("<p>Chosen by hand.</p>"), breadcrumbs=self.crumbs(title),
        )  # fmt: skip
        return cast(Collection, values)

    def collections(self) -> list[Collection]:
        """All of them."""
        return [self.collection(number) for number in range(3)] if self.fixture.products else []

    def listing(self, path: str) -> dict[str, Any]:
        """What lists have beside their products: filters, orders, pages."""
        sorts = [
            sample(
                Sort, value=value, label=label, active=value == "newest", url=f"{path}?sort={value}"
            )
            for value, label in (("newest", "Newest"), ("price_asc", "Price, low to high"))
        ]
        total = self.fixture.products
        links = [
            sample(PageLink, label=str(number), url=f"{path}?page={number}", current=number == 1)
            for number in (1, 2)
        ]
        page = sample(
            Page, number=1, size=max(total, 1), total=total * 2, total_label=str(total * 2),
            pages=2 if total > 1 else 1, next=f"{path}?page=2" if total > 1 else None, links=links,
        )  # fmt: skip
        facets = self._facets(path) if total else []
        return {
            "products": self.cards, "facets": facets, "active_filters": [],
            "sorts": sorts if total else [], "page": page,
        }  # fmt: skip

    def _facets(self, path: str) -> list[dict[str, Any]]:
        choices = [
            sample(
                FacetChoice,
                value=name,
                label=name,
                count=4,
                count_label="4",
                url=f"{path}?vendor=x",
            )
            for name in _VENDORS
        ]
        low, high = self.money(1900), self.money(9600)
        return [
            sample(Facet, key="vendor", label="Brand", kind="check", choices=choices),
            sample(Facet, key="price", label="Price", kind="range", min=low, max=high),
        ]

    def suggestions(self) -> list[dict[str, Any]]:
        """What a search field offers."""
        return [
            sample(
                Suggestion,
                kind="product", label=one["title"], url=one["url"], image=one["image"],
                price=one["price"],
            )
            for one in self.cards[:4]
        ]  # fmt: skip

    def crumbs(self, *titles: str) -> list[Crumb]:
        """The way to a page."""
        steps = [sample(Crumb, title=title, url="/products") for title in ("Home", *titles)]
        return cast(list[Crumb], steps)
