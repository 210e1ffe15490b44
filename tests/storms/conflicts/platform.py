"""Conflicts of jobs, pictures, plugins and of the shop itself."""

from __future__ import annotations

from shopwright.platform.db import transaction
from shopwright.platform.ids import uuid7
from shopwright.platform.jobs.deliveries import DeliveryFilter, deliveries
from shopwright.platform.media.models import Media
from shopwright.platform.runtime import runtime
from werkzeug.test import TestResponse

from tests.storms.conflicts.scene import Scene, conflict

NEVER_ENABLED = "/admin/plugins/manual_payments"


def done_delivery(scene: Scene) -> str:
    """The path of a delivery that is over."""
    scene.order()
    scene.shop.deliver()
    found = deliveries(DeliveryFilter(state="done"))[0]
    return f"/admin/jobs/deliveries/{found.id}"


@conflict
def admin_jobs_replay_delivery(scene: Scene) -> TestResponse:
    return scene.ask("POST", f"{done_delivery(scene)}/replay")


@conflict
def admin_jobs_drop_delivery(scene: Scene) -> TestResponse:
    return scene.ask("DELETE", done_delivery(scene))


@conflict
def admin_media_retry(scene: Scene) -> TestResponse:
    """Neither its file nor its address was kept."""
    media_id = uuid7()
    with transaction() as db:
        db.add(Media(id=media_id, state="failed", renditions={}))
    return scene.ask("POST", f"/admin/media/{media_id}/retry")


@conflict
def admin_plugins_enable(scene: Scene) -> TestResponse:
    return scene.ask("POST", f"{NEVER_ENABLED}/enable")


@conflict
def admin_plugins_read_settings(scene: Scene) -> TestResponse:
    return scene.ask("GET", f"{NEVER_ENABLED}/settings")


@conflict
def admin_plugins_replace_settings(scene: Scene) -> TestResponse:
    return scene.ask("PUT", f"{NEVER_ENABLED}/settings", {"values": {}})


@conflict
def admin_shop_update_shop(scene: Scene) -> TestResponse:
    """Its name is set where it runs."""
    running, before = runtime(), runtime().settings
    running.settings = before.model_copy(update={"shop_name": "Tea & Co"})
    try:
        return scene.ask("PATCH", "/admin/shop", {"name": "Alder & Wren"})
    finally:
        running.settings = before
