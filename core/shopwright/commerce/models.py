"""Every table of the core: importing this module fills `Base.metadata`."""

from __future__ import annotations

from shopwright.commerce.cart import models as cart
from shopwright.commerce.catalog import models as catalog
from shopwright.commerce.channels import models as channels
from shopwright.commerce.custom_fields import models as custom_fields
from shopwright.commerce.customers import models as customers
from shopwright.commerce.inventory import models as inventory
from shopwright.commerce.orders import models as orders
from shopwright.commerce.payments import models as payments
from shopwright.commerce.pricing import models as pricing
from shopwright.commerce.staff import models as staff
from shopwright.platform import identity
from shopwright.platform.accounts import models as accounts
from shopwright.platform.audit import models as audit
from shopwright.platform.db import idempotency
from shopwright.platform.events import models as events
from shopwright.platform.media import models as media
from shopwright.platform.plugins import models as plugins
from shopwright.platform.webhooks import models as webhooks

__all__ = [
    "accounts",
    "audit",
    "cart",
    "catalog",
    "channels",
    "custom_fields",
    "customers",
    "events",
    "idempotency",
    "identity",
    "inventory",
    "media",
    "orders",
    "payments",
    "plugins",
    "pricing",
    "staff",
    "webhooks",
]
