"""The store's side of the REST API: what shoppers and their front ends use.

Each module declares one `Api`; `APIS` mounts it.
"""

from __future__ import annotations

from shopwright.http.rest.kit import Api
from shopwright.http.rest.store import (
    account,
    carts,
    catalog,
    channels,
    finding,
    orders,
    session,
)

APIS: tuple[Api, ...] = (
    account.api,
    carts.api,
    catalog.api,
    channels.api,
    finding.api,
    orders.api,
    session.api,
)
