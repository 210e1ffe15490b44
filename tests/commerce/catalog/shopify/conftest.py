from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from shopwright.commerce.catalog.shopify import Fault, ProductRecord, read


@dataclass(frozen=True)
class Reading:
    products: list[ProductRecord]
    faults: list[Fault]

    @property
    def product(self) -> ProductRecord:
        (product,) = self.products
        return product

    @property
    def fault(self) -> Fault:
        (fault,) = self.faults
        return fault

    @property
    def places(self) -> list[tuple[int, str | None, str]]:
        return [(fault.line, fault.column, fault.code) for fault in self.faults]

    @property
    def handles(self) -> list[str]:
        return [product.handle for product in self.products]


Read = Callable[..., Reading]


@pytest.fixture
def parse() -> Read:
    """Read a file given as text, bytes or lines."""

    def run(*content: str | bytes | Path, decimals: int = 2, resume_after: int = 0) -> Reading:
        data = b"\n".join(
            part.read_bytes()
            if isinstance(part, Path)
            else part.encode()
            if isinstance(part, str)
            else part
            for part in content
        )
        items = list(read(io.BytesIO(data), decimals=decimals, resume_after=resume_after))
        return Reading(
            [item for item in items if isinstance(item, ProductRecord)],
            [item for item in items if isinstance(item, Fault)],
        )

    return run


@pytest.fixture
def data() -> Path:
    """The folder of sample files."""
    return Path(__file__).parents[3] / "data"
