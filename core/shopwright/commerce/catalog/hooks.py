"""The hooks of the catalog."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from shopwright.commerce.catalog.types import ProductView
from shopwright.platform.errors import Problem
from shopwright.platform.events.event import Event
from shopwright.platform.hooks.context import Context
from shopwright.platform.hooks.spec import compute_hook, event_hook, veto_hook


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDraft:
    """A product about to be saved, as it will be; `new` on creation."""

    product: ProductView
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What shoppers read of a product in one locale, as JSON values.

    `card` is shown in lists, `detail` on the product's page; both have a member `extra`, an object
    for what plugins add, by the plugin's id. `custom` in `detail` has the public values of custom
    fields, by `<plugin id>.<name>`. `search_text` is more text to find the product by.
    Prices, stock and the variants of `detail` are added by the core afterwards.
    """

    card: dict[str, Any]
    detail: dict[str, Any]
    search_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDraft:
    """A document on its way to being published; `product` is in the words of `locale`."""

    product: ProductView
    locale: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCreated(Event):
    """A product came into being."""

    product_id: UUID
    handle: str
    title: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductUpdated(Event):
    """A product changed. `changed` names its fields, or is `["stock_state"]`."""

    product_id: UUID
    handle: str
    status: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDeleted(Event):
    """A product is gone, with its variants."""

    product_id: UUID
    handle: str
    title: str
    skus: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryUpdated(Event):
    """A category was created, changed, moved or deleted."""

    category_id: UUID
    handle: str
    change: Literal["created", "updated", "moved", "deleted"]


@veto_hook
def product_validate(draft: ProductDraft, ctx: Context) -> Iterable[Problem]:
    """In the transaction, before a product is saved; problems refuse it.

    Example: a shop whose labels need a barcode.

        @hooks.product_validate
        def barcodes(self, draft: ProductDraft, ctx: Context) -> Iterable[Problem]:
            for index, variant in enumerate(draft.product.variants):
                if draft.product.status == "active" and not variant.barcode:
                    yield Problem(
                        code="barcode_required",
                        message=f"{variant.title} has no barcode.",
                        field=f"variants.{index}.barcode",
                    )
    """
    return ()


@compute_hook(money=False)
def product_document(draft: DocumentDraft, ctx: Context) -> Document:
    """When a product is published, once per locale: add to what shoppers read of it.

    Pure: no network, no writes. Never called when a page is read, so it may take its time.

    Example: a size chart for shoes.

        @hooks.product_document
        def size_chart(self, draft: DocumentDraft, ctx: Context) -> Document:
            if draft.product.product_type != "Shoes":
                return draft.document
            extra = {**draft.document.detail["extra"], ctx.id: {"size_chart": "/pages/sizes"}}
            detail = {**draft.document.detail, "extra": extra}
            return replace(draft.document, detail=detail)
    """
    return draft.document


@event_hook
def product_created(event: ProductCreated, ctx: Context) -> None:
    """After commit, when a product was created; it may still be a draft.

    Example: tell the marketing department.

        @hooks.product_created
        def announce(self, event: ProductCreated, ctx: Context) -> None:
            ctx.log.info("a new product", title=event.title)
    """


@event_hook
def product_updated(event: ProductUpdated, ctx: Context) -> None:
    """After commit, when a product, its variants or pictures changed, or its stock state crossed.

    Example: keep an outside index up to date.

        @hooks.product_updated
        def reindex(self, event: ProductUpdated, ctx: Context) -> None:
            if event.status == "active":
                ctx.log.info("index again", product=event.handle)
    """


@event_hook
def product_deleted(event: ProductDeleted, ctx: Context) -> None:
    """After commit, when a product was deleted. Orders keep their copies of it.

    Example: take it out of an outside index.

        @hooks.product_deleted
        def forget(self, event: ProductDeleted, ctx: Context) -> None:
            ctx.log.info("forget", product=event.handle)
    """


@event_hook
def category_updated(event: CategoryUpdated, ctx: Context) -> None:
    """After commit, when a category was created, changed, moved or deleted.

    Example: write the menu of another system anew.

        @hooks.category_updated
        def menu(self, event: CategoryUpdated, ctx: Context) -> None:
            ctx.log.info("the tree changed", category=event.handle)
    """
