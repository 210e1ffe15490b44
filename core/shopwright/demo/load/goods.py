"""Products with their prices and first stock, each on the day it was published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shopwright.commerce.catalog import (
    OptionInput,
    ProductInput,
    ProductView,
    VariantInput,
    create_product,
    product_id_by_handle,
    variants_by_sku,
)
from shopwright.commerce.channels import ChannelInfo
from shopwright.commerce.inventory import StockSetting, find_levels, set_stock, set_threshold
from shopwright.commerce.pricing.types import PriceInput
from shopwright.demo.catalog import DemoProduct, DemoVariant
from shopwright.demo.load.plan import DemoPlan, Supply, split_threshold, supplies
from shopwright.platform import clock
from shopwright.platform.db import transaction

_MOST_LEVELS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where things go: ids by handle."""

    channel: ChannelInfo
    locations: Mapping[str, UUID]
    categories: Mapping[str, UUID]


def stock_shelves(
    plan: DemoPlan, places: Places, progress: Callable[[int, int], None]
) -> Mapping[str, UUID]:
    """Make every product that is not there yet; product ids by handle."""
    first: dict[str, list[Supply]] = defaultdict(list)
    owner = {v.sku: product for product in plan.products for v in product.variants}
    for supply in supplies(plan):
        if supply.first:
            first[owner[supply.sku].handle].append(supply)
    made: dict[str, UUID] = {}
    for done, product in enumerate(sorted(plan.products, key=plan.published_at), start=1):
        known = product_id_by_handle(product.handle)
        if known is None:
            with clock.at(plan.published_at(product)), transaction():
                known = _publish(product, places, first[product.handle])
        made[product.handle] = known
        progress(done, len(plan.products))
    return made


def variant_ids(plan: DemoPlan) -> Mapping[str, UUID]:
    """By SKU."""
    skus = [variant.sku for product in plan.products for variant in product.variants]
    return {sku: variant_id for sku, (variant_id, _) in variants_by_sku(skus).items()}


def _publish(product: DemoProduct, places: Places, stock: Sequence[Supply]) -> UUID:
    view = create_product(
        ProductInput(
            title=product.title,
            handle=product.handle,
            description_html=product.description_html,
            status=product.status,
            vendor=product.vendor,
            product_type=product.product_type,
            tax_category=product.tax_category,
            seo_title=product.seo_title,
            seo_description=product.seo_description,
            tags=product.tags,
            category_ids=(places.categories[product.category],),
            options=tuple(
                OptionInput(name=name, values=values) for name, values in product.options.items()
            ),
            variants=tuple(_variant(variant, places) for variant in product.variants),
        )
    )
    if stock:
        _receive_first(view, places, stock)
        _watch_levels(view, product, places)
    return view.id


def _variant(variant: DemoVariant, places: Places) -> VariantInput:
    prices = tuple(
        PriceInput(
            price_list_id=places.channel.price_list_id,
            currency=currency,
            amount=amount,
            compare_at=variant.compare_at.get(currency),
        )
        for currency, amount in variant.price.items()
    )
    return VariantInput(
        sku=variant.sku,
        barcode=variant.barcode,
        options=dict(variant.options),
        weight_grams=variant.weight_grams,
        policy=variant.policy,
        requires_shipping=variant.requires_shipping,
        prices=prices,
    )


def _receive_first(view: ProductView, places: Places, stock: Sequence[Supply]) -> None:
    ids = {variant.sku: variant.id for variant in view.variants}
    set_stock(
        [
            StockSetting(
                variant_id=ids[supply.sku],
                location_id=places.locations[supply.location],
                on_hand=supply.units,
            )
            for supply in stock
        ],
        cause="received",
        reference=stock[0].number,
        note="First delivery",
    )


def _watch_levels(view: ProductView, product: DemoProduct, places: Places) -> None:
    handles = {location_id: handle for handle, location_id in places.locations.items()}
    thresholds = {variant.sku: split_threshold(variant) for variant in product.variants}
    for row in find_levels(product_id=view.id, limit=_MOST_LEVELS):
        wanted = thresholds[row.sku or ""].get(handles[row.level.location_id])
        if wanted is not None:
            set_threshold(row.level.id, wanted)
