"""`shopwright doctor`: is everything as it should be?"""

from __future__ import annotations

import click


@click.group()
def doctor() -> None:
    """Look the shop over."""
