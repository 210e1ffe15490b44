"""What crosses the border of the catalog: inputs of commands and the views that staff edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shopwright.commerce.catalog.inputs import Code, HandleText, Html, Input, Line, Moment, Name
from shopwright.commerce.catalog.rules import CollectionRules
from shopwright.commerce.pricing.types import PriceInput, PriceView

Status = Literal["draft", "active", "archived"]
Policy = Literal["deny", "backorder", "untracked"]
StockState = Literal["in", "low", "backorder", "out"]
CollectionSort = Literal["manual", "best_selling", "newest", "title", "price_asc", "price_desc"]

MAX_OPTIONS = 3
MAX_VARIANTS = 250
MAX_PICTURES = 250


class OptionInput(Input):
    """A choice such as Color and its values, in the order that shoppers see."""

    name: Name
    values: tuple[Name, ...] = Field(min_length=1, max_length=MAX_VARIANTS, strict=False)


class PictureInput(Input):
    """A picture of a product; an empty `alt` takes that of the upload."""

    media_id: UUID
    alt: str = Field(default="", max_length=1000)


class VariantInput(Input):
    """A whole variant. `options` names a value for each option of the product.

    On an update, `id` says which variant it is; without it, the one with the same options is
    meant. `prices` None leaves the prices as they are.
    """

    id: UUID | None = None
    sku: Code | None = None
    barcode: Code | None = None
    options: dict[Name, Name] = Field(default_factory=dict, max_length=MAX_OPTIONS)
    weight_grams: int = Field(default=0, ge=0, le=10**9)
    policy: Policy = "deny"
    requires_shipping: bool = True
    taxable: bool = True
    active: bool = True
    media_id: UUID | None = Field(default=None, description="The picture that shows this variant.")
    prices: tuple[PriceInput, ...] | None = Field(default=None, max_length=500, strict=False)


class VariantPatch(Input):
    """Fields that are left out stay as they are."""

    sku: Code | None = None
    barcode: Code | None = None
    options: dict[Name, Name] | None = Field(default=None, max_length=MAX_OPTIONS)
    weight_grams: int | None = Field(default=None, ge=0, le=10**9)
    policy: Policy | None = None
    requires_shipping: bool | None = None
    taxable: bool | None = None
    active: bool | None = None
    media_id: UUID | None = None
    prices: tuple[PriceInput, ...] | None = Field(default=None, max_length=500, strict=False)


class ProductInput(Input):
    """A whole product.

    Without `handle` one is made from the title. `options` None: as the variants name them. A
    product has at least one variant; without `variants` it gets one that has no options.
    """

    title: Name
    handle: HandleText | None = None
    description_html: Html = ""
    status: Status = "draft"
    vendor: Annotated[Line, Field(max_length=255)] = ""
    product_type: Annotated[Line, Field(max_length=255)] = ""
    tax_category: Annotated[Line, Field(min_length=1, max_length=100)] = "standard"
    seo_title: Annotated[Line, Field(max_length=255)] = ""
    seo_description: str = Field(default="", max_length=1000)
    published_at: Moment | None = None
    tags: tuple[Name, ...] = Field(default=(), max_length=250, strict=False)
    category_ids: tuple[UUID, ...] = Field(default=(), max_length=100, strict=False)
    options: tuple[OptionInput, ...] | None = Field(
        default=None, max_length=MAX_OPTIONS, strict=False
    )
    variants: tuple[VariantInput, ...] = Field(default=(), max_length=MAX_VARIANTS, strict=False)
    media: tuple[PictureInput, ...] = Field(default=(), max_length=MAX_PICTURES, strict=False)


class ProductPatch(Input):
    """Fields that are left out stay as they are; lists replace what was there."""

    title: Name | None = None
    handle: HandleText | None = None
    description_html: Html | None = None
    status: Status | None = None
    vendor: Annotated[Line, Field(max_length=255)] | None = None
    product_type: Annotated[Line, Field(max_length=255)] | None = None
    tax_category: Annotated[Line, Field(min_length=1, max_length=100)] | None = None
    seo_title: Annotated[Line, Field(max_length=255)] | None = None
    seo_description: str | None = Field(default=None, max_length=1000)
    published_at: Moment | None = None
    tags: tuple[Name, ...] | None = Field(default=None, max_length=250, strict=False)
    category_ids: tuple[UUID, ...] | None = Field(default=None, max_length=100, strict=False)
    options: tuple[OptionInput, ...] | None = Field(
        default=None, max_length=MAX_OPTIONS, strict=False
    )
    variants: tuple[VariantInput, ...] | None = Field(
        default=None, max_length=MAX_VARIANTS, strict=False
    )
    media: tuple[PictureInput, ...] | None = Field(
        default=None, max_length=MAX_PICTURES, strict=False
    )


class CategoryInput(Input):
    """A whole category. `position` orders it among its siblings."""

    title: Name
    handle: HandleText | None = None
    parent_id: UUID | None = None
    description_html: Html = ""
    seo_title: Annotated[Line, Field(max_length=255)] = ""
    seo_description: str = Field(default="", max_length=1000)
    position: int = Field(default=0, ge=0, le=10**6)


class CategoryPatch(Input):
    """Fields that are left out stay as they are; `parent_id` null makes it a root."""

    title: Name | None = None
    handle: HandleText | None = None
    parent_id: UUID | None = None
    description_html: Html | None = None
    seo_title: Annotated[Line, Field(max_length=255)] | None = None
    seo_description: str | None = Field(default=None, max_length=1000)
    position: int | None = Field(default=None, ge=0, le=10**6)


class CollectionInput(Input):
    """A whole collection, without its products.

    With `rules` they are chosen by what they are. Without `sort` a list made by hand is shown as
    it was made, and one by rules with the newest first.
    """

    title: Name
    handle: HandleText | None = None
    description_html: Html = ""
    seo_title: Annotated[Line, Field(max_length=255)] = ""
    seo_description: str = Field(default="", max_length=1000)
    published: bool = True
    sort: CollectionSort | None = None
    rules: CollectionRules | None = None


class CollectionPatch(Input):
    """Fields that are left out stay as they are; `rules` null keeps the products as a list by hand."""

    title: Name | None = None
    handle: HandleText | None = None
    description_html: Html | None = None
    seo_title: Annotated[Line, Field(max_length=255)] | None = None
    seo_description: str | None = Field(default=None, max_length=1000)
    published: bool | None = None
    sort: CollectionSort | None = None
    rules: CollectionRules | None = None


class Texts(Input):
    """The texts of a product, category or collection in one language; None: not translated."""

    title: Name | None = None
    description_html: Html | None = None
    seo_title: Annotated[Line, Field(max_length=255)] | None = None
    seo_description: str | None = Field(default=None, max_length=1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """A choice and its values."""

    id: UUID
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantView:
    """A variant as staff see it."""

    id: UUID
    product_id: UUID
    title: str
    sku: str | None
    barcode: str | None
    options: dict[str, str]
    weight_grams: int
    policy: str
    requires_shipping: bool
    taxable: bool
    active: bool
    media_id: UUID | None
    stock_state: str
    prices: tuple[PriceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One size of a picture, in pixels."""

    width: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """A picture of a product; without `renditions` while it is being processed or has failed."""

    media_id: UUID
    state: str
    alt: str
    width: int | None
    height: int | None
    color: str | None
    renditions: tuple[Rendition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductView:
    """A whole product as staff edit it. `version` changes with each edit."""

    id: UUID
    handle: str
    title: str
    description_html: str
    status: str
    vendor: str
    product_type: str
    tax_category: str
    seo_title: str
    seo_description: str
    tags: tuple[str, ...]
    category_ids: tuple[UUID, ...]
    options: tuple[OptionView, ...]
    variants: tuple[VariantView, ...]
    media: tuple[PictureView, ...]
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryView:
    """A node of the tree. `path` holds the ids from the root down to it."""

    id: UUID
    parent_id: UUID | None
    handle: str
    title: str
    description_html: str
    seo_title: str
    seo_description: str
    position: int
    path: tuple[UUID, ...]
    version: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionView:
    """A collection, without its products. `rules` None: they were put together by hand."""

    id: UUID
    handle: str
    title: str
    description_html: str
    seo_title: str
    seo_description: str
    published: bool
    sort: CollectionSort
    rules: CollectionRules | None
    version: UUID
