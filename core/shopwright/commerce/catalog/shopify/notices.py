"""What is told once of a whole file, at the first row that gives occasion."""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.commerce.catalog.shopify.notes import Notes
from shopwright.commerce.catalog.shopify.types import ProductRecord

# Columns that the reader knows and the catalog has no place for.
_UNUSED = {
    "product_category": "Product Category",
    "cost": "Cost per item",
    "tax_code": "Variant Tax Code",
}
_TRACKER = "Variant Inventory Tracker"


class Notices:
    """Looks at every record of a file until all has been told."""

    def __init__(self) -> None:
        self._untold = {*_UNUSED, "untracked"}

    def look(self, record: ProductRecord, notes: Notes) -> None:
        """Note what this record is the first one to show."""
        if not self._untold:
            return
        for name, line in _shown(record):
            if name not in self._untold:
                continue
            self._untold.discard(name)
            if name == "untracked":
                message = (
                    f"Variants without '{_TRACKER}' are not counted, so their quantities are "
                    "ignored and they never sell out. Write 'shopify' there to count them."
                )
                notes.add(line, _TRACKER, "not_tracked", message, "warning")
            else:
                message = "This shop has no place for these values. Note down what you need of it."
                notes.add(line, _UNUSED[name], "ignored_column", message, "warning")


def _shown(record: ProductRecord) -> Iterator[tuple[str, int]]:
    """What of interest the record has, with the line."""
    if record.product_category is not None:
        yield "product_category", record.line
    for variant in record.variants:
        if variant.cost is not None:
            yield "cost", variant.line
        if variant.tax_code is not None:
            yield "tax_code", variant.line
        untracked = "inventory_tracker" in variant.stated and variant.inventory_tracker is None
        if untracked and variant.inventory_qty:
            yield "untracked", variant.line
