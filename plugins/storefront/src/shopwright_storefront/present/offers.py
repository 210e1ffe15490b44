"""What is for sale as Google and Meta read it: an item of words for each variant."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from shopwright.commerce.catalog import plain_text

from shopwright_storefront.present.language import Language
from shopwright_storefront.present.pictures import picture
from shopwright_storefront.present.products import choice_url
from shopwright_storefront.render.structured import is_gtin
from shopwright_storefront.render.text import decimal_amount

Item = list[tuple[str, str]]
Json = Mapping[str, Any]
GOOGLE: Mapping[str, str] = {
    "in": "in_stock",
    "low": "in_stock",
    "out": "out_of_stock",
    "backorder": "backorder",
    "preorder": "preorder",
}
META: Mapping[str, str] = {
    "in": "in stock",
    "low": "in stock",
    "out": "out of stock",
    "backorder": "available for order",
    "preorder": "preorder",
}
ATTRIBUTES: Mapping[str, str] = {
    "color": "color",
    "colour": "color",
    "farbe": "color",
    "size": "size",
    "größe": "size",
    "material": "material",
    "pattern": "pattern",
    "muster": "pattern",
}
"""Options that have a field of their own, by what they are called."""
_MOST_PICTURES = 10


def items(document: bytes, language: Language, site: str, stock: Json) -> Iterator[Item]:
    """Each variant that has a price. `site` begins every address; `stock` has the reader's words."""
    data = json.loads(document)
    common = _Common(data, language, site)
    for variant in data["variants"]:
        if variant["price"] is not None:
            yield [(name, text) for name, text in _item(variant, common, stock) if text]


class _Common:
    """What all variants of a product share, read once."""

    def __init__(self, data: Json, language: Language, site: str) -> None:
        self.data, self.site, self.language = data, site, language
        self.url = language.url_for("product", data["handle"])
        self.names = [option["name"] for option in data["options"]]
        self.description = plain_text(data["description_html"])[:5000] or data["title"]
        self.pictures = {one["id"]: self.whole(picture(one)["url"]) for one in data["images"]}
        trail = max(data["categories"], key=len, default=())
        self.kind = " > ".join(step["title"] for step in trail) or data["product_type"]

    def whole(self, url: str) -> str:
        """The address as others need it."""
        return url if "://" in url else f"{self.site}{url}"


def _item(variant: Json, common: _Common, stock: Json) -> Iterator[tuple[str, str]]:
    data, options = common.data, variant["options"]
    values = [options[name] for name in common.names if name in options]
    yield "g:id", variant["id"]
    yield "title", ", ".join((data["title"], *values))[:150]
    yield "description", common.description
    yield "link", common.whole(choice_url(common.url, common.names, options))
    yield from _pictures(variant["image_id"], common.pictures)
    yield "g:availability", stock[variant["stock_state"]]
    yield from _prices(variant, common.language.currency)
    yield from _identifiers(variant, data["vendor"])
    yield "g:condition", "new"
    if len(data["variants"]) > 1:
        yield "g:item_group_id", data["id"]
    yield "g:product_type", common.kind[:750]
    yield from _attributes(options)
    if variant["requires_shipping"] and variant["weight_grams"]:
        yield "g:shipping_weight", f"{variant['weight_grams']} g"


def _pictures(own: str | None, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The variant's own first, else the product's first; then the others."""
    urls = list(known.values())
    if own is not None and own in known:
        urls = [known[own], *(url for key, url in known.items() if key != own)]
    if urls:
        yield "g:image_link", urls[0]
    for url in urls[1 : _MOST_PICTURES + 1]:
        yield "g:additional_image_link", url


def _prices(variant: Json, currency: str) -> Iterator[tuple[str, str]]:
    """As the page says them: the one before, and the one that is asked for now."""
    now, before = variant["price"]["amount"], variant["compare_at"]
    usual = before["amount"] if before and before["amount"] > now else now
    yield "g:price", f"{decimal_amount(usual, currency)} {currency}"
    if usual != now:
        yield "g:sale_price", f"{decimal_amount(now, currency)} {currency}"


def _identifiers(variant: Json, vendor: str) -> Iterator[tuple[str, str]]:
    """What the whole world knows it by; without a GTIN, the vendor and its number."""
    gtin = variant["barcode"] if is_gtin(variant["barcode"] or "") else ""
    number = "" if gtin else (variant["sku"] or "")[:70]
    yield "g:brand", vendor[:70]
    yield "g:gtin", gtin
    yield "g:mpn", number
    if not gtin and not (vendor and number):
        yield "g:identifier_exists", "no"


def _attributes(options: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in options.items():
        if known := ATTRIBUTES.get(name.lower()):
            yield f"g:{known}", value[:100]
