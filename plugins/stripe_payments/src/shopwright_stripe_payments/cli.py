"""`shopwright x stripe_payments`: how it does, for whoever has a shell and no dashboard."""

from __future__ import annotations

import click
from shopwright import plugin_context

from shopwright_stripe_payments.connection import connection, missing
from shopwright_stripe_payments.status import status_of
from shopwright_stripe_payments.subjects import EVENTS

_REALMS = {
    "live": "live: real money",
    "test": "test: no real money",
    "stand_in": "the stand-in of this demo: no real money",
}


@click.command("status")
def status() -> None:
    """Tell which account is used, and whether its webhooks come."""
    ctx = plugin_context()
    found = status_of(ctx)
    if connection(ctx.settings) is None:
        click.echo(missing(ctx.settings))
    else:
        click.echo(f"mode      {_REALMS[found.realm]}")
    last = f"{found.last_event_at:%Y-%m-%d %H:%M:%S} UTC" if found.last_event_at else "never"
    click.echo(f"webhooks  {found.webhook_address}")
    click.echo(f"secrets   {found.webhook_secrets}")
    click.echo(f"last      {last} {found.last_event_type}".rstrip())
    click.echo(f"refused   {found.refused_in_a_row} in a row")


@click.command("events")
def events() -> None:
    """List the events to choose for the webhook in Stripe's dashboard."""
    click.echo("\n".join(EVENTS))
