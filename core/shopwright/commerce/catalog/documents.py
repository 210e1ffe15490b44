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
    ProductChoice,
    ProductDocument,
)
from shopwright.commerce.catalog.pictures import picture_json
from shopwright.commerce.catalog.queries.editing import load_products
from shopwright.commerce.catalog.sales import sales_of
from shopwright.commerce.catalog.search_index import forget_search_rows, write_search_rows
from shopwright.commerce.catalog.stock_state import document_states
from shopwright.commerce.catalog.text import clean_html, fold, plain_text, words
from shopwright.commerce.catalog.types import ProductView, VariantView
from shopwright.commerce.catalog.vocabulary import Read, learn_words
from shopwright.commerce.catalog.wording import Wording
from shopwright.commerce.custom_fields.queries import public_values
from shopwright.commerce.pricing.ranges import MARK, lock_products, rewrite_ranges
from shopwright.platform.db import insert_rows
from shopwright.platform.hooks.dispatch import chain
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime

_SEARCH_TEXT_LENGTH = 20_000
_CARD_TAGS = 50
_log = structlog.get_logger()
_Trail = list[list[dict[str, str]]]


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
        _write(db, active)
    rewrite_ranges(db, product_ids)


def _write(db: Session, products: Sequence[ProductView]) -> None:
    sources = _Sources(db, products)
    written = [
        _row(product, locale, sources)
        for product in products
        for locale in runtime().settings.locales
    ]
    rows = [row for row, _ in written]
    db.execute(insert(ProductDocument), rows)
    write_search_rows(db, rows)
    learn_words(db, [read for _, read in written])
    _write_choices(db, products)
    _write_listings(db, products, sources)


def withdraw(db: Session, product_ids: Iterable[UUID]) -> None:
    """Take away what shoppers read of these products; their ranges go with `rewrite_ranges`."""
    ids = list(product_ids)
    forget_search_rows(db, ids)
    db.execute(delete(ProductDocument).where(ProductDocument.product_id.in_(ids)))
    db.execute(delete(CategoryListing).where(CategoryListing.product_id.in_(ids)))
    db.execute(delete(ProductChoice).where(ProductChoice.product_id.in_(ids)))
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

    def of(self, product: ProductView, wording: Wording, locale: str) -> _Trail:
        """One trail per category: from the root down, for breadcrumbs."""
        return [
            [self._crumb(step, wording, locale) for step in self._paths[category_id]]
            for category_id in product.category_ids
        ]

    def every(self) -> Iterable[UUID]:
        """All categories that occur."""
        return self._names.keys()

    def _crumb(self, category_id: UUID, wording: Wording, locale: str) -> dict[str, str]:
        handle, title = self._names[category_id]
        return {"handle": handle, "title": wording.category_title(category_id, locale) or title}

    def above(self, product: ProductView) -> set[UUID]:
        """Every category under which the product is listed."""
        return {step for category_id in product.category_ids for step in self._paths[category_id]}


class _Sources:
    """What the documents of some products are made of besides the products, read once for all."""

    def __init__(self, db: Session, products: Sequence[ProductView]) -> None:
        ids = [product.id for product in products]
        self.trails = _Trails(db, products)
        self.wording = Wording(db, products, self.trails.every())
        self.states = document_states(db, ids)
        self.custom = public_values(db, ids)
        self.sales = sales_of(db, ids)


def _row(product: ProductView, locale: str, sources: _Sources) -> tuple[dict[str, Any], Read]:
    """The document's row, and what the vocabulary learns of it."""
    shown = sources.wording.product(product, locale)
    document = _document(product, shown, locale, sources)
    assert product.published_at is not None
    state, variant_states = sources.states.get(product.id, ("out", b""))
    search_text = " ".join(words(document.search_text))[:_SEARCH_TEXT_LENGTH]
    row = {
        "product_id": product.id,
        "locale": locale,
        "handle": product.handle,
        "sort_title": fold(shown.title),
        "published_at": product.published_at,
        "vendor": product.vendor,
        "sales": sources.sales.get(product.id, 0),
        "version": uuid7(),
        "stock_state": state,
        "variant_states": variant_states,
        "card": to_json(document.card)[:-1],
        "detail": detail_bytes(document.detail, _sold(shown)),
        "search_title": " ".join(words(shown.title)),
        "search_text": search_text,
    }
    return row, Read(locale=locale, title=shown.title, search_text=search_text)


def _document(product: ProductView, shown: ProductView, locale: str, sources: _Sources) -> Document:
    trails = sources.trails.of(product, sources.wording, locale)
    options = _options(shown, sources.wording.colors(product, shown))
    own = Document(
        card=_card(shown, options),
        detail=_detail(shown, trails, options, sources.custom[product.id]),
        search_text=_search_text(shown, trails),
    )
    draft = DocumentDraft(product=shown, locale=locale, document=own)
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


def _card(product: ProductView, options: list[dict[str, Any]]) -> dict[str, Any]:
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
        "options": options,
        "variant_id": str(variants[0].id) if len(variants) == 1 else None,
        "variant_count": len(variants),
        "extra": {},
    }


def _detail(
    product: ProductView,
    trails: _Trail,
    options: list[dict[str, Any]],
    custom: dict[str, Any],
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
        "options": options,
        "custom": custom,
        "extra": {},
    }


def _options(product: ProductView, colors: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """Options with those values that can be bought, and the swatches of these."""
    used = {(name, value) for v in _sold(product) for name, value in v.options.items()}
    return [
        {
            "name": option.name,
            "values": [v for v in option.values if (option.name, v) in used],
            "swatches": {
                value: color
                for value, color in colors.get(option.name, {}).items()
                if (option.name, value) in used
            },
        }
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


def _search_text(product: ProductView, trails: _Trail) -> str:
    parts = [product.vendor, product.product_type, *product.tags]
    parts += [step["title"] for trail in trails for step in trail]
    parts += dict.fromkeys(value for v in _sold(product) for value in v.options.values())
    parts += [code for v in _sold(product) for code in (v.sku, v.barcode) if code]
    parts.append(plain_text(product.description_html))
    return " ".join(parts)


def _write_choices(db: Session, products: Sequence[ProductView]) -> None:
    rows = []
    for product in products:
        used = {(name, value) for v in _sold(product) for name, value in v.options.items()}
        rows += [
            {"product_id": product.id, "name": option.name, "value": value, "position": position}
            for option in product.options
            for position, value in enumerate(option.values)
            if (option.name, value) in used
        ]
    insert_rows(db, ProductChoice, rows)


def _write_listings(db: Session, products: Sequence[ProductView], sources: _Sources) -> None:
    rows = [
        {
            "category_id": category_id,
            "product_id": product.id,
            "published_at": product.published_at,
            "sort_title": fold(product.title),
            "sales": sources.sales.get(product.id, 0),
        }
        for product in products
        for category_id in sources.trails.above(product)
    ]
    insert_rows(db, CategoryListing, rows)
