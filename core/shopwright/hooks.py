"""Every hook, by name: `from shopwright import hooks`, then `@hooks.order_placed` on a method.

Plurals return descriptors at boot, `..._validate` refuses, `...ing` joins the transaction, `...ed`
hears of it afterwards, and the rest computes. Each hook's docstring has its phase and an example.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Never

from shopwright.commerce.cart.hooks import (
    cart_adjustments,
    cart_line_validate,
)
from shopwright.commerce.catalog.hooks import (
    category_updated,
    product_created,
    product_deleted,
    product_document,
    product_updated,
    product_validate,
)
from shopwright.commerce.checkout.hooks import (
    checkout_started,
    checkout_validate,
)
from shopwright.commerce.custom_fields.hooks import (
    custom_fields,
)
from shopwright.commerce.customers.hooks import (
    customer_erased,
    customer_erasing,
    customer_logged_in,
    customer_password_changed,
    customer_registered,
    customer_updated,
    customer_verified,
    email_change_requested,
    email_verification_requested,
    password_reset_requested,
    registration_repeated,
)
from shopwright.commerce.inventory.hooks import (
    hold_expired,
    stock_changed,
    stock_shortfall,
    stock_threshold_crossed,
)
from shopwright.commerce.orders.hooks import (
    order_canceled,
    order_fulfilled,
    order_note_added,
    order_paid,
    order_placed,
    order_placing,
    order_transition_validate,
    order_transitioned,
    order_transitioning,
    shipment_delivered,
    shipment_shipped,
)
from shopwright.commerce.payments.hooks import (
    dispute_closed,
    fraud_screens,
    payment_authorized,
    payment_captured,
    payment_disputed,
    payment_failed,
    payment_methods,
    payment_providers,
    refund_failed,
    refund_issued,
    refund_validate,
)
from shopwright.commerce.pricing.hooks import (
    price_changed,
)
from shopwright.commerce.shipping.hooks import (
    shipping_options,
    shipping_providers,
)
from shopwright.commerce.staff.hooks import (
    permissions,
    staff_invited,
    staff_password_reset_requested,
)
from shopwright.commerce.tax.hooks import (
    tax_providers,
)
from shopwright.platform.hooks import EventHook
from shopwright.platform.jobs.hooks import (
    job_definitions,
    schedules,
)
from shopwright.platform.media.hooks import (
    media_processed,
)
from shopwright.platform.notices import (
    staff_notified,
)
from shopwright.platform.plugins.dashboard import (
    admin_cards,
    admin_menu_items,
    admin_panels,
)
from shopwright.platform.plugins.hooks import (
    api_routes,
    cli_commands,
    health_checks,
    plugin_disabled,
    plugin_enabled,
    settings_changed,
    settings_check,
)
from shopwright.platform.plugins.messages import (
    message_renderers,
    notification_channels,
)
from shopwright.platform.plugins.pages import (
    admin_pages,
    storefront_routes,
)
from shopwright.platform.plugins.slots import (
    storefront_slots,
)
from shopwright.platform.webhooks.hooks import (
    webhook_endpoints,
)

__all__ = [
    "admin_cards",
    "admin_menu_items",
    "admin_pages",
    "admin_panels",
    "api_routes",
    "cart_adjustments",
    "cart_line_validate",
    "category_updated",
    "checkout_started",
    "checkout_validate",
    "cli_commands",
    "custom_fields",
    "customer_erased",
    "customer_erasing",
    "customer_logged_in",
    "customer_password_changed",
    "customer_registered",
    "customer_updated",
    "customer_verified",
    "dispute_closed",
    "email_change_requested",
    "email_verification_requested",
    "fraud_screens",
    "health_checks",
    "hold_expired",
    "job_definitions",
    "media_processed",
    "message_renderers",
    "notification_channels",
    "order_canceled",
    "order_fulfilled",
    "order_note_added",
    "order_paid",
    "order_placed",
    "order_placing",
    "order_transition_validate",
    "order_transitioned",
    "order_transitioning",
    "password_reset_requested",
    "payment_authorized",
    "payment_captured",
    "payment_disputed",
    "payment_failed",
    "payment_methods",
    "payment_providers",
    "permissions",
    "plugin_disabled",
    "plugin_enabled",
    "price_changed",
    "product_created",
    "product_deleted",
    "product_document",
    "product_updated",
    "product_validate",
    "refund_failed",
    "refund_issued",
    "refund_validate",
    "registration_repeated",
    "schedules",
    "settings_changed",
    "settings_check",
    "shipment_delivered",
    "shipment_shipped",
    "shipping_options",
    "shipping_providers",
    "staff_invited",
    "staff_notified",
    "staff_password_reset_requested",
    "stock_changed",
    "stock_shortfall",
    "stock_threshold_crossed",
    "storefront_routes",
    "storefront_slots",
    "tax_providers",
    "webhook_endpoints",
]

# Every '-ed' hook by its name, for plugins that hear them all.
EVENTS: Mapping[str, EventHook[Any]] = {
    name: hook for name in __all__ if isinstance(hook := globals()[name], EventHook)
}


def __getattr__(name: str) -> Never:
    near = difflib.get_close_matches(name, __all__, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "see shopwright.hooks.__all__"
    raise AttributeError(f"there is no hook '{name}'; {hint}")
