"""One row to values: each cell is judged alone, and costs what its column says it may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shopwright.commerce.catalog.shopify import cells, columns
from shopwright.commerce.catalog.shopify.columns import Column, Loss
from shopwright.commerce.catalog.shopify.header import Header
from shopwright.commerce.catalog.shopify.rows import Row
from shopwright.commerce.catalog.shopify.types import Fault, ImageRecord, Severity

# Any of these makes a row a variant's; a row that only adds an image has none of them.
VARIANT_SIGNS = ("sku", "price", "compare_at", "barcode", "inventory_qty", "cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one row says. Option names and values by slot, None where blank."""

    line: int
    last_line: int
    handle: str
    product: dict[str, Any]
    names: tuple[str | None, ...]
    values: tuple[str | None, ...]
    variant: dict[str, Any] | None  # None: none in this row, or left out
    image: ImageRecord | None
    unread: frozenset[str]  # fields of product and variant whose cell was bad


class RowParser:
    """Turns rows into drafts; `faults` are those of the row parsed last."""

    def __init__(self, header: Header, decimals: int) -> None:
        self.faults: list[Fault] = []
        self._header = header
        self._decimals = decimals
        self._unwarned = dict(header.ignored)
        self._handle: str | None = None
        self._lost: set[Loss] = set()
        self._unread: set[str] = set()

    def parse(self, row: Row) -> Draft | None:
        """The row's draft, or None where its handle leaves nothing to hold on to."""
        header = self._header
        self.faults, self._lost, self._unread, self._handle = [], set(), set(), None
        self._handle = self._read(row, header.handle, columns.HANDLE)
        if self._handle is None:
            if Loss.ROW not in self._lost:
                self._missing_handle(row)
            return None
        self._warn(row)
        names = self._slots(row, header.option_names, columns.OPTION_NAMES)
        values = self._slots(row, header.option_values, columns.OPTION_VALUES)
        return Draft(
            line=row.line,
            last_line=row.last_line,
            handle=self._handle,
            product=self._fields(row, header.product),
            names=names,
            values=values,
            variant=self._variant(row, values),
            image=self._image(row),
            unread=frozenset(self._unread),
        )

    def _fields(self, row: Row, group: tuple[tuple[int, Column], ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for index, column in group:
            if row.cells[index] and (value := self._read(row, index, column)) is not None:
                found[column.field] = value
        return found

    def _slots(
        self, row: Row, where: tuple[int | None, ...], group: tuple[Column, ...]
    ) -> tuple[str | None, ...]:
        return tuple(
            None if at is None else self._read(row, at, column)
            for at, column in zip(where, group, strict=True)
        )

    def _variant(self, row: Row, values: tuple[str | None, ...]) -> dict[str, Any] | None:
        found = self._fields(row, self._header.variant)
        if Loss.VARIANT in self._lost:
            return None
        signs = any(values) or any(sign in found for sign in VARIANT_SIGNS)
        return found if signs else None

    def _image(self, row: Row) -> ImageRecord | None:
        found = self._fields(row, self._header.image)
        if "src" in found:
            return ImageRecord(line=row.line, **found)
        if "alt" in found and "src" not in self._unread:
            message = (
                f"'{cells.shown(found['alt'])}' describes no image; the cell is left out. "
                "Write the image's address in the same row."
            )
            column = self._header.spelled[columns.IMAGE_ALT.header]
            self._add(row, column, "missing_image", message, "warning")
        return None

    def _read(self, row: Row, index: int, column: Column) -> Any:
        value = row.cells[index]
        if not value:
            return None
        try:
            if row.suspect:
                cells.check_characters(value)
            if len(value) > column.limit:
                cause = f"has {len(value)} characters, more than {column.limit}"
                raise cells.BadCell("too_long", cause, "Shorten it.")
            return cells.money(value, self._decimals) if column.money else column.parse(value)
        except cells.BadCell as bad:
            return self._bad(row, index, column, bad)

    def _bad(self, row: Row, index: int, column: Column, bad: cells.BadCell) -> Any:
        instead = column.instead if bad.instead is None else bad.instead
        if instead is None:
            self._lost.add(column.loss)
            self._unread.add(column.field)
            done = column.loss.value
        else:
            done = f"{str(instead).lower()} is taken instead"
        message = f"'{cells.shown(row.cells[index])}' {bad.cause}; {done}. {bad.remedy}"
        self._add(row, self._header.names[index], bad.code, message, bad.severity)
        return instead

    def _missing_handle(self, row: Row) -> None:
        message = (
            "The row has no handle; the row is left out. "
            "Write the product's handle in each of its rows."
        )
        self._add(row, self._header.names[self._header.handle], "missing_handle", message, "error")

    def _warn(self, row: Row) -> None:
        """Say what was read in spite of its form, and, once, which columns are not imported."""
        if row.stray is not None and row.stray < self._header.width:
            message = (
                f"A quote stands inside of a quoted cell, which is read as "
                f"'{cells.shown(row.cells[row.stray])}'. Write a quote inside of a cell twice."
            )
            self._add(row, self._header.names[row.stray], "stray_quote", message, "warning")
        for index, harmless in tuple(self._unwarned.items()):
            value = row.cells[index].strip()
            if value and value.casefold() not in harmless:
                del self._unwarned[index]
                column = self._header.names[index]
                message = (
                    f"Column '{column}' is not imported "
                    f"(here it says '{cells.shown(value)}'). Note down what you need of it."
                )
                self._add(row, column, "ignored_column", message, "warning")

    def _add(self, row: Row, column: str, code: str, message: str, severity: Severity) -> None:
        self.faults.append(
            Fault(
                line=row.line,
                column=column,
                code=code,
                message=message,
                severity=severity,
                handle=self._handle,
            )
        )
