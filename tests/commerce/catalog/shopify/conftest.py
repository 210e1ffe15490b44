from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from shopwright.commerce.catalog import ProductView, product, product_id_by_handle
from shopwright.commerce.catalog.models import Product, ProductDocument, Variant
from shopwright.commerce.catalog.shopify import Fault, ProductRecord
from shopwright.commerce.catalog.shopify import read as read_file
from shopwright.commerce.catalog.shopify.importing import ImportReport, import_products
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.inventory.models import StockLevel, StockMovement
from shopwright.commerce.pricing.models import Price
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.media.models import Media
from shopwright.testing.shop import Shop
from sqlalchemy import func, select


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
        items = list(read_file(io.BytesIO(data), decimals=decimals, resume_after=resume_after))
        return Reading(
            [item for item in items if isinstance(item, ProductRecord)],
            [item for item in items if isinstance(item, Fault)],
        )

    return run


@pytest.fixture
def data() -> Path:
    """The folder of sample files."""
    return Path(__file__).parents[3] / "data"


Bring = Callable[..., ImportReport]
Row = dict[str, str]


@pytest.fixture
def table() -> Callable[..., bytes]:
    """A file with the columns that any of the rows names; `table({"Handle": "mug"}, ...)`."""

    def make(*rows: Row) -> bytes:
        out = io.StringIO(newline="")
        columns = list(dict.fromkeys(name for row in rows for name in row))
        writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue().encode()

    return make


@pytest.fixture
def bring(shop: Shop, table: Callable[..., bytes]) -> Bring:
    """Import rows, or a file given as bytes or by its path, into a shop with its first channel."""
    install_defaults()

    def run(*content: Row | bytes | Path, **options: Any) -> ImportReport:
        first = content[0]
        if isinstance(first, Path):
            return import_products(first, **options)
        data = first if isinstance(first, bytes) else table(*content)
        return import_products(io.BytesIO(data), **options)

    return run


@pytest.fixture
def find(shop: Shop) -> Callable[[str], ProductView]:
    """A product of the shop by its handle."""

    def get(handle: str) -> ProductView:
        product_id = product_id_by_handle(handle)
        assert product_id is not None, f"there is no product '{handle}'"
        return product(product_id)

    return get


@pytest.fixture
def footprint(shop: Shop) -> Callable[[], dict[str, Any]]:
    """What an import could have left behind: every row that a write would add or change."""

    def take() -> dict[str, Any]:
        with read() as db:
            return {
                "products": db.execute(
                    select(Product.id, Product.version).order_by(Product.id)
                ).all(),
                "documents": db.execute(
                    select(ProductDocument.product_id, ProductDocument.version).order_by(
                        ProductDocument.product_id
                    )
                ).all(),
                **{
                    table.__tablename__: db.scalar(select(func.count()).select_from(table))
                    for table in (Variant, Price, Media, StockLevel, StockMovement, OutboxEvent)
                },
            }

    return take
