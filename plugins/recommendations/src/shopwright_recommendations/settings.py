"""What a merchant can set."""

from __future__ import annotations

from pydantic import Field
from shopwright import PluginSettings


class Settings(PluginSettings):
    """What counts as often bought together, and how much of it is shown."""

    number: int = Field(4, ge=1, le=8, description="How many products are shown at most.")
    minimum_orders: int = Field(
        3, ge=1, le=1000, description="So many orders must have had both products."
    )
    days: int = Field(180, ge=7, le=730, description="Orders of so many days are counted.")
