"""Conflicts of stock: with what was promised, with what has a history, with what is corrected."""

from __future__ import annotations

from uuid import UUID

from shopwright.commerce.channels import install_defaults
from shopwright.commerce.inventory import (
    LocationInput,
    correct,
    create_location,
    find_discrepancies,
    reconcile_stock,
)
from shopwright.commerce.inventory.models import StockLevel
from shopwright.platform.db import transaction
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests.storms.conflicts.scene import Scene, conflict


@conflict
def admin_inventory_adjust(scene: Scene) -> TestResponse:
    return scene.ask("POST", "/admin/stock/adjustments", {**scene.promised_unit(), "delta": -1})


@conflict
def admin_inventory_count(scene: Scene) -> TestResponse:
    return scene.ask("POST", "/admin/stock/counts", {**scene.promised_unit(), "on_hand": 0})


@conflict
def admin_inventory_transfer(scene: Scene) -> TestResponse:
    unit = scene.promised_unit()
    body = {
        "variant_id": unit["variant_id"],
        "from_location_id": unit["location_id"],
        "to_location_id": str(create_location(LocationInput(handle="annex", name="Annex")).id),
        "quantity": 1,
    }
    return scene.ask("POST", "/admin/stock/transfers", body)


@conflict
def admin_inventory_resolve_discrepancy(scene: Scene) -> TestResponse:
    """Somebody has resolved it already."""
    variant_id = UUID(scene.promised_unit()["variant_id"])
    with transaction() as db:
        db.execute(update(StockLevel).where(StockLevel.variant_id == variant_id).values(on_hand=2))
    reconcile_stock()
    found = find_discrepancies()[0].id
    correct(found, note="A box behind the door.")
    return scene.ask("POST", f"/admin/stock/discrepancies/{found}/resolve", {"note": "Again."})


@conflict
def admin_locations_delete_location(scene: Scene) -> TestResponse:
    return scene.ask("DELETE", f"/admin/locations/{scene.promised_unit()['location_id']}")


@conflict
def admin_channels_delete_channel(scene: Scene) -> TestResponse:
    scene.order()
    return scene.ask("DELETE", f"/admin/channels/{install_defaults().id}")
