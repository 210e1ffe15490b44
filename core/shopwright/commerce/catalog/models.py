"""The catalog's tables: products as they are edited, and documents as they are read."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.clock import now
from shopwright.platform.db import Base, Handle, Key
from shopwright.platform.ids import uuid7

# Folded text sorted by its bytes: the same order on both databases, whatever their locale is.
SortText = Text().with_variant(Text(collation="C"), "postgresql")


class Product(Base):
    """`status`: draft, active or archived; only active ones are sold. `version` changes with each edit."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'active', 'archived')", name="status"),
        Index("ix_products_updated_at_id", "updated_at", "id"),
        Index("ix_products_title_id", "title", "id"),
        Index("ix_products_created_at_id", "created_at", "id"),
    )

    id: Mapped[Key]
    handle: Mapped[Handle]
    title: Mapped[str]
    description_html: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="draft", index=True)
    vendor: Mapped[str] = mapped_column(default="", index=True)
    product_type: Mapped[str] = mapped_column(default="")
    tax_category: Mapped[str] = mapped_column(default="standard")
    seo_title: Mapped[str] = mapped_column(default="")
    seo_description: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[UUID] = mapped_column(default=uuid7)


class ProductTag(Base):
    """One tag of one product, in the spelling the merchant gave it."""

    __tablename__ = "product_tags"

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    tag: Mapped[str] = mapped_column(primary_key=True, index=True)


class ProductOption(Base):
    """A choice such as Color, with its values in order; at most three per product."""

    __tablename__ = "product_options"
    __table_args__ = (UniqueConstraint("product_id", "name"),)

    id: Mapped[Key]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"))
    name: Mapped[str]
    position: Mapped[int]
    option_values: Mapped[list[str]]


class Variant(Base):
    """What is sold. `options` maps option names to values; `options_key` makes them unique.

    `policy`: deny sells what is there, backorder sells on, untracked counts nothing.
    `stock_state`: in, low, backorder or out; kept by `stock_state.refresh_stock_state`.
    """

    __tablename__ = "variants"
    __table_args__ = (
        UniqueConstraint("product_id", "options_key"),
        CheckConstraint("policy IN ('deny', 'backorder', 'untracked')", name="policy"),
        CheckConstraint("weight_grams >= 0", name="weight_not_negative"),
    )

    id: Mapped[Key]
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(default="")
    sku: Mapped[str | None] = mapped_column(unique=True)
    barcode: Mapped[str | None] = mapped_column(index=True)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    options_key: Mapped[str] = mapped_column(default="")
    weight_grams: Mapped[int] = mapped_column(default=0)
    policy: Mapped[str] = mapped_column(default="deny")
    requires_shipping: Mapped[bool] = mapped_column(default=True)
    taxable: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    media_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("media.id", ondelete="SET NULL"), index=True
    )
    stock_state: Mapped[str] = mapped_column(default="out")


class ProductMedia(Base):
    """A picture of a product. A variant that has one of its own names it in `Variant.media_id`."""

    __tablename__ = "product_media"

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    media_id: Mapped[UUID] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    alt: Mapped[str] = mapped_column(default="")


class Category(Base):
    """A node of the tree. `path` is the ids from the root down, joined by '/'."""

    __tablename__ = "categories"

    id: Mapped[Key]
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("categories.id", ondelete="RESTRICT"), index=True
    )
    handle: Mapped[Handle]
    title: Mapped[str]
    description_html: Mapped[str] = mapped_column(default="")
    seo_title: Mapped[str] = mapped_column(default="")
    seo_description: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(index=True)
    version: Mapped[UUID] = mapped_column(default=uuid7)


