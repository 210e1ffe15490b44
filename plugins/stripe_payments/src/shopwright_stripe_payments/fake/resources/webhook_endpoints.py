"""Webhook endpoints. Their secret is told once, when one is made."""

from __future__ import annotations

from urllib.parse import urlsplit

from shopwright_stripe_payments.fake.errors import Body, invalid
from shopwright_stripe_payments.fake.metadata import merge_metadata
from shopwright_stripe_payments.fake.operations import Operation, change, listing, retrieval
from shopwright_stripe_payments.fake.world import World


def _create(world: World, params: Body) -> Body:
    _check_url(params["url"])
    made = world.outbox.add_endpoint(
        params["url"], events=params["enabled_events"], created=world.now()
    )
    secret = made.pop("secret")
    made |= {"description": params.get("description"), "metadata": params.get("metadata") or {}}
    return world.store.save(made) | {"secret": secret}


def _check_url(url: str) -> None:
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise invalid("Invalid URL: An explicit scheme must be provided.", param="url")


def _retrieve(world: World, params: Body, *, endpoint: str) -> Body:
    return world.require("webhook_endpoint", endpoint)


def _update(world: World, params: Body, *, endpoint: str) -> Body:
    body = world.require("webhook_endpoint", endpoint)
    if "url" in params:
        _check_url(params["url"])
    body |= {
        name: params[name] for name in ("url", "enabled_events", "description") if name in params
    }
    if "disabled" in params:
        body["status"] = "disabled" if params["disabled"] else "enabled"
    merge_metadata(body, params)
    return world.store.save(body)


def _delete(world: World, params: Body, *, endpoint: str) -> Body:
    world.require("webhook_endpoint", endpoint)
    world.store.remove(endpoint)
    return {"id": endpoint, "object": "webhook_endpoint", "deleted": True}


def _list(world: World, params: Body) -> Body:
    return world.listed("webhook_endpoint", "/v1/webhook_endpoints", params)


_PATH = "/v1/webhook_endpoints/<endpoint>"
OPERATIONS: tuple[Operation, ...] = (
    change(
        "/v1/webhook_endpoints",
        "WebhookEndpointCreateParams",
        _create,
        "url enabled_events description metadata",
    ),
    retrieval(_PATH, "WebhookEndpointRetrieveParams", _retrieve),
    change(
        _PATH,
        "WebhookEndpointUpdateParams",
        _update,
        "url enabled_events description metadata disabled",
    ),
    Operation(
        method="DELETE",
        path=_PATH,
        schema="WebhookEndpointDeleteParams",
        models="",
        run=_delete,
    ),
    listing("/v1/webhook_endpoints", "WebhookEndpointListParams", _list),
)
