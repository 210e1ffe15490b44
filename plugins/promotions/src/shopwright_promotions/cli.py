"""`shopwright x promotions`: what is handier on a command line than in a browser."""

from __future__ import annotations

from uuid import UUID

import click
from pydantic import ValidationError
from shopwright import plugin_context

from shopwright_promotions import commands
from shopwright_promotions.shapes import GenerateIn


@click.command("codes")
@click.argument("promotion_id", type=click.UUID)
@click.option("--count", default=1, show_default=True, help="How many.")
@click.option("--prefix", default="", help="What all of them begin with.")
@click.option("--length", default=10, show_default=True, help="How many letters follow it.")
def codes(promotion_id: UUID, count: int, prefix: str, length: int) -> None:
    """Generate codes, each good for one order, and print one per line.

    \b
        shopwright x promotions codes 0198d6a2-... --count 500 --prefix SUMMER > codes.txt
    """
    try:
        wanted = GenerateIn(count=count, prefix=prefix, length=length)
    except ValidationError as error:
        wrong = error.errors()[0]
        raise click.UsageError(f"--{wrong['loc'][0]}: {wrong['msg']}") from error
    made = commands.generate(
        plugin_context(),
        promotion_id,
        wanted.count,
        prefix=wanted.folded_prefix,
        length=wanted.length,
    )
    click.echo("\n".join(made))
