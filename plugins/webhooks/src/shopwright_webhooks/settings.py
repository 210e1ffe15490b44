"""What a merchant can set."""

from __future__ import annotations

from pydantic import Field
from shopwright import PluginSettings


class Settings(PluginSettings):
    """Settings of webhooks; they hold for every endpoint."""

    timeout_seconds: int = Field(
        10, ge=1, le=30, description="How long an endpoint may take to answer."
    )
    disable_after_hours: int = Field(
        72, ge=1, le=720, description="An endpoint that fails for so long is switched off."
    )
    overlap_hours: int = Field(
        24, ge=0, le=720, description="How long the old secret signs as well after a rotation."
    )
    keep_days: int = Field(30, ge=1, le=365, description="Days that the delivery log is kept.")
