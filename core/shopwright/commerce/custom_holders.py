"""Which rows hold custom fields, in one place, and what follows when shoppers see one change."""

from __future__ import annotations

from uuid import UUID

from shopwright.commerce.catalog.commands.products import lock_product, tell_updated
from shopwright.commerce.catalog.documents import publish
from shopwright.commerce.catalog.models import Category, Product, Variant
from shopwright.commerce.custom_fields.holders import Holder, hold
from shopwright.commerce.customers.models import Customer
from shopwright.commerce.orders.models import Order
from shopwright.platform.db import session


def register() -> None:
    """Make them known to a new application."""
    hold("product", Holder(key=Product.id, show=_show_product))
    hold("variant", Holder(key=Variant.id))
    hold("category", Holder(key=Category.id))
    hold("customer", Holder(key=Customer.id, among=(Customer.erased_at.is_(None),)))
    hold("order", Holder(key=Order.id))


def _show_product(product_id: UUID) -> None:
    db = session()
    row = lock_product(db, product_id)
    publish(db, [product_id])
    tell_updated(product_id, row.handle, row.status, {"custom"})
