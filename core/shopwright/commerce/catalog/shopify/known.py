"""What the shop has already of the products in a batch, read with a handful of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.models import Product, Variant
from shopwright.commerce.catalog.queries.editing import load_products
from shopwright.commerce.catalog.shopify.names import Entry
from shopwright.commerce.catalog.shopify.target import Target
from shopwright.commerce.catalog.types import ProductView
from shopwright.commerce.inventory.models import StockLevel
from shopwright.platform.media.models import Media
from shopwright.platform.runtime import runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The shop beside a batch. `skus` and `pictures` are filled further while it is planned."""

    products: Mapping[str, ProductView]  # by handle
    units: Mapping[UUID, int]  # on hand at the location, by variant
    skus: dict[str, tuple[UUID, str]]  # id and handle of the product that has a SKU
    pictures: dict[str, UUID]  # by the address they come from, or are shown under


def look_up(db: Session, entries: Sequence[Entry], target: Target) -> Known:
    """All that is needed to compare the entries with the shop."""
    handles = [entry.handle for entry in entries]
    ids = db.scalars(select(Product.id).where(Product.handle.in_(handles))).all()
    views = load_products(db, ids) if ids else []
    return Known(
        products={view.handle: view for view in views},
        units=units_on_hand(db, [v.id for view in views for v in view.variants], target),
        skus=holders_of_skus(db, entries),
        pictures=_pictures(db, entries, views),
    )


def addresses(entry: Entry) -> Iterable[str]:
    """Where the record's pictures come from, with repetitions."""
    for image in entry.record.images:
        yield image.src
    for variant in entry.record.variants:
        if variant.image_src is not None:
            yield variant.image_src


def own_address(path: str) -> str:
    """The address under which everybody can see a picture of this shop."""
    return runtime().settings.public_url.rstrip("/") + path


def units_on_hand(db: Session, variant_ids: Sequence[UUID], target: Target) -> dict[UUID, int]:
    """Units of these variants at the location; without those never counted there."""
    if not variant_ids:
        return {}
    rows = db.execute(
        select(StockLevel.variant_id, StockLevel.on_hand).where(
            StockLevel.variant_id.in_(variant_ids), StockLevel.location_id == target.location_id
        )
    )
    return {row[0]: row[1] for row in rows}


def holders_of_skus(db: Session, entries: Sequence[Entry]) -> dict[str, tuple[UUID, str]]:
    """Which product of the shop has which of the entries' SKUs: its id and handle."""
    wanted = [v.sku for entry in entries for v in entry.record.variants if v.sku is not None]
    if not wanted:
        return {}
    rows = db.execute(
        select(Variant.sku, Product.id, Product.handle)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.sku.in_(wanted))
    )
    return {row[0]: (row[1], row[2]) for row in rows if row[0] is not None}


def _pictures(
    db: Session, entries: Sequence[Entry], views: Sequence[ProductView]
) -> dict[str, UUID]:
    """Of several pictures from one address, one that a product of the batch shows, else the first."""
    wanted = {src for entry in entries for src in addresses(entry)}
    if not wanted:
        return {}
    shown = {picture.media_id for view in views for picture in view.media}
    rows = db.execute(
        select(Media.source_url, Media.id)
        .where(Media.source_url.in_(wanted))
        .order_by(Media.id.desc())
    ).all()
    found = {row[0]: row[1] for row in sorted(rows, key=lambda row: row[1] in shown) if row[0]}
    return found | {
        address: picture.media_id
        for view in views
        for picture in view.media
        for rendition in picture.renditions
        if (address := own_address(rendition.url)) in wanted
    }
