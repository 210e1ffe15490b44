"""The first row of a file: which column is where."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from shopwright.commerce.catalog.shopify import cells, columns
from shopwright.commerce.catalog.shopify.columns import Column
from shopwright.commerce.catalog.shopify.types import Fault, UnreadableFileError

_NAMES = sorted(name for c in columns.ALL for name in (c.header, *c.also))


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where each column of one file is. Positions count from 0."""

    width: int  # up to the last column with a name
    span: int  # with the nameless ones after it, which spreadsheets add; their cells are blank
    names: tuple[str, ...]  # as the file spells them
    spelled: dict[str, str]  # by the names that `write` uses
    handle: int
    product: tuple[tuple[int, Column], ...]
    option_names: tuple[int | None, ...]
    option_values: tuple[int | None, ...]
    variant: tuple[tuple[int, Column], ...]
    image: tuple[tuple[int, Column], ...]
    ignored: dict[int, frozenset[str]]  # position: values not worth a warning
    product_stated: frozenset[str]
    variant_stated: frozenset[str]


def bind(row: Sequence[str], line: int) -> tuple[Header, list[Fault]]:
    """Recognize the names in the first row; faults for those that nothing is known of.

    Raises `UnreadableFileError` without a column of handles, and when two columns mean the same:
    which one holds the price is not ours to guess.
    """
    names = [name.strip() for name in row]
    while names and not names[-1]:
        names.pop()
    found: dict[str, int] = {}
    ignored: dict[int, frozenset[str]] = {}
    faults: list[Fault] = []
    for index, name in enumerate(names):
        if entry := columns.SPELLINGS.get(columns.key(name)):
            _claim(found, entry[0].header, index, names, line)
        elif (harmless := columns.harmless(name)) is not None:
            ignored[index] = harmless
        else:
            faults.append(_unknown(name, index, line))
    if columns.HANDLE.header not in found:
        raise UnreadableFileError(_no_handles(names, line))
    return _header(names, len(row), found, ignored), faults


def _header(
    names: list[str], span: int, found: dict[str, int], ignored: dict[int, frozenset[str]]
) -> Header:
    def pairs(group: tuple[Column, ...]) -> tuple[tuple[int, Column], ...]:
        return tuple((found[c.header], c) for c in group if c.header in found)

    shown = tuple(cells.shown(name, 80) or f"#{n}" for n, name in enumerate(names, 1))
    return Header(
        width=len(names),
        span=span,
        names=shown,
        spelled={header: shown[index] for header, index in found.items()},
        handle=found[columns.HANDLE.header],
        product=pairs(columns.PRODUCT),
        option_names=tuple(found.get(c.header) for c in columns.OPTION_NAMES),
        option_values=tuple(found.get(c.header) for c in columns.OPTION_VALUES),
        variant=pairs(columns.VARIANT),
        image=pairs(columns.IMAGE),
        ignored=ignored,
        product_stated=frozenset(c.field for _, c in pairs(columns.PRODUCT + columns.OPTION_NAMES)),
        variant_stated=frozenset(
            c.field for _, c in pairs(columns.VARIANT + columns.OPTION_VALUES)
        ),
    )


def _claim(found: dict[str, int], header: str, index: int, names: list[str], line: int) -> None:
    if header in found:
        first, second = cells.shown(names[found[header]]), cells.shown(names[index])
        message = (
            f"Columns {found[header] + 1} ('{first}') and {index + 1} ('{second}') mean the same, "
            f"so nothing is imported. Remove or rename one of them."
        )
        fault = Fault(
            line=line, column=second, code="duplicate_column", message=message, fatal=True
        )
        raise UnreadableFileError(fault)
    found[header] = index


def _unknown(name: str, index: int, line: int) -> Fault:
    column = cells.shown(name, 80) or f"#{index + 1}"
    near = difflib.get_close_matches(column, _NAMES, n=1, cutoff=0.75)
    remedy = f"Did you mean '{near[0]}'?" if near else "Remove it if nothing misses it."
    message = f"Column '{column}' is not part of a product file and is not imported. {remedy}"
    return Fault(
        line=line, column=column, code="unknown_column", message=message, severity="warning"
    )


def _no_handles(names: list[str], line: int) -> Fault:
    first = ", ".join(f"'{cells.shown(name)}'" for name in names[:3]) or "nothing"
    message = (
        f"There is no column 'Handle' (the first row has {first}), so nothing is imported. "
        "The first row must name the columns as in Shopify's product export."
    )
    return Fault(line=line, column="Handle", code="missing_column", message=message, fatal=True)
