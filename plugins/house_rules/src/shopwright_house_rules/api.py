"""The REST route: below `/api/v1/plugins/house_rules/`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field
from shopwright import OutModel, PluginApi, Result, plugin_context, staff

from shopwright_house_rules.moves import moves_of

api = PluginApi("house_rules", tag="House rules")


class OrderMoveOut(OutModel):
    """A move that somebody asked for."""

    from_state: str
    to_state: str
    reason: str
    override: bool
    actor: str = Field(description="staff, api_key, customer, guest, plugin or system.")
    actor_id: UUID | None
    actor_label: str
    at: datetime


@api.get(
    "/orders/<uuid:order_id>/moves",
    returns=list[OrderMoveOut],
    access=staff("house_rules:read"),
    summary="List who moved an order",
)
def list_moves(order_id: UUID) -> Result:
    """The latest first; none from before they were kept."""
    return [OrderMoveOut.model_validate(move) for move in moves_of(plugin_context(), order_id)]
