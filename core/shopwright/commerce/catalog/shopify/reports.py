"""What an import did, and what was wrong with the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from shopwright.commerce.catalog.shopify.types import Fault

KEPT_FAULTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did; what it would do, after a dry run.

    A product whose rows stand in several places of the file is counted at each of them. Faults
    beyond the first 1,000 are counted only; `on_fault` hears all of them.
    """

    file_name: str
    dry_run: bool
    resumed_after: int  # the line up to which an earlier attempt had come; 0: from the start
    complete: bool  # False: a fatal fault stopped the reading
    created: int
    updated: int
    unchanged: int
    skipped: int
    pictures: int  # to be fetched, from addresses that are new to the shop
    stock: int  # levels that changed
    errors: int
    warnings: int
    faults: tuple[Fault, ...]  # by line

    @property
    def products(self) -> int:
        """Products in the file, as far as it could be read."""
        return self.created + self.updated + self.unchanged + self.skipped

    @property
    def ok(self) -> bool:
        """Whether everything in the file was taken as it stands."""
        return self.errors == 0

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON takes it."""
        return asdict(self) | {"products": self.products, "ok": self.ok}


@dataclass(slots=True, kw_only=True)
class Counts:
    """What became of some products."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    pictures: int = 0
    stock: int = 0

    def add(self, other: Counts) -> None:
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Counts:
        return cls(**{name: int(stored.get(name, 0)) for name in asdict(cls())})


class Tally:
    """Hears every fault, passes it on, and keeps the first ones."""

    def __init__(self, on_fault: Callable[[Fault], None] | None) -> None:
        self.errors = self.warnings = 0
        self.fatal = False
        self._kept: list[Fault] = []
        self._on_fault = on_fault

    def add(self, fault: Fault) -> None:
        if fault.severity == "error":
            self.errors += 1
        else:
            self.warnings += 1
        self.fatal |= fault.fatal
        if len(self._kept) < KEPT_FAULTS:
            self._kept.append(fault)
        if self._on_fault is not None:
            self._on_fault(fault)

    def add_all(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.add(fault)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Those that were kept, by line."""
        return tuple(sorted(self._kept, key=lambda fault: fault.line))
