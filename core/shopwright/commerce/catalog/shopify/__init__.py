"""Shopify's product CSV: reading and writing it, without a database.

    for item in read(file):                     # file = open(path, "rb")
        if isinstance(item, Fault): report(item)
        else: store(item)                       # a ProductRecord
    write(records, file)                        # file = open(path, "w", newline="", encoding="utf-8")

A file is read as it flows, one product at a time, and never gives up for a bad cell: every fault
is reported with line, column and remedy, and everything else is imported. The rule is that a cell
costs as little as is safe. What a mistake could cost a shopper or the shop takes its variant along.

====================================================  =======================  ==================
a cell that cannot be read                            costs                    goes on as
====================================================  =======================  ==================
Handle                                                the row                  -
Variant Price, SKU, Taxable, Requires Shipping,       the variant              -
Tax Code, an option's value
Published                                             the cell                 false (hidden)
Status                                                the cell                 draft (hidden)
Variant Inventory Policy                              the cell                 deny
Variant Inventory Qty, where negative                 the cell                 0
any other: texts, tags, images, quantities,           the cell                 not stated: what is
weights, compare-at price, cost, barcode                                       stored stays
====================================================  =======================  ==================

A product keeps its fields and images when all of its variants are left out. When its first row is
left out, the record of its other rows is marked as a `continuation`. So is every record of a
handle that came before: the rows of a product should be in one place, but need not be. Whoever
stores the records adds the variants and images of a continuation to the product of that handle.

=======================  ========================================================================
code                     means
=======================  ========================================================================
of the file, all fatal
empty_file               no first row
not_csv                  a workbook, or no text at all
wrong_encoding           UTF-16 or UTF-32 (of one cell, see below)
missing_column           no column of handles
duplicate_column         two columns mean the same, in one spelling or two
truncated_quote          in the first row (elsewhere, see below)
of columns, warnings
unknown_column           a name nobody knows; the nearest known one is suggested
ignored_column           known, has values, and is not imported; told once
of rows
truncated_quote          a quote is never closed: names the lines left out until a row reads well
stray_quote              a quote inside of a quoted cell; a warning where the row reads well
too_many_columns         more cells than columns, even blank ones; the row is left out
too_few_columns          fewer cells than columns; the row is left out
line_too_long            beyond 4 MB; the line is left out
missing_handle           no handle; the row is left out
of cells
wrong_encoding           bytes that are not UTF-8; shows how Windows-1252 would read them
nul_character            a NUL character
too_long                 beyond what the column holds
bad_handle               no part of an address
bad_price                not an amount, negative, or ambiguous ("1,234")
price_too_precise        more decimals than the currency has
bad_quantity             not a whole number
negative_quantity        below zero (warning)
bad_weight               not a weight
bad_weight_unit          not g, kg, lb, oz (warning)
bad_boolean              neither true nor false
bad_status               not active, draft or archived
bad_inventory_policy     neither deny nor continue
bad_url                  not an absolute http or https address
bad_image_position       not 1 or more (warning)
bad_code                 a SKU or barcode in scientific notation, spoiled by a spreadsheet
missing_image            a description without an image (warning)
of variants, which are left out
duplicate_sku            another variant in the file has it; the first keeps it
duplicate_option_values  another variant of the product has them; the first keeps them
duplicate_option_name    two options of the product have one name
missing_option_value     no value for an option of the product
missing_option_name      a value for an option that the product does not name
of products
conflicting_value        a later row says something else of the product (warning); the first holds
=======================  ========================================================================

`cells` tells which numbers are read, `writer` why formulas are written as they are.
"""

from __future__ import annotations

from shopwright.commerce.catalog.shopify.reader import read
from shopwright.commerce.catalog.shopify.types import (
    Fault,
    ImageRecord,
    ProductRecord,
    VariantRecord,
)
from shopwright.commerce.catalog.shopify.writer import write

__all__ = ["Fault", "ImageRecord", "ProductRecord", "VariantRecord", "read", "write"]
