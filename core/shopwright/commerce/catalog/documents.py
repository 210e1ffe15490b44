"""Publishing: from the tables that staff edit to the bytes that shoppers read.

One document per product and locale. It holds neither prices nor stock: those are laid over it when
it is read (`overlay.py`), at the places that `MARK` leaves free.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import structlog
from pydantic_core import to_json
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.hooks import Document, DocumentDraft, product_document
from shopwright.commerce.catalog.models import (
    Category,
    CategoryListing,
    DocumentRebuild,
    ProductDocument,
)
from shopwright.commerce.catalog.pictures import picture_json
from shopwright.commerce.catalog.queries.editing import load_products
from shopwright.commerce.catalog.search_index import forget_search_rows, write_search_rows
from shopwright.commerce.catalog.stock_state import document_states
from shopwright.commerce.catalog.text import clean_html, fold, plain_text, words
from shopwright.commerce.catalog.types import ProductView, VariantView
from shopwright.commerce.custom_fields.queries import public_values
from shopwright.commerce.pricing.ranges import MARK, lock_products, rewrite_ranges
from shopwright.platform.hooks.dispatch import chain
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime

_SEARCH_TEXT_LENGTH = 20_000
_CARD_TAGS = 50
_log = structlog.get_logger()


def publish(
    db: Session, product_ids: Sequence[UUID], *, loaded: Sequence[ProductView] | None = None
) -> None:
    """Write all that is read of these products anew; what is not active is taken away.

    A batch of any size costs the same number of statements. `loaded` saves reading them again.
    """
    lock_products(db, product_ids)
    products = loaded if loaded is not None else load_products(db, product_ids)
    withdraw(db, product_ids)
    active = [product for product in products if product.status == "active"]
    if active:
        trails = _Trails(db, active)
        ids = [product.id for product in active]
        states, custom = document_states(db, ids), public_values(db, ids)
        rows = [
            _row(product, locale, trails, states.get(product.id, ("out", b"")), custom[product.id])
            for product in active
            for locale in runtime().settings.locales
        ]
        db.execute(insert(ProductDocument), rows)
        write_search_rows(db, rows)
        _write_listings(db, active, trails)
    rewrite_ranges(db, product_ids)


def withdraw(db: Session, product_ids: Iterable[UUID]) -> None:
    """Take away what shoppers read of these products; their ranges go with `rewrite_ranges`."""
    ids = list(product_ids)
    forget_search_rows(db, ids)
    db.execute(delete(ProductDocument).where(ProductDocument.product_id.in_(ids)))
    db.execute(delete(CategoryListing).where(CategoryListing.product_id.in_(ids)))
    db.execute(delete(DocumentRebuild).where(DocumentRebuild.product_id.in_(ids)))


class _Trails:
    """The categories of some products and those above them, read once for a batch."""

    def __init__(self, db: Session, products: Sequence[ProductView]) -> None:
        own = {category_id for product in products for category_id in product.category_ids}
        paths = {
            row.id: tuple(map(UUID, row.path.split("/")))
            for row in db.execute(select(Category.id, Category.path).where(Category.id.in_(own)))
        }
        every = {category_id for path in paths.values() for category_id in path}
        self._names = {
            row.id: (row.handle, row.title)
            for row in db.execute(
                select(Category.id, Category.handle, Category.title).where(Category.id.in_(every))
            )
        }
        self._paths = paths

    def of(self, product: ProductView) -> list[list[dict[str, str]]]:
        """One trail per category: from the root down, for breadcrumbs."""
        return [
            [
                {"handle": self._names[step][0], "title": self._names[step][1]}
                for step in self._paths[category_id]
            ]
            for category_id in product.category_ids
        ]

    def above(self, product: ProductView) -> set[UUID]:
        """Every category under which the product is listed."""
        return {step for category_id in product.category_ids for step in self._paths[category_id]}


def _row(
    product: ProductView,
    locale: str,
    trails: _Trails,
    states: tuple[str, bytes],
    custom: dict[str, Any],
) -> dict[str, Any]:
    document = _document(product, locale, trails, custom)
    assert product.published_at is not None
    return {
        "product_id": product.id,
        "locale": locale,
        "handle": product.handle,
        "sort_title": fold(product.title),
        "published_at": product.published_at,
        "vendor": product.vendor,
        "version": uuid7(),
        "stock_state": states[0],
        "variant_states": states[1],
        "card": to_json(document.card)[:-1],
        "detail": detail_bytes(document.detail, _sold(product)),
        "search_title": " ".join(words(product.title)),
        "search_text": " ".join(words(document.search_text))[:_SEARCH_TEXT_LENGTH],
    }


def _document(
    product: ProductView, locale: str, trails: _Trails, custom: dict[str, Any]
) -> Document:
    own = Document(
        card=_card(product),
        detail=_detail(product, trails.of(product), custom),
        search_text=_search_text(product, trails.of(product)),
    )
    draft = DocumentDraft(product=product, locale=locale, document=own)
    document: object = chain(product_document, draft, "document")
    if not isinstance(document, Document):
        _log.error("product_document returned no Document; it is ignored", product=product.handle)
        return own
    return document


def detail_bytes(detail: Mapping[str, Any], variants: Sequence[VariantView]) -> bytes:
    """The detail with its variants, each open at `MARK` for price and stock; the end is open too."""
    pieces = b",".join(to_json(_variant(variant))[:-1] + b"," + MARK + b"}" for variant in variants)
    return to_json(detail)[:-1] + b',"variants":[' + pieces + b"]"


def _sold(product: ProductView) -> list[VariantView]:
    return [variant for variant in product.variants if variant.active]


def _shown(product: ProductView) -> list[dict[str, Any]]:
    return [picture_json(picture) for picture in product.media if picture.state == "ready"]


def _card(product: ProductView) -> dict[str, Any]:
    variants = _sold(product)
    return {
        "id": str(product.id),
        "handle": product.handle,
        "title": product.title,
        "vendor": product.vendor,
        "product_type": product.product_type,
        "tags": list(product.tags[:_CARD_TAGS]),
        "published_at": product.published_at,
        "images": _shown(product)[:2],
        "options": _options(product),
        "variant_id": str(variants[0].id) if len(variants) == 1 else None,
        "variant_count": len(variants),
        "extra": {},
    }


def _detail(
    product: ProductView, trails: list[list[dict[str, str]]], custom: dict[str, Any]
) -> dict[str, Any]:
    html = clean_html(product.description_html)
    return {
        "id": str(product.id),
        "handle": product.handle,
        "title": product.title,
        "description_html": html,
        "vendor": product.vendor,
        "product_type": product.product_type,
        "tags": list(product.tags),
        "published_at": product.published_at,
        "updated_at": product.updated_at,
        "seo": {
            "title": product.seo_title or product.title,
            "description": product.seo_description or plain_text(html)[:300],
        },
        "categories": trails,
        "images": _shown(product),
        "options": _options(product),
        "custom": custom,
        "extra": {},
    }


def _options(product: ProductView) -> list[dict[str, Any]]:
    """Options with those values that can be bought."""
    used = {(name, value) for v in _sold(product) for name, value in v.options.items()}
    return [
        {"name": option.name, "values": [v for v in option.values if (option.name, v) in used]}
        for option in product.options
    ]


def _variant(variant: VariantView) -> dict[str, Any]:
    return {
        "id": str(variant.id),
        "title": variant.title,
        "sku": variant.sku,
        "barcode": variant.barcode,
        "options": variant.options,
        "weight_grams": variant.weight_grams,
        "requires_shipping": variant.requires_shipping,
        "image_id": str(variant.media_id) if variant.media_id else None,
    }


def _search_text(product: ProductView, trails: list[list[dict[str, str]]]) -> str:
    parts = [product.vendor, product.product_type, *product.tags]
    parts += [step["title"] for trail in trails for step in trail]
    parts += dict.fromkeys(value for v in _sold(product) for value in v.options.values())
    parts += [code for v in _sold(product) for code in (v.sku, v.barcode) if code]
    parts.append(plain_text(product.description_html))
    return " ".join(parts)


def _write_listings(db: Session, products: Sequence[ProductView], trails: _Trails) -> None:
    rows = [
        {
            "category_id": category_id,
            "product_id": product.id,
            "published_at": product.published_at,
            "sort_title": fold(product.title),
        }
        for product in products
        for category_id in trails.above(product)
    ]
    if rows:
        db.execute(insert(CategoryListing), rows)
