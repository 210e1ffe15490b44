"""Badges of products: which of them has which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shopwright.commerce.catalog import Document, ProductView


def badged(
    document: Document, product: ProductView, badges: Mapping[str, str], plugin_id: str
) -> Document:
    """The document with the product's badges in `extra` of card and detail, in the settings' order."""
    labels = [label for tag, label in badges.items() if tag in product.tags]
    if not labels:
        return document
    own = {plugin_id: {"badges": labels}}
    return replace(
        document,
        card={**document.card, "extra": {**document.card["extra"], **own}},
        detail={**document.detail, "extra": {**document.detail["extra"], **own}},
    )
