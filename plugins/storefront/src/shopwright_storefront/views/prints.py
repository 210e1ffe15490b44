"""Invoices, for their buyers and for staff; packing slips, for those who pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from shopwright import Context, Link, NotFound, PanelContent, Table, plugin_context
from shopwright.commerce.customers import CustomerView
from shopwright.commerce.orders import OrderView, order_view

from shopwright_storefront.present.orders import shipment
from shopwright_storefront.theme_api.v1 import InvoiceTemplate, PackingSlipTemplate
from shopwright_storefront.views.asking import uuid_of
from shopwright_storefront.views.bought import has_invoice, opened, shown
from shopwright_storefront.views.documents import document_view, report
from shopwright_storefront.views.page import policy
from shopwright_storefront.views.signed_in import for_customers
from shopwright_storefront.views.visit import Visit, outside, visit, visiting

READ = "orders:read"
_PLACE = "/admin/x/storefront/orders"


def guest_invoice(order_id: str) -> ResponseReturnValue:
    """For whoever holds the order's token."""
    found = opened(order_id, request.args.get("token", ""))
    if found is None:
        abort(404)
    return _invoice(order_view(found), visit())


@for_customers
def own_invoice(me: CustomerView, order_id: str) -> ResponseReturnValue:
    """404 for somebody else's."""
    found = order_view(uuid_of(order_id))
    if found.customer_id != me.id:
        abort(404)
    return _invoice(found, visit())


def staff_pages() -> Blueprint:
    """The same for staff, and what lies in parcels, in the language of the order."""
    pages = Blueprint("documents", __name__)
    pages.get("/orders/<uuid:order_id>/invoice")(staff_invoice)
    pages.get("/orders/<uuid:order_id>/packing-slips/<int:number>")(packing_slip)
    return pages


def staff_invoice(order_id: UUID) -> Response:
    """Any order's."""
    found = order_view(order_id)
    with visiting(outside(plugin_context(), found.locale)) as here:
        return _invoice(found, here)


def packing_slip(order_id: UUID, number: int) -> Response:
    """Of one parcel: without prices."""
    found = order_view(order_id)
    parcel = next((one for one in found.parcels if one.number == number), None)
    if parcel is None:
        abort(404)
    with visiting(outside(plugin_context(), found.locale)) as here:
        order = shown(found, here)
        content = shipment(parcel, order, here.language)
        objects = PackingSlipTemplate(order=order, shipment=content)
        return _printed("packing_slip", objects, here, number=order["number"])


def of_order(order_id: UUID, ctx: Context) -> PanelContent | None:
    """Beside an order of the dashboard: what can be printed."""
    try:
        found = order_view(order_id)
    except NotFound:
        return None
    links = [Link(text="Invoice", url=f"{_PLACE}/{order_id}/invoice")] if has_invoice(found) else []
    links += [
        Link(
            text=f"Packing slip of parcel {parcel.number}",
            url=f"{_PLACE}/{order_id}/packing-slips/{parcel.number}",
        )
        for parcel in found.parcels
        if parcel.state != "canceled"
    ]
    table = Table(columns=("Document",), rows=tuple((link,) for link in links))
    return PanelContent(blocks=(table,)) if links else None


def _invoice(found: OrderView, here: Visit) -> Response:
    if not has_invoice(found):
        abort(404)
    order = shown(found, here)
    return _printed("invoice", InvoiceTemplate(order=order), here, number=order["invoice_number"])


def _printed(name: str, objects: Mapping[str, Any], here: Visit, **values: str) -> Response:
    """A page of its own, which browsers print, or make a PDF of."""
    template = f"print/{name}"
    title = here.language.say(f"print.{name}", **values)
    drawn = here.engine.document(f"{template}.html", document_view(here, template, objects, title))
    report(here, drawn.failures)
    response = Response(drawn.html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = policy(template, drawn.csp)
    response.headers["Cache-Control"] = "no-store"
    return response
