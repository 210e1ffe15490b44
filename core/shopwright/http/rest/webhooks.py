"""Where services tell plugins what happened."""

from __future__ import annotations

from flask import request

from shopwright.http.rest.kit import PUBLIC, Api
from shopwright.http.rest.kit.inputs import raw_body
from shopwright.platform.errors import NotFound
from shopwright.platform.webhooks.hooks import MAX_BODY
from shopwright.platform.webhooks.inbox import UnknownEndpoint, find_endpoint, receive

api = Api("webhooks", tag="Webhooks", description="Where services tell plugins what happened.")


@api.post(
    "/plugins/<plugin_id>/webhooks/<name>",
    access=PUBLIC,
    errors=(401, 404, 413),
    limit="1200/minute;by=ip",
    any_origin=True,
    max_body=MAX_BODY,
    summary="Tell a plugin of an event",
)
def receive_webhook(plugin_id: str, name: str) -> None:
    """For services only: the plugin verifies the signature of the body, whatever that is.

    The answer comes as soon as the event is stored. The same event again changes nothing.
    """
    raw_body(MAX_BODY)  # nobody sends us more, whether or not there is such a plugin
    try:
        endpoint, _ = find_endpoint(plugin_id, name)
    except UnknownEndpoint:
        raise NotFound("There is nothing at this address.") from None
    headers = {name.lower(): value for name, value in request.headers.items()}
    receive(plugin_id, name, headers, raw_body(endpoint.max_bytes))
