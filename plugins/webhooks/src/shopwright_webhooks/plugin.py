"""The plugin: it hears every event, and owes it to those who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from shopwright import (
    AdminCard,
    AdminMenuItem,
    Context,
    Event,
    Job,
    Plugin,
    PluginApi,
    Schedule,
    hooks,
)
from shopwright.commerce.customers import CustomerErasure
from shopwright.commerce.staff import Permission

from shopwright_webhooks import dashboard, messages, sending
from shopwright_webhooks.api import APIS
from shopwright_webhooks.payloads import event_type
from shopwright_webhooks.settings import Settings


class Webhooks(Plugin):
    """Tells programs elsewhere what happens in the shop."""

    id = "webhooks"
    settings: Settings

    @hooks.job_definitions
    def jobs(self, ctx: Context) -> Iterable[Job]:
        """Sending, and what keeps that going."""
        return [
            Job(name=messages.SEND_JOB, func=self.send, timeout=90),
            Job(name="wake_all", func=self.wake_all),
            Job(name="purge", func=self.purge, timeout=600),
        ]

    @hooks.schedules
    def schedules(self, ctx: Context) -> Iterable[Schedule]:
        """How often."""
        return [
            Schedule(job="wake_all", every=timedelta(minutes=5)),
            Schedule(job="purge", every=timedelta(days=1)),
        ]

    @hooks.permissions
    def permissions(self, ctx: Context) -> Iterable[Permission]:
        """Two rights; who may add an endpoint can have all customers' data sent to it."""
        return [
            Permission(
                name="webhooks:read", label="See webhooks and what was sent", group="Webhooks"
            ),
            Permission(
                name="webhooks:write",
                label="Choose who is told of events, with customers' data",
                group="Webhooks",
            ),
        ]

    @hooks.api_routes
    def routes(self, ctx: Context) -> Iterable[PluginApi]:
        """Endpoints and messages."""
        return APIS

    @hooks.admin_menu_items
    def menu(self, ctx: Context) -> Iterable[AdminMenuItem]:
        """A page of the endpoints; the number is of those that need somebody."""
        return [
            AdminMenuItem(
                id="endpoints",
                label="Webhooks",
                permission="webhooks:read",
                page=dashboard.page,
                icon="webhook",
                parent="settings",
                badge=dashboard.troubled,
            )
        ]

    @hooks.admin_cards
    def cards(self, ctx: Context) -> Iterable[AdminCard]:
        """What could not be told."""
        return [
            AdminCard(
                id="failures", title="Webhooks", permission="webhooks:read", load=dashboard.card
            )
        ]

    @hooks.customer_erasing
    def forget(self, draft: CustomerErasure, ctx: Context) -> None:
        """Remove what was told about a person from the log."""
        messages.forget(ctx, customer_id=draft.customer_id, email=draft.email)

    def send(self, ctx: Context, *, endpoint_id: str) -> None:
        """Send what is due to an endpoint."""
        sending.send(ctx, self.settings, UUID(endpoint_id))

    def wake_all(self, ctx: Context) -> None:
        """Send what should have been."""
        sending.wake_all(ctx)

    def purge(self, ctx: Context) -> None:
        """Shorten the log."""
        messages.purge(ctx, keep_days=self.settings.keep_days)


def _hearing(name: str) -> Callable[[Any, Event, Context], None]:
    def hear(self: Webhooks, event: Event, ctx: Context) -> None:
        """Owe it."""
        sending.owe(ctx, event_type(name), event)

    hear.__qualname__ = f"Webhooks.hear_{name}"
    return hear


for _name, _hook in hooks.EVENTS.items():
    setattr(Webhooks, f"hear_{_name}", _hook(_hearing(_name)))
