"""The core's own jobs and consumers of events, in one place: who hears what inside the shop."""

from __future__ import annotations

from shopwright.commerce.catalog.consumers import register as register_catalog
from shopwright.commerce.custom_holders import register as register_holders
from shopwright.commerce.inventory.consumers import register as register_inventory
from shopwright.commerce.orders.invoices import register as register_invoices
from shopwright.commerce.orders.privacy import register as register_orders
from shopwright.commerce.payments.consumers import register as register_payments
from shopwright.platform.events.consumers import Consumers
from shopwright.platform.jobs.housekeeping import register as register_housekeeping
from shopwright.platform.media.jobs import register as register_media


def register_consumers(consumers: Consumers) -> None:
    """Make them known to a new application."""
    register_catalog(consumers)
    register_inventory(consumers)
    register_orders(consumers)
    register_invoices(consumers)
    register_payments(consumers)
    register_media(consumers)
    register_housekeeping(consumers)
    register_holders()
