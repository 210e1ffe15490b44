"""Reading prices and price lists."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.pricing.catalog_tables import variants
from shopwright.commerce.pricing.models import Price, PriceList
from shopwright.commerce.pricing.types import PriceListView, PriceView, UnknownPriceList
from shopwright.platform.db import read


def price_lists() -> tuple[PriceListView, ...]:
    """All price lists, the oldest first."""
    with read() as db:
        return tuple(_view(row) for row in db.scalars(select(PriceList).order_by(PriceList.id)))


def price_list(price_list_id: UUID) -> PriceListView:
    """Raises `UnknownPriceList`."""
    with read() as db:
        row = db.get(PriceList, price_list_id, populate_existing=True)
    if row is None:
        raise UnknownPriceList(f"There is no price list {price_list_id}.")
    return _view(row)


def default_price_list_id() -> UUID:
    """The id of the price list called `default`. Raises `UnknownPriceList`."""
    with read() as db:
        found = db.scalar(select(PriceList.id).where(PriceList.handle == "default"))
    if found is None:
        raise UnknownPriceList(
            "There is no price list called 'default'; name the price list, or add one of that name."
        )
    return found


def prices_of_variants(variant_ids: Iterable[UUID]) -> dict[UUID, list[PriceView]]:
    """Every stored price of these variants, by variant, in a steady order."""
    found: dict[UUID, list[PriceView]] = {}
    statement = (
        select(
            Price.variant_id, Price.price_list_id, Price.currency, Price.amount, Price.compare_at
        )
        .where(Price.variant_id.in_(list(variant_ids)))
        .order_by(Price.price_list_id, Price.currency)
    )
    with read() as db:
        for variant_id, price_list_id, currency, amount, compare_at in db.execute(statement):
            found.setdefault(variant_id, []).append(
                PriceView(
                    variant_id=variant_id,
                    price_list_id=price_list_id,
                    currency=currency,
                    amount=amount,
                    compare_at=compare_at,
                )
            )
    return found


def prices_of_product(product_id: UUID) -> dict[UUID, list[PriceView]]:
    """Every stored price of a product's variants, by variant."""
    with read() as db:
        ids = list(db.scalars(select(variants.c.id).where(variants.c.product_id == product_id)))
    return prices_of_variants(ids)


def _view(row: PriceList) -> PriceListView:
    return PriceListView(id=row.id, handle=row.handle, name=row.name, tax_included=row.tax_included)
