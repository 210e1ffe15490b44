"""Endpoints over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field
from shopwright import Model, OutModel, Page, PluginApi, Result, plugin_context, staff

from shopwright_webhooks import endpoints as area
from shopwright_webhooks.api.messages import MessageOut
from shopwright_webhooks.messages import replay_all
from shopwright_webhooks.payloads import ALL, TYPES
from shopwright_webhooks.types import EndpointView, MessageFilter, NewSecret

api = PluginApi(
    "webhooks",
    tag="Webhooks",
    description="Programs elsewhere that are told of events, by signed requests.",
)
READ, WRITE = staff("webhooks:read"), staff("webhooks:write")

Url = Annotated[str, Field(min_length=1, max_length=2000, examples=["https://erp.example/hooks"])]
EventNames = Annotated[
    list[Annotated[str, Field(max_length=100)]],
    Field(
        min_length=1,
        max_length=200,
        description=f"Types of events, or `{ALL}` for all.",
        examples=[["order.placed", "order.paid"]],
    ),
]
Description = Annotated[str, Field(max_length=200)]


class EndpointIn(Model):
    """A new endpoint. Its address must be public, and begin with https:// but in development."""

    url: Url
    events: EventNames
    description: Description = ""


class EndpointPatch(Model):
    """What to change. Enabling one that was disabled sends what waited meanwhile."""

    url: Url | None = None
    events: EventNames | None = None
    description: Description | None = None
    enabled: bool | None = None


class RotateIn(Model):
    """How long the secrets in force sign as well; a setting of the plugin if left out."""

    overlap_hours: int | None = Field(default=None, ge=0, le=720)


class ReplayIn(Model):
    """Which messages to send again: those that failed, of a time if it is given."""

    since: AwareDatetime | None = Field(default=None, strict=False)
    until: AwareDatetime | None = Field(default=None, strict=False, description="Exclusive.")
    delivered: bool = Field(default=False, description="Also those that arrived.")


class EndpointOut(OutModel):
    """An endpoint. `disabled_reason`: `by staff`, `failing` (for days), `gone` (it answered 410)."""

    id: UUID
    url: str
    description: str
    events: list[str]
    enabled: bool
    disabled_reason: str
    failures: int = Field(description="In a row; 0 while it works.")
    failing_since: datetime | None
    paused_until: datetime | None = Field(description="It failed, and is left alone until then.")
    last_success_at: datetime | None
    secrets: int = Field(description="How many sign now; more than one after a rotation.")
    created_at: datetime

    @classmethod
    def of(cls, view: EndpointView) -> EndpointOut:
        """From the plugin's value."""
        return cls(
            **{name: getattr(view, name) for name in cls.model_fields if name != "events"},
            events=list(view.events),
        )


class NewSecretOut(OutModel):
    """An endpoint with a new secret, which is told this once."""

    endpoint: EndpointOut
    secret: str = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])

    @classmethod
    def of(cls, made: NewSecret) -> NewSecretOut:
        """From the plugin's value."""
        return cls(endpoint=EndpointOut.of(made.endpoint), secret=made.secret)


class CountOut(OutModel):
    """How many messages will be sent again."""

    count: int


@api.get("/event-types", returns=list[str], access=READ, summary="List event types")
def list_event_types() -> Result:
    """All that an endpoint can be told of."""
    return list(TYPES)


@api.get("/endpoints", returns=Page[EndpointOut], access=READ, summary="List endpoints")
def list_endpoints() -> Result:
    """All of them, the oldest first."""
    found = area.endpoints(plugin_context())
    return Page[EndpointOut](items=[EndpointOut.of(view) for view in found])


@api.post(
    "/endpoints",
    body=EndpointIn,
    returns={201: NewSecretOut},
    access=WRITE,
    errors=(409,),
    summary="Add an endpoint",
)
# Not idempotent: the stored answer would hold the secret in plain.
def add_endpoint(body: EndpointIn) -> Result:
    """It is told of events from now on. Keep the secret: it is not shown again."""
    made = area.add_endpoint(
        plugin_context(), url=body.url, events=body.events, description=body.description
    )
    return NewSecretOut.of(made)


@api.get(
    "/endpoints/<uuid:endpoint_id>", returns=EndpointOut, access=READ, summary="Read an endpoint"
)
def read_endpoint(endpoint_id: UUID) -> Result:
    """With how it does."""
    return EndpointOut.of(area.endpoint(plugin_context(), endpoint_id))


@api.patch(
    "/endpoints/<uuid:endpoint_id>",
    body=EndpointPatch,
    returns=EndpointOut,
    access=WRITE,
    summary="Change an endpoint",
)
def change_endpoint(endpoint_id: UUID, body: EndpointPatch) -> Result:
    """What is left out stays. Enabling it forgets that it failed."""
    view = area.change_endpoint(
        plugin_context(),
        endpoint_id,
        url=body.url,
        events=body.events,
        description=body.description,
        enabled=body.enabled,
    )
    return EndpointOut.of(view)


@api.delete("/endpoints/<uuid:endpoint_id>", access=WRITE, summary="Remove an endpoint")
def remove_endpoint(endpoint_id: UUID) -> None:
    """With what waits for it, and its log."""
    area.remove_endpoint(plugin_context(), endpoint_id)


@api.post(
    "/endpoints/<uuid:endpoint_id>/secret",
    body=RotateIn,
    returns=NewSecretOut,
    access=WRITE,
    errors=(409,),
    summary="Rotate an endpoint's secret",
)
def rotate_secret(endpoint_id: UUID, body: RotateIn) -> Result:
    """Requests carry a signature for each secret in force, so that the receiver can change over."""
    ctx = plugin_context()
    hours = ctx.settings.overlap_hours if body.overlap_hours is None else body.overlap_hours
    return NewSecretOut.of(area.rotate_secret(ctx, endpoint_id, overlap_hours=hours))


@api.post(
    "/endpoints/<uuid:endpoint_id>/test",
    returns={202: MessageOut},
    access=WRITE,
    errors=(409,),
    summary="Send a test event",
)
def send_test(endpoint_id: UUID) -> Result:
    """`webhooks.test`; read the message to see what came of it."""
    return MessageOut.model_validate(area.send_test(plugin_context(), endpoint_id))


@api.post(
    "/endpoints/<uuid:endpoint_id>/replay",
    body=ReplayIn,
    returns=CountOut,
    access=WRITE,
    summary="Send an endpoint's messages again",
)
def replay_messages(endpoint_id: UUID, body: ReplayIn) -> Result:
    """Under the same ids as before, so that a receiver that has one already knows it."""
    ctx = plugin_context()
    area.endpoint(ctx, endpoint_id)
    wanted = MessageFilter(
        endpoint_id=endpoint_id,
        state=None if body.delivered else "failed",
        since=body.since,
        until=body.until,
    )
    return CountOut(count=replay_all(ctx, wanted))
