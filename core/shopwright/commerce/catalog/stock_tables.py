"""The stock tables as the catalog sees them.

Columns only: inventory imports catalog, so catalog cannot import inventory's models.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Integer, Uuid, column, table

stock_levels = table(
    "stock_levels",
    column("id", Uuid()),
    column("variant_id", Uuid()),
    column("location_id", Uuid()),
    column("on_hand", Integer()),
    column("held", Integer()),
    column("low_threshold", Integer()),
)
locations = table("locations", column("id", Uuid()), column("active", Boolean()))
stock_holds = table("stock_holds", column("level_id", Uuid()))
stock_movements = table("stock_movements", column("level_id", Uuid()))
