"""What the staff's catalog endpoints take and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from shopwright.commerce.catalog import (
    CategoryInput,
    CategoryPatch,
    CategoryView,
    CollectionInput,
    CollectionPatch,
    CollectionRules,
    CollectionSort,
    OptionInput,
    PictureInput,
    PictureView,
    ProductInput,
    ProductPatch,
    ProductView,
    VariantInput,
    VariantPatch,
    VariantView,
)
from shopwright.commerce.catalog.inputs import Name
from shopwright.commerce.catalog.types import MAX_OPTIONS, MAX_PICTURES, MAX_VARIANTS
from shopwright.commerce.pricing import PriceView
from shopwright.http.rest.kit import Model, OutModel, PageQuery
from shopwright.http.rest.shapes import MoneyOut

Status = Literal["draft", "active", "archived"]


class ProductIn(ProductInput, Model):
    """A whole product."""


class ProductPatchIn(ProductPatch, Model):
    """What is left out stays; lists replace what was there."""


class VariantIn(VariantInput, Model):
    """A whole variant."""


class VariantPatchIn(VariantPatch, Model):
    """What is left out stays; `prices` replaces all prices of the variant."""


class PictureIn(PictureInput, Model):
    """A picture to put at the end of the product's."""


class CategoryIn(CategoryInput, Model):
    """A whole category."""


class CategoryPatchIn(CategoryPatch, Model):
    """What is left out stays; `parent_id` null makes it a root."""


class CollectionIn(CollectionInput, Model):
    """A whole collection; its products are set apart."""


class CollectionPatchIn(CollectionPatch, Model):
    """What is left out stays."""


class StatusIn(Model):
    """Which products get which status."""

    product_ids: list[UUID] = Field(min_length=1, max_length=500)
    status: Status


class OptionsIn(Model):
    """The product's options in order; each variant's values must be among them."""

    options: list[OptionInput] = Field(max_length=MAX_OPTIONS)


class OptionPatchIn(Model):
    """Another name for an option, and for some of its values (old -> new)."""

    name: Name
    values: dict[Name, Name] = Field(default_factory=dict, max_length=MAX_VARIANTS)


class VariantOrderIn(Model):
    """Every variant of the product, once."""

    variant_ids: list[UUID] = Field(min_length=1, max_length=MAX_VARIANTS)


class PicturesIn(Model):
    """The product's pictures, in order."""

    media: list[PictureInput] = Field(max_length=MAX_PICTURES)


class ProductIdsIn(Model):
    """Products, in order."""

    product_ids: list[UUID] = Field(max_length=5000)


class ProductsQuery(PageQuery):
    """Filters and order of the list."""

    text: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="Part of a title, or a whole handle, SKU or barcode.",
    )
    status: Status | None = None
    vendor: str | None = Field(default=None, max_length=255)
    product_type: str | None = Field(default=None, max_length=255)
    tag: str | None = Field(default=None, max_length=255)
    category_id: UUID | None = None
    collection_id: UUID | None = None
    ids: list[UUID] | None = Field(default=None, max_length=100)
    sort: Literal["updated", "created", "title"] = "updated"
    total: bool = Field(default=False, description="Count them, up to 1,000.")


class WordsQuery(PageQuery):
    """Words that products are sorted by."""

    prefix: str = Field(default="", max_length=255, description="Only those that begin so.")


class VariantPriceOut(OutModel):
    """What the variant costs in one price list and currency."""

    price_list_id: UUID
    price: MoneyOut
    compare_at: MoneyOut | None

    @classmethod
    def of(cls, view: PriceView) -> VariantPriceOut:
        """From the value that commerce gives."""
        struck = view.compare_at
        return cls(
            price_list_id=view.price_list_id,
            price=MoneyOut(amount=view.amount, currency=view.currency),
            compare_at=None if struck is None else MoneyOut(amount=struck, currency=view.currency),
        )


