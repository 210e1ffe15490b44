"""An order, for whoever holds its token: the link in every mail about it."""

from __future__ import annotations

from flask import Response, abort, request
from shopwright.commerce.orders import order_view

from shopwright_storefront.views.bought import opened, shown
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.visit import visit


def status(order_id: str) -> Response:
    """Where it is by now; 404 without its token."""
    found = opened(order_id, request.args.get("token", ""))
    if found is None:
        abort(404)
    here = visit()
    order = shown(order_view(found), here)
    title = here.language.say("order.title", number=order["number"])
    return show("order_status", {"order": order}, About(title=title, hidden=True), personal=True)
