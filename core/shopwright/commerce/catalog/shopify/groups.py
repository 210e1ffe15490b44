"""Rows of one product to its record: fields collected, doubles left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from shopwright.commerce.catalog.shopify import cells, columns
from shopwright.commerce.catalog.shopify.drafts import Draft
from shopwright.commerce.catalog.shopify.header import Header
from shopwright.commerce.catalog.shopify.options import Options, is_default
from shopwright.commerce.catalog.shopify.seen import Seen
from shopwright.commerce.catalog.shopify.types import (
    Fault,
    ImageRecord,
    ProductRecord,
    VariantRecord,
)

# Rows of a product held at once: Shopify's limit of variants. Rows beyond it are a continuation.
ROW_LIMIT = 2048
_HEADERS = {column.field: column.header for column in columns.PRODUCT}


class Group:
    """Consecutive rows of one handle, of which the last may still be to come.

    `add` and `close` give the faults that show only between rows; `close` ends with the record.
    """

    def __init__(self, first: Draft, header: Header, seen: Seen) -> None:
        self._handle = first.handle
        self._header = header
        self._seen = seen
        self._continuation = seen.claim("handle", first.handle, first.line) is not None
        self._drafts: list[Draft] = []
        self._product: dict[str, Any] = {}
        self._names: list[str | None] = [None] * len(first.names)
        self._unread: set[str] = set()
        self._default_line: int | None = None

    def takes(self, draft: Draft) -> bool:
        return draft.handle == self._handle and len(self._drafts) < ROW_LIMIT

    def add(self, draft: Draft) -> Iterator[Fault]:
        """Take one more row. What an earlier row said of the product holds."""
        self._drafts.append(draft)
        self._unread |= draft.unread
        for field, value in draft.product.items():
            if self._product.setdefault(field, value) != value:
                yield self._contradiction(draft, _HEADERS[field], value, self._product[field])
        for slot, name in enumerate(draft.names):
            first = self._names[slot] = self._names[slot] or name
            if name and first and name != first:
                header = columns.OPTION_NAMES[slot].header
                yield self._contradiction(draft, header, name, first)

    def close(self) -> Iterator[Fault | ProductRecord]:
        options = Options(self._names, [d.values for d in self._drafts if d.variant is not None])
        variants: list[VariantRecord] = []
        for draft in self._drafts:
            if draft.variant is not None:
                made = self._variant(draft, draft.variant, options)
                if isinstance(made, Fault):
                    yield made
                else:
                    variants.append(made)
        names = options.names
        if options.is_default and all(is_default(v.option_values) for v in variants):
            names = ()
            variants = [replace(v, option_values=()) if v.option_values else v for v in variants]
        yield self._record(names, tuple(variants))

    def _record(
        self, options: tuple[str, ...], variants: tuple[VariantRecord, ...]
    ) -> ProductRecord:
        said = self._product.keys() | ({"options"} if options else set())
        blank = frozenset() if self._continuation else self._header.product_stated - self._unread
        return ProductRecord(
            handle=self._handle,
            options=options,
            variants=variants,
            images=self._images(),
            line=self._drafts[0].line,
            last_line=self._drafts[-1].last_line,
            continuation=self._continuation,
            stated=blank | said,
            **self._product,
        )

    def _images(self) -> tuple[ImageRecord, ...]:
        """Each address once; a later row may add what an earlier one left open."""
        found: dict[str, ImageRecord] = {}
        for draft in self._drafts:
            if (new := draft.image) is None:
                continue
            if old := found.get(new.src):
                new = replace(old, alt=old.alt or new.alt, position=old.position or new.position)
            found[new.src] = new
        return tuple(found.values())

    def _variant(
        self, draft: Draft, fields: dict[str, Any], options: Options
    ) -> VariantRecord | Fault:
        sku: str | None = fields.get("sku")
        values = options.values(draft.values, sku)
        if not isinstance(values, tuple):
            header = columns.OPTION_VALUES[values.slot].header
            return self._fault(draft, header, values.code, values.message)
        if (taken := self._taken(draft, values, sku)) is not None:
            return taken
        stated = self._header.variant_stated - draft.unread
        return VariantRecord(option_values=values, line=draft.line, stated=stated, **fields)

    def _taken(self, draft: Draft, values: tuple[str, ...], sku: str | None) -> Fault | None:
        """The fault of a variant that the file has already; a new one is noted as seen."""
        if sku is not None and (line := self._seen.claim("sku", sku, draft.line)):
            message = (
                f"'{cells.shown(sku)}' is the SKU of line {line} already; "
                "the variant is left out. Give each variant a SKU of its own, or none."
            )
            return self._fault(draft, columns.SKU.header, "duplicate_sku", message)
        if (line := self._double(values, sku, draft)) is not None:
            if sku is not None:
                self._seen.release("sku", sku)
            named = cells.shown(" / ".join(values) or "Default Title")
            message = (
                f"'{named}' is the variant of line {line} already; the variant is left out. "
                "Give each variant of a product another combination of option values."
            )
            header = columns.OPTION_VALUES[0].header
            return self._fault(draft, header, "duplicate_option_values", message)
        return None

    def _double(self, values: tuple[str, ...], sku: str | None, draft: Draft) -> int | None:
        """The line that has this product's variant already; else it is this one's from now on.

        A variant without option values is known by its SKU: files that update prices have no
        option columns. Only one per product can do without both, or call itself the default.
        """
        if is_default(values):
            if values or sku is None:
                if self._default_line is not None:
                    return self._default_line
                self._default_line = draft.line
            if sku is not None:
                return None
            values = ()
        return self._seen.claim("variant", "\x1f".join((self._handle, *values)), draft.line)

    def _contradiction(self, draft: Draft, header: str, value: object, first: object) -> Fault:
        message = (
            f"'{_shown(value)}' differs from '{_shown(first)}' in an earlier row of this product, "
            "which holds; the cell is left out. Write it in the product's first row alone."
        )
        return self._fault(draft, header, "conflicting_value", message, warning=True)

    def _fault(
        self, draft: Draft, header: str, code: str, message: str, *, warning: bool = False
    ) -> Fault:
        return Fault(
            line=draft.line,
            column=self._header.spelled.get(header),
            code=code,
            message=message,
            severity="warning" if warning else "error",
            handle=self._handle,
        )


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return cells.shown(", ".join(value))
    return cells.shown(str(value).lower() if isinstance(value, bool) else str(value))