class VariantOut(OutModel):
    """A variant, as staff see it."""

    id: UUID
    product_id: UUID
    title: str
    sku: str | None
    barcode: str | None
    options: dict[str, str]
    weight_grams: int
    policy: Literal["deny", "backorder", "untracked"]
    requires_shipping: bool
    taxable: bool
    active: bool
    media_id: UUID | None
    stock_state: Literal["in", "low", "backorder", "out"]
    prices: list[VariantPriceOut]

    @classmethod
    def of(cls, view: VariantView) -> VariantOut:
        """From the value that commerce gives."""
        plain = {name: getattr(view, name) for name in cls.model_fields if name != "prices"}
        return cls(**plain, prices=[VariantPriceOut.of(price) for price in view.prices])


class ProductOptionOut(OutModel):
    """A choice and its values."""

    id: UUID
    name: str
    values: list[str]


class PictureRenditionOut(OutModel):
    """One width of a picture, in pixels."""

    width: int
    url: str


class PictureOut(OutModel):
    """A picture of a product; `state` is processing, ready or failed."""

    media_id: UUID
    state: str
    alt: str
    width: int | None
    height: int | None
    color: str | None
    renditions: list[PictureRenditionOut]

    @classmethod
    def of(cls, view: PictureView) -> PictureOut:
        """From the value that commerce gives."""
        return cls.model_validate(view)


class ProductOut(OutModel):
    """A product, as staff see it. `version` is its ETag."""

    id: UUID
    handle: str
    title: str
    description_html: str
    status: Status
    vendor: str
    product_type: str
    tax_category: str
    seo_title: str
    seo_description: str
    tags: list[str]
    category_ids: list[UUID]
    options: list[ProductOptionOut]
    variants: list[VariantOut]
    media: list[PictureOut]
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: UUID

    @classmethod
    def of(cls, view: ProductView) -> ProductOut:
        """From the value that commerce gives."""
        special = {"options", "variants", "media", "tags", "category_ids"}
        plain = {name: getattr(view, name) for name in cls.model_fields if name not in special}
        return cls(
            **plain,
            tags=list(view.tags),
            category_ids=list(view.category_ids),
            options=[ProductOptionOut.model_validate(option) for option in view.options],
            variants=[VariantOut.of(variant) for variant in view.variants],
            media=[PictureOut.of(picture) for picture in view.media],
        )


class ProductRowOut(OutModel):
    """A product in a list. `on_hand` counts all locations."""

    id: UUID
    handle: str
    title: str
    status: Status
    vendor: str
    product_type: str
    image_url: str | None
    variant_count: int
    on_hand: int
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime


class ChangedOut(OutModel):
    """How many were changed."""

    changed: int


class WordOut(OutModel):
    """A word in use, and how many products have it."""

    name: str
    count: int


class CategoryOut(OutModel):
    """A category, as staff see it. `path` holds the ids from the root down to it."""

    id: UUID
    parent_id: UUID | None
    handle: str
    title: str
    description_html: str
    seo_title: str
    seo_description: str
    position: int
    path: list[UUID]
    version: UUID

    @classmethod
    def of(cls, view: CategoryView) -> CategoryOut:
        """From the value that commerce gives."""
        return cls.model_validate(view)


class CategoriesOut(OutModel):
    """The whole tree, parents before children."""

    items: list[CategoryOut]


class CollectionOut(OutModel):
    """A collection, as staff see it. `rules` null: its products were put together by hand."""

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


class RulesIn(CollectionRules, Model):
    """Rules to try out."""


class RulesPreviewOut(OutModel):
    """How many products on sale the rules choose, and the newest of them."""

    count: int
    exact: bool = Field(description="False where there are more than `count`.")
    products: list[ProductRowOut]


class MembershipOut(OutModel):
    """How many products wait to be asked about by the rules of collections."""

    waiting: int


class CollectionsOut(OutModel):
    """Every collection, by title."""

    items: list[CollectionOut]


class RebuildOut(OutModel):
    """How many products wait to be published anew."""

    waiting: int
