"""The catalog's tables as prices see them.

Columns only: catalog imports pricing, so pricing cannot import catalog's models.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Integer, String, Uuid, column, table

products = table("products", column("id", Uuid()), column("status", String()))
variants = table(
    "variants",
    column("id", Uuid()),
    column("product_id", Uuid()),
    column("position", Integer()),
    column("active", Boolean()),
)
category_listings = table(
    "category_listings", column("category_id", Uuid()), column("product_id", Uuid())
)
