"""The last act: moving stock between the places, so that each has what the catalog says."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from shopwright.commerce.inventory import find_levels, transfer
from shopwright.demo.catalog import DemoVariant
from shopwright.demo.load.goods import Places
from shopwright.demo.load.plan import DemoPlan

_MOST_LEVELS = 1000


def balance_stock(plan: DemoPlan, places: Places, variants: Mapping[str, UUID]) -> None:
    """Orders are served from the first place that has the goods; a van evens that out."""
    free = _available(plan, places)
    for product in plan.products:
        for variant in product.variants:
            over = {
                place: free.get((variant.sku, place), 0) - level
                for place, level in variant.stock.items()
            }
            _move(variant, over, places, variants)


def _available(plan: DemoPlan, places: Places) -> Mapping[tuple[str, str], int]:
    found = {}
    for handle, location_id in places.locations.items():
        after = None
        while rows := find_levels(location_id=location_id, after=after, limit=_MOST_LEVELS):
            for row in rows:
                found[row.sku or "", handle] = row.level.available
            after = rows[-1].level.id
    return found


def _move(
    variant: DemoVariant, over: dict[str, int], places: Places, variants: Mapping[str, UUID]
) -> None:
    """From where there is too much to where there is too little."""
    for place, surplus in over.items():
        for other, missing in over.items():
            units = min(surplus, -missing)
            if units > 0:
                transfer(
                    variants[variant.sku],
                    places.locations[place],
                    places.locations[other],
                    units,
                    note="The weekly van",
                )
                return
