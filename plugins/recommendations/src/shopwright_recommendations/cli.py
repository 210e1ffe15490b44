"""`shopwright x recommendations`: for who does not want to wait for the night."""

from __future__ import annotations

import click
from shopwright import plugin_context


@click.command()
def count() -> None:
    """Count what is bought together now, not only at night."""
    ctx = plugin_context()
    with ctx.transaction():
        ctx.jobs.enqueue("count")
    click.echo("A worker counts now what is bought together.")
