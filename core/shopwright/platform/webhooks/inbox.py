"""Taking webhooks in: believed, stored once with what is owed because of it, then handled."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

import structlog

from shopwright.platform.db import command, read, session
from shopwright.platform.errors import ShopError
from shopwright.platform.events.outbox import owe_plugin
from shopwright.platform.hooks import Context, ask_provider
from shopwright.platform.messengers import Messengers
from shopwright.platform.runtime import runtime
from shopwright.platform.webhooks.hooks import (
    VerifiedEvent,
    WebhookEndpoint,
    webhook_endpoints,
)
from shopwright.platform.webhooks.models import ReceivedWebhook

_SLOW_SECONDS = 2.0  # some ask the service whether it was them
_SECONDS = 5.0  # to verify; whoever sends it asks again
_THREADS = 4
_log = structlog.get_logger()
# Of each plugin its own: one that never ends keeps no other's events waiting.
_verifying: defaultdict[str, Messengers] = defaultdict(
    lambda: Messengers("webhooks", threads=_THREADS)
)


class UnknownEndpoint(LookupError):
    """The plugin brings no such endpoint, or is not enabled."""

    def __init__(self, plugin_id: str, name: str) -> None:
        super().__init__(
            f"the plugin '{plugin_id}' is not enabled, or brings no endpoint '{name}' to "
            "webhook_endpoints"
        )


def find_endpoint(plugin_id: str, name: str) -> tuple[WebhookEndpoint, Context]:
    """An endpoint of an enabled plugin, and the plugin's context. Raises `UnknownEndpoint`."""
    registry = runtime().registry
    for owner, endpoint in registry.described(webhook_endpoints):
        if owner == plugin_id and endpoint.name == name:
            context = next(item.context for item in registry.plugins if item.id == plugin_id)
            return endpoint, context
    raise UnknownEndpoint(plugin_id, name)


def receive(plugin_id: str, name: str, headers: Mapping[str, str], body: bytes) -> None:
    """Verify an event and store it, unless it is there already.

    Raises `UnknownEndpoint`, what the plugin refuses it with, and `PluginFailed`.
    """
    endpoint, context = find_endpoint(plugin_id, name)

    def verify() -> tuple[VerifiedEvent, str]:
        event = endpoint.verify(headers, body, context)
        if not isinstance(event, VerifiedEvent):
            raise TypeError(f"the endpoint '{name}' verified {event!r}; return a VerifiedEvent")
        return event, json.dumps(event.payload)

    def in_time() -> tuple[VerifiedEvent, str]:
        return _verifying[plugin_id].ask(verify, seconds=_SECONDS)

    try:
        event, payload = ask_provider(webhook_endpoints, plugin_id, in_time, slow=_SLOW_SECONDS)
    except ShopError as error:
        _log.warning("a webhook is refused", plugin=plugin_id, endpoint=name, error=str(error))
        raise
    _store(plugin_id, name, event.id, payload)


@command(durable=True)
def _store(plugin_id: str, name: str, event_id: str, payload: str) -> None:
    delivery_id = owe_plugin(
        plugin_id,
        {"webhook": name},
        queue="plugins",
        dedupe_key=f"webhook/{plugin_id}/{name}/{event_id}",
    )
    if delivery_id is not None:
        session().add(
            ReceivedWebhook(
                delivery_id=delivery_id, plugin=plugin_id, event_id=event_id, payload=payload
            )
        )


def received(delivery_id: UUID) -> VerifiedEvent:
    """The event that a delivery is about. Raises `LookupError` when it is not there."""
    with read() as db:
        row = db.get(ReceivedWebhook, delivery_id)
    if row is None:
        raise LookupError(f"the webhook of the delivery {delivery_id} is not in the inbox")
    return VerifiedEvent(id=row.event_id, payload=json.loads(row.payload))
