"""Exporting the shop's products to a file that Shopify, and this shop, can import.

    export_products("products.csv")

Importing the file again changes nothing. It has the prices of one price list and currency, and
the quantities of one location. What the format has no place for is not in it: variants that are
not sold any more, and pictures that were uploaded and are not drawn yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TextIO
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.models import Product
from shopwright.commerce.catalog.queries.editing import load_products
from shopwright.commerce.catalog.shopify.known import own_address, units_on_hand
from shopwright.commerce.catalog.shopify.target import Target, find_target
from shopwright.commerce.catalog.shopify.types import (
    ImageRecord,
    InventoryPolicy,
    ProductRecord,
    VariantRecord,
)
from shopwright.commerce.catalog.shopify.writer import write
from shopwright.commerce.catalog.types import PictureView, ProductView, VariantView
from shopwright.commerce.pricing import Money
from shopwright.platform.db import read
from shopwright.platform.media.models import Media

__all__ = ["export_products"]

_BATCH = 100
_POLICIES: Mapping[str, InventoryPolicy] = {"deny": "deny", "backorder": "continue"}


def export_products(
    target: TextIO | Path | str,
    *,
    channel: str | None = None,
    currency: str | None = None,
    location: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write all products, in one consistent view of the shop, however many there are.

    Returns how many. A file at a path appears when it is complete; a stream should be opened with
    `newline=""` and as UTF-8. Channel, currency and location are chosen as for an import;
    `progress` hears how many products of how many are written. Raises as `import_products`.
    """
    chosen = find_target(channel, currency, location)
    if not isinstance(target, Path | str):
        return _export(target, chosen, progress)
    path = Path(target)
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            count = _export(stream, chosen, progress)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _export(stream: TextIO, target: Target, progress: Callable[[int, int], None] | None) -> int:
    count = 0

    def counted(records: Iterator[ProductRecord], total: int) -> Iterator[ProductRecord]:
        nonlocal count
        for record in records:
            yield record
            count += 1
            if progress is not None and (count % _BATCH == 0 or count == total):
                progress(count, total)

    with read(snapshot=True) as db:
        total = db.scalar(select(func.count()).select_from(Product)) or 0
        write(counted(_records(db, target), total), stream)
    return count


def _records(db: Session, target: Target) -> Iterator[ProductRecord]:
    after: UUID | None = None
    while True:
        page = select(Product.id).order_by(Product.id).limit(_BATCH)
        ids = db.scalars(page if after is None else page.where(Product.id > after)).all()
        if not ids:
            return
        views = load_products(db, ids)
        units = units_on_hand(db, [v.id for view in views for v in view.variants], target)
        sources = _sources(db, views)
        for view in views:
            yield _record(view, target, units, sources)
        after = ids[-1]


def _sources(db: Session, views: Sequence[ProductView]) -> dict[UUID, str]:
    """The address of each picture: where it came from, else where this shop shows it."""
    pictures = {picture.media_id: picture for view in views for picture in view.media}
    own = {
        media_id: own_address(picture.renditions[-1].url)
        for media_id, picture in pictures.items()
        if picture.renditions
    }
    rows = db.execute(
        select(Media.id, Media.source_url).where(
            Media.id.in_(list(pictures)), Media.source_url.is_not(None)
        )
    )
    return own | {row[0]: row[1] for row in rows if row[1] is not None}


def _record(
    view: ProductView, target: Target, units: Mapping[UUID, int], sources: Mapping[UUID, str]
) -> ProductRecord:
    names = [option.name for option in view.options]
    return ProductRecord(
        handle=view.handle,
        title=view.title,
        body_html=view.description_html or None,
        vendor=view.vendor or None,
        product_type=view.product_type or None,
        tags=view.tags,
        published=view.status == "active",
        status=view.status,  # type: ignore[arg-type]
        seo_title=view.seo_title or None,
        seo_description=view.seo_description or None,
        gift_card=False,
        options=tuple(names),
        variants=tuple(
            _variant(variant, names, target, units.get(variant.id), sources)
            for variant in view.variants
            if variant.active
        ),
        images=tuple(_images(view.media, sources)),
    )


def _variant(
    variant: VariantView,
    names: Sequence[str],
    target: Target,
    units: int | None,
    sources: Mapping[UUID, str],
) -> VariantRecord:
    price, compare_at = _price(variant, target)
    counted = variant.policy != "untracked"
    return VariantRecord(
        option_values=tuple(variant.options[name] for name in names),
        sku=variant.sku,
        grams=variant.weight_grams,
        weight_unit="g",
        inventory_tracker="shopify" if counted else None,
        inventory_qty=units if counted else None,
        inventory_policy=_POLICIES.get(variant.policy, "deny"),
        price=price,
        compare_at=compare_at,
        requires_shipping=variant.requires_shipping,
        taxable=variant.taxable,
        barcode=variant.barcode,
        image_src=sources.get(variant.media_id) if variant.media_id else None,
    )


def _price(variant: VariantView, target: Target) -> tuple[Decimal | None, Decimal | None]:
    for price in variant.prices:
        if (price.price_list_id, price.currency) == (target.price_list_id, target.currency):
            compare_at = price.compare_at
            return (
                Money(price.amount, price.currency).decimal(),
                None if compare_at is None else Money(compare_at, price.currency).decimal(),
            )
    return None, None


def _images(pictures: Sequence[PictureView], sources: Mapping[UUID, str]) -> Iterator[ImageRecord]:
    shown = [picture for picture in pictures if picture.media_id in sources]
    for position, picture in enumerate(shown, 1):
        src = sources[picture.media_id]
        yield ImageRecord(src=src, position=position, alt=picture.alt or None)
