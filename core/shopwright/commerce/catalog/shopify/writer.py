"""Writing: the same format, in the spelling of headers that every tool knows.

Cells are written as they are. A text that begins with `=`, `+`, `-` or `@` is a formula to a
spreadsheet, and no spelling of it would be both harmless there and the same text in Shopify or in
`read`; Shopify's own export does the same. Only staff write these texts, so nobody gains by it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import TextIO

from shopwright.commerce.catalog.shopify import columns
from shopwright.commerce.catalog.shopify.options import DEFAULT_NAME, DEFAULT_VALUE
from shopwright.commerce.catalog.shopify.types import (
    ImageRecord,
    ProductRecord,
    VariantRecord,
)

_SERVICE = "Variant Fulfillment Service"  # nothing to import, but Shopify wants it
_ORDER = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,"
    "Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,"
    "Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,"
    f"Variant Inventory Policy,{_SERVICE},Variant Price,Variant Compare At Price,"
    "Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Image Position,"
    "Image Alt Text,Gift Card,SEO Title,SEO Description,Variant Image,Variant Weight Unit,"
    "Variant Tax Code,Cost per item,Status"
).split(",")


def write(products: Iterable[ProductRecord], stream: TextIO) -> None:
    """Write the products as a CSV file that `read` and Shopify take, one at a time.

    The stream should be opened with `newline=""` and as UTF-8. Reading it again gives equal
    records, if they are such as `read` gives: a tag with a comma in it comes back as two, lines
    of a text end in a bare line feed, and of more than three options the rest is refused.
    """
    out = csv.writer(stream, lineterminator="\n")
    out.writerow(_ORDER)
    for product in products:
        for row in _rows(product):
            out.writerow([row.get(header, "") for header in _ORDER])


def _rows(product: ProductRecord) -> Iterator[dict[str, str]]:
    if max(len(product.options), *(len(v.option_values) for v in product.variants), 0) > 3:
        raise ValueError(
            f"Product '{product.handle}' has more than three options, which the format lacks "
            "columns for. Export it by the API, or merge two of its options."
        )
    head = _product(product)
    for variant, image in zip_longest(product.variants, product.images):
        row = {columns.HANDLE.header: product.handle, **head}
        if variant is not None:
            row |= _variant(product, variant)
        if image is not None:
            row |= _image(image)
        yield row
        head = {}
    if head:
        yield {columns.HANDLE.header: product.handle, **head}


def _product(product: ProductRecord) -> dict[str, str]:
    row = {c.header: _text(getattr(product, c.field)) for c in columns.PRODUCT}
    for column, name in zip(columns.OPTION_NAMES, product.options, strict=False):
        row[column.header] = name
    return row


def _variant(product: ProductRecord, variant: VariantRecord) -> dict[str, str]:
    row = {c.header: _text(getattr(variant, c.field)) for c in columns.VARIANT}
    row[_SERVICE] = "manual"
    for column, value in zip(columns.OPTION_VALUES, variant.option_values, strict=False):
        row[column.header] = value
    if not variant.option_values and (variant.sku is None or len(product.variants) == 1):
        row[columns.OPTION_NAMES[0].header] = DEFAULT_NAME
        row[columns.OPTION_VALUES[0].header] = DEFAULT_VALUE
    return row


def _image(image: ImageRecord) -> dict[str, str]:
    return {c.header: _text(getattr(image, c.field)) for c in columns.IMAGE}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n")
