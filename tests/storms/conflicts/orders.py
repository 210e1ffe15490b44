"""Conflicts of orders: what was paid, sent, delivered or canceled cannot be so again."""

from __future__ import annotations

from uuid import UUID

from shopwright.commerce.orders import commands, fulfillments
from werkzeug.test import TestResponse

from tests.storms.conflicts.scene import Scene, conflict


def sent(order: str) -> str:
    """Send all of the order; the path of its parcel."""
    return f"{order}/fulfillments/{fulfillments.fulfill(id_of(order))}"


def taken_back(order: str) -> str:
    """The path of a parcel that never left."""
    parcel = sent(order)
    fulfillments.cancel_fulfillment(id_of(order), id_of(parcel))
    return parcel


def id_of(path: str) -> UUID:
    return UUID(path.rpartition("/")[2])


@conflict
def admin_orders_fulfill(scene: Scene) -> TestResponse:
    order = scene.order()
    sent(order)
    return scene.ask("POST", f"{order}/fulfillments", {})


@conflict
def admin_orders_issue_invoice(scene: Scene) -> TestResponse:
    order = scene.order()
    commands.cancel(id_of(order), reason="changed my mind")
    return scene.ask("POST", f"{order}/invoice")


@conflict
def admin_orders_set_tracking(scene: Scene) -> TestResponse:
    parcel = taken_back(scene.order())
    return scene.ask("PUT", f"{parcel}/tracking", {"carrier": "UPS"})


@conflict
def admin_orders_mark_delivered(scene: Scene) -> TestResponse:
    return scene.ask("POST", f"{taken_back(scene.order())}/delivered")


@conflict
def admin_orders_cancel_fulfillment(scene: Scene) -> TestResponse:
    order = scene.order()
    parcel = sent(order)
    fulfillments.mark_delivered(id_of(order), id_of(parcel))
    return scene.ask("POST", f"{parcel}/cancel", {"reason": "It never left."})


@conflict
def admin_orders_capture(scene: Scene) -> TestResponse:
    return scene.ask("POST", f"{scene.order()}/captures", {})


@conflict
def admin_orders_cancel(scene: Scene) -> TestResponse:
    order = scene.order()
    commands.cancel(id_of(order), reason="The shopper asked.")
    return scene.ask("POST", f"{order}/cancel", {"reason": "Once more."})


@conflict
def admin_orders_override(scene: Scene) -> TestResponse:
    body = {"to": "open", "reason": "It is open already."}
    return scene.ask("POST", f"{scene.order()}/override", body)


@conflict
def admin_orders_change_contact(scene: Scene) -> TestResponse:
    order = scene.order()
    sent(order)
    return scene.ask("PATCH", order, {"email": "bea@example.com"})
