"""What the store's catalog endpoints take and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from shopwright.commerce.catalog.queries.markets import market_of
from shopwright.commerce.catalog.queries.storefront import MOST_PAGES, Filter, Market
from shopwright.http.rest.kit import Model, OutModel, Page, PageQuery
from shopwright.http.rest.shapes import MoneyOut
from shopwright.platform.errors import Invalid, Problem

StockState = Literal["in", "low", "backorder", "out"]
MAX_OPTIONS = 10  # that are chosen at once
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


class FilterQuery(MarketQuery):
    """What narrows a list: any choice of one facet, and something of each facet."""

    category: str | None = Field(
        default=None, max_length=255, description="A category's handle; includes those below it."
    )
    collection: str | None = Field(default=None, max_length=255, description="Its handle.")
    in_category: list[str] = Field(
        default_factory=list, max_length=50, description="Handles; any of them."
    )
    in_collection: list[str] = Field(
        default_factory=list, max_length=50, description="Handles; any of them."
    )
    vendor: list[str] = Field(default_factory=list, max_length=50, description="Any of them.")
    tag: list[str] = Field(default_factory=list, max_length=50, description="Any of them.")
    option: list[str] = Field(
        default_factory=list,
        max_length=100,
        description="`Color:Red`; any value of one option, and something of each option.",
    )
    min_price: int | None = Field(default=None, ge=0, description=_AMOUNT)
    max_price: int | None = Field(default=None, ge=0, description=_AMOUNT)
    in_stock: bool = Field(default=False, description="Only what can be bought now.")
    ids: list[UUID] | None = Field(default=None, max_length=100)

    def filters(self) -> Filter:
        """As the catalog's queries take them. Raises `Invalid` for an option without a value."""
        return Filter(
            category=self.category,
            collection=self.collection,
            ids=None if self.ids is None else tuple(self.ids),
            in_categories=tuple(self.in_category),
            in_collections=tuple(self.in_collection),
            vendors=tuple(self.vendor),
            tags=tuple(self.tag),
            options=self._options(),
            min_price=self.min_price,
            max_price=self.max_price,
            in_stock=self.in_stock,
        )

    def _options(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for text in self.option:
            name, _, value = text.partition(":")
            if not name or not value:
                message = "An option is chosen by its name and a value, such as 'Color:Red'."
                problem = Problem(code="not_an_option", message=message, field="?option")
                raise Invalid(message, problems=[problem])
            found[name] = (*found.get(name, ()), value)
        if len(found) > MAX_OPTIONS:
            message = f"Choose among at most {MAX_OPTIONS} options."
            problem = Problem(code="too_many_options", message=message, field="?option")
            raise Invalid(message, problems=[problem])
        return found


class NumberedQuery(PageQuery):
    """A list that can be read by numbers, too, as far as those go."""

    page: int | None = Field(
        default=None,
        ge=1,
        le=MOST_PAGES,
        description=f"Instead of `cursor`: the page of this number, up to {MOST_PAGES}.",
    )
    total: bool = Field(default=False, description="Count them, up to 1,000.")

    def number(self) -> int:
        """The page's number. Raises `Invalid` when a cursor says something else."""
        if self.page is not None and self.cursor is not None:
            message = "Go on by `cursor` or by `page`, not by both."
            problem = Problem(code="two_places", message=message, field="?page")
            raise Invalid(message, problems=[problem])
        return self.page or 1


class CardsQuery(NumberedQuery, FilterQuery):
    """A list of products."""

    sort: (
        Literal["newest", "title", "price_asc", "price_desc", "position", "best_selling"] | None
    ) = Field(
        default=None,
        description="Default: the collection's own order, else `newest`. `position` needs a "
        "collection.",
    )


class SearchQuery(NumberedQuery, FilterQuery):
    """What to look for."""

    q: str = Field(min_length=1, max_length=200, description="Words, a SKU or a barcode.")
    sort: Literal["relevance", "newest", "title", "price_asc", "price_desc", "best_selling"] = (
        "relevance"
    )


class FacetsQuery(FilterQuery):
    """The list, or the search, whose facets are wanted."""

    q: str | None = Field(default=None, min_length=1, max_length=200)


class SuggestionsQuery(MarketQuery):
    """What was typed so far."""

    q: str = Field(min_length=1, max_length=200)
    limit: int = Field(default=5, ge=1, le=10, description="Of each kind.")


class RedirectQuery(Model):
    """An address of the shop that leads to nothing."""

    path: str = Field(min_length=1, max_length=1000, examples=["/old-shirts"])


class StockQuery(Model):
    """Which products."""

    ids: list[UUID] = Field(min_length=1, max_length=100, description="Products.")


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
    swatches: dict[str, str] = Field(
        examples=[{"Red": "#aa3322"}], description="The colors of values, `#rrggbb`."
    )


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
    sort: Literal["position", "best_selling", "newest", "title", "price_asc", "price_desc"] = Field(
        description="The order that its products are listed in, unless one is asked for."
    )


class StoreCollectionsOut(OutModel):
    """Every published collection."""

    items: list[StoreCollectionOut]


class MovedOut(OutModel):
    """The handle was changed. `Location` has the new address, too."""

    handle: str
    location: str = Field(examples=["/api/v1/products/linen-shirt"])


class SearchOut(Page[CardOut]):
    """What was found."""

    corrected: str | None = Field(
        description="What was looked for, where nobody knows the words that were sent: show it."
    )


class ChoiceOut(OutModel):
    """A value to filter by. `count` is how many products there would be."""

    value: str = Field(examples=["Red"])
    label: str = Field(examples=["Red"], description="For shoppers, in their language.")
    count: int = Field(examples=[12])
    exact: bool = Field(description="False where there are more than `count`.")
    active: bool = Field(description="It is chosen in the request.")
    color: str | None = Field(examples=["#aa3322"], description="Its swatch, `#rrggbb`.")


class FacetOut(OutModel):
    """What the list can be narrowed by.

    Send a choice's `value` as `in_category`, `in_collection`, `vendor` or `tag`; those of an
    `option` as `option=<name>:<value>`; `availability` as `in_stock=true`; and the range of
    `price` as `min_price` and `max_price`.
    """

    key: Literal["option", "category", "collection", "vendor", "tag", "price", "availability"]
    name: str = Field(
        examples=["Color"], description="Of the option, as filters take it; else empty."
    )
    label: str = Field(examples=["Color"], description="Of the option, for shoppers; else empty.")
    kind: Literal["swatch", "check", "range"]
    choices: list[ChoiceOut]
    min: int | None = Field(description="The lowest price, in minor units; of `price` alone.")
    max: int | None = Field(description="The highest price, in minor units; of `price` alone.")


class FacetsOut(OutModel):
    """The facets of a list, and how many products it has. At most a minute old."""

    items: list[FacetOut]
    total: int
    exact: bool = Field(description="False where there are more than `total`.")


class SuggestionsOut(OutModel):
    """What to offer. `words` are whole queries."""

    words: list[str] = Field(examples=[["linen shirt"]])
    products: list[CardOut]
    categories: list[CrumbOut]
    collections: list[CrumbOut]
    corrected: str | None


class StoreRedirectOut(OutModel):
    """Where the path leads: another path, or an address elsewhere."""

    target: str


class VariantStockOut(OutModel):
    """Whether a variant can be bought."""

    id: UUID
    stock_state: StockState


class ProductStockOut(OutModel):
    """Whether a product, and each of its variants, can be bought."""

    id: UUID
    stock_state: StockState
    variants: list[VariantStockOut]


class StockOut(OutModel):
    """The stock of products on sale; others are left out."""

    items: list[ProductStockOut]
