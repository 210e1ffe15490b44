"""Products in lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from shopwright_storefront.present.language import Language
from shopwright_storefront.present.pictures import picture
from shopwright_storefront.theme_api.v1 import Badge, ProductCard, Swatch


def card(document: bytes, language: Language) -> ProductCard:
    """A ready card of the catalog's, as templates get it."""
    version = blake2b(document, digest_size=8).hexdigest()
    return card_of(json.loads(document), version, language)


def card_of(data: Mapping[str, Any], version: str, language: Language) -> ProductCard:
    """What a card and a product's page have in common."""
    images = [picture(one) for one in data["images"][:2]]
    prices = _prices(data["price"], language)
    state = data["stock_state"]
    url = language.url_for("product", data["handle"])
    return ProductCard(
        id=data["id"],
        handle=data["handle"],
        version=version,
        url=url,
        title=data["title"],
        vendor=data["vendor"],
        image=images[0] if images else None,
        hover_image=images[1] if len(images) > 1 else None,
        price=prices["price"],
        price_min=prices["price"],
        price_max=prices["price_max"],
        price_varies=prices["price_varies"],
        compare_at=prices["compare_at"],
        on_sale=prices["on_sale"],
        saving_percent=prices["saving_percent"],
        unit_price=None,
        available=state != "out" and data["price"] is not None,
        stock_state=state,
        variant_id=data.get("variant_id"),
        variant_count=data.get("variant_count", 0),
        swatches=list(_swatches(data["options"], url)),
        rating=None,
        badges=_badges(state, prices["saving_percent"], language),
        highlight=data["product_type"] or None,
    )


def cards(documents: Iterable[bytes], language: Language) -> list[ProductCard]:
    """Several, in their order."""
    return [card(document, language) for document in documents]


def saving(price: int, compare_at: int | None) -> int:
    """How many percent cheaper it is; 0 for what is not."""
    return round((compare_at - price) * 100 / compare_at) if compare_at else 0


def _prices(price: Mapping[str, Any] | None, language: Language) -> dict[str, Any]:
    low = price["min"]["amount"] if price else 0
    high = price["max"]["amount"] if price else 0
    before = price["compare_at"]["amount"] if price and price["compare_at"] else None
    return {
        "price": language.money(low),
        "price_max": language.money(high),
        "price_varies": low != high,
        "compare_at": language.money(before) if before and before > low else None,
        "on_sale": bool(before and before > low),
        "saving_percent": saving(low, before) if before and before > low else 0,
    }


def _swatches(options: Iterable[Mapping[str, Any]], url: str) -> Iterable[Swatch]:
    """Those of the first option that has any."""
    for position, option in enumerate(options, 1):
        colors = option.get("swatches") or {}
        for value in option["values"]:
            if value in colors:
                yield Swatch(
                    label=value,
                    color=colors[value],
                    image=None,
                    available=True,
                    url=f"{url}?{urlencode({f'option{position}': value})}",
                )
        if colors:
            return


def _badges(state: str, percent: int, language: Language) -> list[Badge]:
    if state == "out":
        return [Badge(kind="sold_out", label=language.say("badges.sold_out"))]
    if percent:
        return [Badge(kind="sale", label=language.say("badges.sale", percent=percent))]
    return []