class ProductCategory(Base):
    """Where the merchant put a product."""

    __tablename__ = "product_categories"

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    category_id: Mapped[UUID] = mapped_column(
        ForeignKey("categories.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Collection(Base):
    """A list of products: put together by hand, or, where `rules` are set, by what products are.

    `rules` is JSON of a `CollectionRules`. `sort` is the order that shoppers see first.
    """

    __tablename__ = "collections"

    id: Mapped[Key]
    handle: Mapped[Handle]
    title: Mapped[str]
    description_html: Mapped[str] = mapped_column(default="")
    seo_title: Mapped[str] = mapped_column(default="")
    seo_description: Mapped[str] = mapped_column(default="")
    published: Mapped[bool] = mapped_column(default=True)
    sort: Mapped[str] = mapped_column(default="manual")
    rules: Mapped[str | None]
    version: Mapped[UUID] = mapped_column(default=uuid7)


class CollectionProduct(Base):
    """A product's place in a collection; one that rules have chosen is at 0."""

    __tablename__ = "collection_products"
    __table_args__ = (
        Index("ix_collection_products_order", "collection_id", "position", "product_id"),
    )

    collection_id: Mapped[UUID] = mapped_column(
        ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(default=0)


class ProductDocument(Base):
    """A published product in one locale, as ready JSON bytes, without price and stock.

    `card` is what lists show, `detail` what the product's page shows, `search_text` what search
    reads, all of it folded. Only active products have one. Written in the transaction of the
    product's edit. `stock_state` is the best of its variants', `variant_states` lists theirs in
    the order of `detail`, separated by `documents.MARK`. `sales` is copied from `product_sales`.
    """

    __tablename__ = "product_documents"
    __table_args__ = (
        Index("ix_product_documents_handle", "locale", "handle", unique=True),
        Index("ix_product_documents_newest", "locale", "published_at", "product_id"),
        Index("ix_product_documents_title", "locale", "sort_title", "product_id"),
        Index("ix_product_documents_vendor", "locale", "vendor", "published_at", "product_id"),
        Index("ix_product_documents_sales", "locale", "sales", "product_id"),
    )

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(primary_key=True)
    handle: Mapped[str]
    sort_title: Mapped[str] = mapped_column(SortText)
    published_at: Mapped[datetime]
    vendor: Mapped[str] = mapped_column(default="")
    sales: Mapped[int] = mapped_column(default=0)
    version: Mapped[UUID]
    stock_state: Mapped[str] = mapped_column(default="out")
    variant_states: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    card: Mapped[bytes] = mapped_column(LargeBinary)
    detail: Mapped[bytes] = mapped_column(LargeBinary)
    search_title: Mapped[str]
    search_text: Mapped[str]


class CategoryListing(Base):
    """A published product under each category above it, so that one index serves a category's list."""

    __tablename__ = "category_listings"
    __table_args__ = (
        Index("ix_category_listings_newest", "category_id", "published_at", "product_id"),
        Index("ix_category_listings_title", "category_id", "sort_title", "product_id"),
        Index("ix_category_listings_sales", "category_id", "sales", "product_id"),
    )

    category_id: Mapped[UUID] = mapped_column(
        ForeignKey("categories.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    published_at: Mapped[datetime]
    sort_title: Mapped[str] = mapped_column(SortText)
    sales: Mapped[int] = mapped_column(default=0)


class ProductChoice(Base):
    """A value of an option in which a published product is sold, as staff spell it.

    `position` is the value's place among the option's values.
    """

    __tablename__ = "product_choices"
    __table_args__ = (Index("ix_product_choices_value", "name", "value", "product_id"),)

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class ProductSales(Base):
    """Units sold of late; see `sales.count_sales`."""

    __tablename__ = "product_sales"

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    units: Mapped[int]


class DocumentRebuild(Base):
    """Products whose documents are out of date; worked off in batches."""

    __tablename__ = "document_rebuild"

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    queued_at: Mapped[datetime] = mapped_column(default=now)


class MembershipCheck(Base):
    """Products that rules have to be asked about again; worked off in batches."""

    __tablename__ = "membership_checks"

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    queued_at: Mapped[datetime] = mapped_column(default=now)


class ImportRun(Base):
    """How far the import of a file has come; written with every batch, in its transaction.

    `digest` is of the file and of what it is imported into. `token` changes with each attempt, so
    that an older one that is still running notices. `state`: running or done.
    """

    __tablename__ = "import_runs"
    __table_args__ = (CheckConstraint("state IN ('running', 'done')", name="state"),)

    id: Mapped[Key]
    digest: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str] = mapped_column(default="")
    token: Mapped[UUID]
    state: Mapped[str] = mapped_column(default="running")
    last_line: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    faults: Mapped[list[Any]] = mapped_column(default=list)
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
