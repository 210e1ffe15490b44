"""What the store's catalog endpoints take and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from shopwright.commerce.catalog.queries.storefront import Filter, Market
from shopwright.http.rest.kit import Model, OutModel, PageQuery
from shopwright.http.rest.shapes import MoneyOut
from shopwright.http.rest.store.markets import market_of

StockState = Literal["in", "low", "backorder", "out"]
_AMOUNT = "In minor units of the currency."


class MarketQuery(Model):
    """Whose prices and which language; without them, those of the shop's main channel."""

    channel: str | None = Field(default=None, max_length=80, description="A channel's handle.")
    currency: str | None = Field(
        default=None, max_length=3, description="One the channel sells in."
    )
    locale: str | None = Field(default=None, max_length=20, description="One the shop speaks.")

    def market(self) -> Market:
        """Raises `UnknownChannel`, or `Invalid` for a currency or locale that is not offered."""
        return market_of(self.channel, self.currency, self.locale)


class CardsQuery(PageQuery, MarketQuery):
    """Filters of a list of products; all that are given must hold."""

    category: str | None = Field(
        default=None, max_length=255, description="A category's handle; includes those below it."
    )
    collection: str | None = Field(default=None, max_length=255, description="Its handle.")
    vendor: str | None = Field(default=None, max_length=255)
    tag: list[str] = Field(default_factory=list, max_length=10, description="Each must be there.")
    min_price: int | None = Field(default=None, ge=0, description=_AMOUNT)
    max_price: int | None = Field(default=None, ge=0, description=_AMOUNT)
    in_stock: bool = Field(default=False, description="Only what can be bought now.")
    ids: list[UUID] | None = Field(default=None, max_length=100)
    sort: Literal["newest", "title", "price_asc", "price_desc", "position"] | None = Field(
        default=None,
        description="Default: `position` in a collection, else `newest`. `position` needs one.",
    )
    total: bool = Field(default=False, description="Count them, up to 1,000.")

    def filters(self) -> Filter:
        """As the catalog's queries take them."""
        return Filter(
            category=self.category,
            collection=self.collection,
            vendor=self.vendor,
            tags=tuple(self.tag),
            min_price=self.min_price,
            max_price=self.max_price,
            in_stock=self.in_stock,
            ids=None if self.ids is None else tuple(self.ids),
        )


class SearchQuery(PageQuery, MarketQuery):
    """What to look for."""

    q: str = Field(min_length=1, max_length=200, description="Words, a SKU or a barcode.")
    total: bool = Field(default=False, description="Count them, up to 1,000.")


class RenditionOut(OutModel):
    """A picture in one width, in pixels."""

    width: int
    url: str


class ImageOut(OutModel):
    """A picture; `renditions` go from narrow to wide."""

    id: UUID
    alt: str
    width: int | None
    height: int | None
    color: str | None = Field(description="Its dominant color, to show while it loads.")
    renditions: list[RenditionOut]


class OptionOut(OutModel):
    """A choice, with the values that are sold."""

    name: str
    values: list[str]


class PriceRangeOut(OutModel):
    """The lowest and highest price of the variants; `compare_at` belongs to the lowest."""

    min: MoneyOut
    max: MoneyOut
    compare_at: MoneyOut | None


class CardOut(OutModel):
    """A product in a list."""

    id: UUID
    handle: str
    title: str
    vendor: str
    product_type: str
    tags: list[str]
    published_at: datetime
    images: list[ImageOut] = Field(description="The first two.")
    options: list[OptionOut]
    variant_id: UUID | None = Field(description="Set where there is only one: add it to the cart.")
    variant_count: int
    extra: dict[str, Any] = Field(description="What plugins add, by plugin.")
    price: PriceRangeOut | None
    stock_state: StockState


class SeoOut(OutModel):
    """For the page's head."""

    title: str
    description: str


class CrumbOut(OutModel):
    """A category on the way to the product."""

    handle: str
    title: str


class StoreVariantOut(OutModel):
    """What can be bought: a choice of each option."""

    id: UUID
    title: str
    sku: str | None
    barcode: str | None
    options: dict[str, str]
    weight_grams: int
    requires_shipping: bool
    image_id: UUID | None
    price: MoneyOut | None
    compare_at: MoneyOut | None
    stock_state: StockState


class StoreProductOut(OutModel):
    """A product's page."""

    id: UUID
    handle: str
    title: str
    description_html: str
    vendor: str
    product_type: str
    tags: list[str]
    published_at: datetime
    updated_at: datetime
    seo: SeoOut
    categories: list[list[CrumbOut]] = Field(description="Trails from the root down.")
    images: list[ImageOut]
    options: list[OptionOut]
    variants: list[StoreVariantOut]
    custom: dict[str, Any] = Field(description="Plugins' public fields, by `<plugin id>.<name>`.")
    extra: dict[str, Any] = Field(description="What plugins add, by plugin.")
    price: PriceRangeOut | None
    stock_state: StockState


class CategoryNodeOut(OutModel):
    """A category and those below it."""

    id: UUID
    handle: str
    title: str
    children: list[CategoryNodeOut]


class CategoryTreeOut(OutModel):
    """The whole tree."""

    items: list[CategoryNodeOut]


class StoreCategoryOut(OutModel):
    """A category's page; its products are at `/products?category=<handle>`."""

    id: UUID
    handle: str
    title: str
    description_html: str
    seo: SeoOut
    trail: list[CrumbOut] = Field(description="From the root down to this one.")
    children: list[CategoryNodeOut]


class StoreCollectionOut(OutModel):
    """A collection's page; its products are at `/products?collection=<handle>`."""

    id: UUID
    handle: str
    title: str
    description_html: str
    seo: SeoOut


class StoreCollectionsOut(OutModel):
    """Every published collection."""

    items: list[StoreCollectionOut]
