"""`shopwright plugin`: what extends the shop."""

from __future__ import annotations

import click


@click.group()
def plugin() -> None:
    """See, switch and inspect plugins."""
