"""Publishing: from the tables that staff edit to the bytes that shoppers read.

One document per product and locale. It holds neither prices nor stock: those are laid over it when
it is read (`overlay.py`), at the places that `MARK` leaves free.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import structlog
from pydantic_core import to_json
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.document_parts import (
    Trails,
    card_of,
    detail_bytes,
    detail_of,
    options_of,
    search_text_of,
    sold,
    sold_values,
)
from shopwright.commerce.catalog.hooks import Document, DocumentDraft, product_document
from shopwright.commerce.catalog.models import (
    Category,
    CategoryListing,
    DocumentRebuild,
    ProductChoice,
    ProductDocument,
)
from shopwright.commerce.catalog.queries.editing import load_products
from shopwright.commerce.catalog.sales import sales_of
from shopwright.commerce.catalog.search_index import forget_search_rows, write_search_rows
from shopwright.commerce.catalog.stock_state import document_states
from shopwright.commerce.catalog.text import fold, words
from shopwright.commerce.catalog.types import ProductView
from shopwright.commerce.catalog.vocabulary import Read, learn_words
from shopwright.commerce.catalog.wording import Wording
from shopwright.commerce.custom_fields.queries import public_values
from shopwright.commerce.pricing.ranges import lock_products, rewrite_ranges, touch_products
from shopwright.platform.db import insert_rows
from shopwright.platform.hooks.dispatch import chain
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime

_SEARCH_TEXT_LENGTH = 20_000
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
    touch_products(ids)
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

    def of(self, product: ProductView, wording: Wording, locale: str) -> Trails:
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
        "detail": detail_bytes(document.detail, sold(shown)),
        "search_title": " ".join(words(shown.title)),
        "search_text": search_text,
    }
    return row, Read(locale=locale, title=shown.title, search_text=search_text)


def _document(product: ProductView, shown: ProductView, locale: str, sources: _Sources) -> Document:
    trails = sources.trails.of(product, sources.wording, locale)
    options = options_of(shown, sources.wording.colors(product, shown))
    own = Document(
        card=card_of(shown, options),
        detail=detail_of(shown, trails, options, sources.custom[product.id]),
        search_text=search_text_of(shown, trails),
    )
    draft = DocumentDraft(product=shown, locale=locale, document=own)
    document: object = chain(product_document, draft, "document")
    if not isinstance(document, Document):
        _log.error("product_document returned no Document; it is ignored", product=product.handle)
        return own
    return document


def _write_choices(db: Session, products: Sequence[ProductView]) -> None:
    rows = []
    for product in products:
        used = sold_values(product)
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
