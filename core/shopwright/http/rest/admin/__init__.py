"""The staff's side of the REST API: everything a dashboard needs.

Each module declares one `Api`; `APIS` mounts it.
"""

from __future__ import annotations

from shopwright.http.rest.admin import (
    api_keys,
    audit,
    carts,
    catalog,
    categories,
    channels,
    custom_fields,
    customers,
    dashboard,
    inventory,
    jobs,
    locations,
    media,
    orders,
    payments,
    plugin_health,
    plugins,
    pricing,
    redirects,
    roles,
    session,
    shop,
    staff,
    system,
    translations,
)
from shopwright.http.rest.kit import Api

APIS: tuple[Api, ...] = (
    api_keys.api,
    audit.api,
    carts.api,
    catalog.api,
    categories.api,
    channels.api,
    custom_fields.api,
    customers.api,
    dashboard.api,
    inventory.api,
    jobs.api,
    locations.api,
    media.api,
    orders.api,
    payments.api,
    plugin_health.api,
    plugins.api,
    pricing.api,
    redirects.api,
    roles.api,
    session.api,
    shop.api,
    staff.api,
    system.api,
    translations.api,
)
