"""Orders as the catalog sees them.

Columns only: orders imports catalog, so catalog cannot import its models.
"""

from __future__ import annotations

from sqlalchemy import Integer, Text, Uuid, column, table

from shopwright.platform.db import UtcDateTime

orders = table(
    "orders", column("id", Uuid()), column("state", Text()), column("placed_at", UtcDateTime())
)
order_lines = table(
    "order_lines",
    column("order_id", Uuid()),
    column("product_id", Uuid()),
    column("quantity", Integer()),
    column("canceled", Integer()),
)
