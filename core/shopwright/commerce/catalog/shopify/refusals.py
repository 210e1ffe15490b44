"""What the catalog refuses, as faults of the file: its paths become lines and columns."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from shopwright.commerce.catalog.shopify.notes import Notes
from shopwright.commerce.catalog.shopify.types import ProductRecord
from shopwright.platform.errors import ShopError

_COLUMNS = {
    "handle": "Handle",
    "title": "Title",
    "description_html": "Body (HTML)",
    "status": "Status",
    "vendor": "Vendor",
    "product_type": "Type",
    "seo_title": "SEO Title",
    "seo_description": "SEO Description",
    "tags": "Tags",
    "options": "Option1 Name",
    "media": "Image Src",
}
_VARIANT_COLUMNS = {
    "sku": "Variant SKU",
    "barcode": "Variant Barcode",
    "options": "Option1 Value",
    "weight_grams": "Variant Grams",
    "policy": "Variant Inventory Policy",
    "requires_shipping": "Variant Requires Shipping",
    "taxable": "Variant Taxable",
    "media_id": "Variant Image",
    "prices": "Variant Price",
}


def note_refused(
    error: ShopError, record: ProductRecord, lines: Sequence[int], notes: Notes
) -> None:
    """Note why the catalog, or a plugin, did not take the product."""
    if not error.problems:
        notes.add(record.line, None, error.code, _left_out(error.message))
    for problem in error.problems:
        path = (problem.field or "").split(".")
        line, column = _place(path[2:] if path[0] == "products" else path, record, lines)
        notes.add(line, column, problem.code, _left_out(problem.message))


def note_invalid(error: ValidationError, record: ProductRecord, notes: Notes) -> None:
    """Note values that are beyond what the catalog can hold."""
    for detail in error.errors(include_url=False, include_input=False, include_context=False):
        line, column = _place([str(part) for part in detail["loc"]], record, ())
        notes.add(line, column, "invalid_value", _left_out(detail["msg"]))


def _place(
    path: Sequence[str], record: ProductRecord, lines: Sequence[int]
) -> tuple[int, str | None]:
    if path[:1] == ["variants"] and len(path) > 1 and path[1].isdecimal():
        index = int(path[1])
        line = lines[index] if index < len(lines) and lines[index] else record.line
        return line, _VARIANT_COLUMNS.get(path[2]) if len(path) > 2 else None
    return record.line, _COLUMNS.get(path[0]) if path else None


def _left_out(message: str) -> str:
    return f"{message.rstrip('.')}; the product is left out."
