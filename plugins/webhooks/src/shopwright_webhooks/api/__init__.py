"""The REST routes: below `/api/v1/plugins/webhooks/`."""

from __future__ import annotations

from shopwright_webhooks.api import endpoints, messages

APIS = (endpoints.api, messages.api)
