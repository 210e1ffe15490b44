"""A product on its own page, and which of its variants the shopper means."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from shopwright_storefront.present.cards import card_of
from shopwright_storefront.present.language import Language
from shopwright_storefront.present.pictures import picture
from shopwright_storefront.theme_api.v1 import (
    Crumb,
    Image,
    OptionValue,
    Product,
    ProductOption,
    Seo,
    Swatch,
    Variant,
)


def product(
    document: bytes, asked: Mapping[str, str], language: Language, *, tax_included: bool
) -> Product:
    """The product's page. `asked` is the query or the form: `option1=M`, or `variant=ID`.

    Who asks for nothing sees the first variant that can be bought.
    """
    data = json.loads(document)
    images = [picture(one) for one in data["images"]]
    url = language.url_for("product", data["handle"])
    names = [option["name"] for option in data["options"]]
    variants = [_variant(one, names, images, url, language) for one in data["variants"]]
    chosen = _chosen(names, variants, asked)
    selected = next((one for one in variants if one["options"] == chosen), None)
    version = blake2b(document, digest_size=8).hexdigest()
    whole = {**data, "variant_count": len(variants), "variant_id": None}
    if len(variants) == 1:
        whole["variant_id"] = variants[0]["id"]
    common = card_of(whole, version, language)
    return Product(
        **{**common, **_of_variant(selected)},  # type: ignore[typeddict-item]
        type=data["product_type"],
        tags=data["tags"],
        description_html=Markup(data["description_html"]),  # noqa: S704 - cleaned when published
        images=images,
        videos=[],
        options=_options(data["options"], variants, chosen, url),
        variants=variants,
        selected_variant=selected,
        tax_note=language.say("product.tax_included" if tax_included else "product.tax_added"),
        stock_left=None,
        ships_by=None,
        attributes={key: str(value) for key, value in data["custom"].items() if value},
        extra=data["extra"],
        seo=Seo(title=data["seo"]["title"], description=data["seo"]["description"]),
        breadcrumbs=_crumbs(data["categories"], data["title"], url, language),
    )


def _of_variant(selected: Variant | None) -> dict[str, Any]:
    """Price and stock are those of what is chosen."""
    if selected is None:
        return {}
    price, before = selected["price"]["amount"], selected["compare_at"]
    percent = round((before["amount"] - price) * 100 / before["amount"]) if before else 0
    return {
        "price": selected["price"],
        "compare_at": before,
        "on_sale": before is not None,
        "saving_percent": percent,
        "available": selected["available"],
        "stock_state": selected["stock_state"],
    }


def _variant(
    data: Mapping[str, Any],
    names: Sequence[str],
    images: Sequence[Image],
    url: str,
    language: Language,
) -> Variant:
    options = {name: data["options"][name] for name in names if name in data["options"]}
    price, before = data["price"], data["compare_at"]
    amount = price["amount"] if price else 0
    return Variant(
        id=data["id"],
        sku=data["sku"] or "",
        barcode=data["barcode"] or "",
        title=data["title"],
        options=options,
        price=language.money(amount),
        compare_at=language.money(before["amount"])
        if before and before["amount"] > amount
        else None,
        unit_price=None,
        available=price is not None and data["stock_state"] != "out",
        stock_state=data["stock_state"],
        image=next((one for one in images if one["id"] == data["image_id"]), None),
        url=choice_url(url, names, options),
    )


def _chosen(
    names: Sequence[str], variants: Sequence[Variant], asked: Mapping[str, str]
) -> dict[str, str]:
    """The choice as it was made, possible or not."""
    wanted = next((one for one in variants if one["id"] == asked.get("variant")), None)
    named = {
        name: asked[f"option{position}"]
        for position, name in enumerate(names, 1)
        if asked.get(f"option{position}")
    }
    if wanted is not None and not named:
        return wanted["options"]
    if not variants or len(named) == len(names):
        return named
    fitting = [one for one in variants if named.items() <= one["options"].items()]
    first = next((one for one in fitting if one["available"]), next(iter(fitting), None))
    return {**first["options"], **named} if first else named


def _options(
    options: Sequence[Mapping[str, Any]],
    variants: Sequence[Variant],
    chosen: Mapping[str, str],
    url: str,
) -> list[ProductOption]:
    names = [option["name"] for option in options]
    buyable = [one["options"] for one in variants if one["available"]]
    found = []
    for position, option in enumerate(options, 1):
        values = []
        for value in option["values"]:
            wanted = {**chosen, option["name"]: value}
            address = choice_url(url, names, wanted)
            available = wanted in buyable
            color = (option.get("swatches") or {}).get(value)
            swatch = Swatch(label=value, color=color, image=None, available=available, url=address)
            values.append(
                OptionValue(
                    name=value,
                    swatch=swatch if color else None,
                    available=available,
                    selected=chosen.get(option["name"]) == value,
                    url=address,
                )
            )
        found.append(ProductOption(name=option["name"], position=position, values=values))
    return found


def choice_url(url: str, names: Sequence[str], chosen: Mapping[str, str]) -> str:
    """The product's page with a choice of its options, which are numbered by `names`."""
    asked = {
        f"option{position}": chosen[name]
        for position, name in enumerate(names, 1)
        if name in chosen
    }
    return f"{url}?{urlencode(asked)}" if asked else url


def _crumbs(
    trails: Sequence[Sequence[Mapping[str, str]]], title: str, url: str, language: Language
) -> list[Crumb]:
    """By the longest of its categories' trails."""
    trail = max(trails, key=len, default=())
    return [
        Crumb(title=language.say("general.home"), url=language.path("/")),
        *(Crumb(title=s["title"], url=language.url_for("category", s["handle"])) for s in trail),
        Crumb(title=title, url=url),
    ]
