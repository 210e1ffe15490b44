"""Which options a product has, and the values that place a variant among them.

A product's first row names the options, its other rows have values only. Rows that come without
the names (a continuation, a file that only updates) keep their values in the order of columns.
"Title / Default Title" is how Shopify writes that a product has no options.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shopwright.commerce.catalog.shopify import cells, columns

DEFAULT_NAME, DEFAULT_VALUE = "Title", "Default Title"


def is_default(values: Sequence[str | None]) -> bool:
    """Whether these option values say no more than that there are none."""
    given = [value for value in values if value]
    return not given or (len(given) == 1 and given[0].casefold() == DEFAULT_VALUE.casefold())


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Why a variant has no place, to be made a fault of the column of that slot."""

    slot: int
    code: str
    message: str


class Options:
    """The options of one product; `names` is empty where the rows do not say."""

    def __init__(self, names: Sequence[str | None], rows: Sequence[tuple[str | None, ...]]) -> None:
        self.names = tuple(name for name in names if name)
        self.is_default = not self.names or [n.casefold() for n in self.names] == ["title"]
        self._slots = [slot for slot, name in enumerate(names) if name] or [
            slot for slot in range(len(names)) if any(row[slot] for row in rows)
        ]
        self._double = len({name.casefold() for name in self.names}) < len(self.names)
        self._none = all(map(is_default, rows))

    def values(self, row: tuple[str | None, ...], sku: str | None) -> tuple[str, ...] | Misplaced:
        """One value for each option, or none where a SKU or a lack of options does without."""
        if self._double:
            return Misplaced(0, "duplicate_option_name", self._double_names())
        given = [slot for slot, value in enumerate(row) if value]
        if given == self._slots:
            return tuple(value for value in row if value)
        for slot in given:
            if slot not in self._slots:
                return Misplaced(slot, "missing_option_name", _nameless(slot, row[slot] or ""))
        if not given and self.is_default and (self._none or (sku and not self.names)):
            return ()
        slot = next(slot for slot in self._slots if slot not in given)
        called = f"'{self.names[self._slots.index(slot)]}'" if self.names else f"option {slot + 1}"
        message = f"The variant has no value for {called}; the variant is left out. Write one."
        return Misplaced(slot, "missing_option_value", message)

    def _double_names(self) -> str:
        names = cells.shown(" / ".join(self.names))
        return (
            f"Two options of this product have one name ({names}); the variant is left out. "
            "Rename one of them in the product's first row."
        )


def _nameless(slot: int, value: str) -> str:
    return (
        f"'{cells.shown(value)}' belongs to no option; the variant is left out. Write the "
        f"option's name under '{columns.OPTION_NAMES[slot].header}' in the product's first row."
    )
