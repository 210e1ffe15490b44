"""`shopwright deliveries`: what plugins, the shop's own work and jobs are owed, and what failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import click

from shopwright.cli.exits import Failure
from shopwright.cli.output import json_option, print_json, show_one
from shopwright.cli.running import opened_shop

if TYPE_CHECKING:
    from shopwright.platform.jobs.deliveries import DeliveryFilter, DeliveryView

F = TypeVar("F", bound=Callable[..., Any])
# Spelled out, since --help imports nothing of the shop.
_STATES = ("due", "sent", "done", "dead", "parked", "dropped")
_LONGEST_LINE = 300
_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
_ids = click.argument("ids", metavar="ID...", nargs=-1, type=click.UUID)


def _whose_and_when(command: F) -> F:
    """Which deliveries are meant, where they are not named one by one."""
    for option in (
        click.option("--until", type=_MOMENT, help="Owed before this moment, in UTC."),
        click.option("--since", type=_MOMENT, help="Owed from this moment on, in UTC."),
        click.option("--consumer", help="Owed to it: plugin:ID, job:NAME or core:NAME."),
        click.option("--plugin", help="Owed to this plugin; short for --consumer plugin:ID."),
    ):
        command = option(command)
    return command


@click.group()
def deliveries() -> None:
    """Look at what plugins and jobs are owed; repeat or drop what failed.

    Every event is owed to each plugin that hears of it. What fails is tried again after 1, 5 and 30
    minutes, 2 and 12 hours; then it is dead, and waits for you.

    \b
        shopwright deliveries list --state dead
        shopwright deliveries replay --plugin gift_wrap --since 2026-03-01
    """


@deliveries.command("list")
@click.option("--state", type=click.Choice(_STATES), help="Only those in this state.")
@_whose_and_when
@click.option("--limit", default=50, show_default=True, help="At most so many, the latest first.")
@json_option
def list_(
    state: str | None,
    plugin: str | None,
    consumer: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """Show what is owed, the latest first.

    \b
    due      waits for its turn, or for its next try
    sent     a worker has it
    done     done; kept for 30 days
    dead     failed on every attempt: `replay` or `drop` it
    parked   its plugin is not enabled
    dropped  given up, by `drop`
    """
    with opened_shop():
        from shopwright.platform.jobs.deliveries import deliveries as found

        views = found(_filter(state, plugin, consumer, since, until), limit=limit)
    if as_json:
        print_json([asdict(view) for view in views])
        return
    for view in views:
        _print(view)
    if not views:
        click.echo("Nothing is owed.")


@deliveries.command("show")
@click.argument("delivery_id", metavar="ID", type=click.UUID)
@json_option
def show_(delivery_id: UUID, as_json: bool) -> None:
    """Show all that is known of one: its event, its attempts, the traceback of the last one."""
    with opened_shop():
        from shopwright.platform.jobs.deliveries import delivery

        facts = asdict(delivery(delivery_id))
    error = None if as_json else facts.pop("last_error")
    show_one(facts, as_json=as_json)
    if error:
        click.echo(f"\n{error.rstrip()}")


@deliveries.command()
@_ids
@_whose_and_when
def replay(
    ids: tuple[UUID, ...],
    plugin: str | None,
    consumer: str | None,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Try deliveries again, at once and with all their attempts.

    Those with these IDs; or all dead and parked ones of a plugin, of a time, or of both. What was
    done already is not done again.
    """
    named = [plugin, consumer, since, until] != [None] * 4
    if bool(ids) == named:
        raise Failure("say which: their ids, or --plugin, --consumer, --since, --until")
    with opened_shop():
        from shopwright.platform.jobs.deliveries import replay, replay_all

        for delivery_id in ids:
            replay(delivery_id)
        wanted = _filter(None, plugin, consumer, since, until)
        count = len(ids) if ids else replay_all(wanted)
    click.echo(f"{_many(count)} will be tried again, as soon as a worker is free.")


@deliveries.command()
@_ids
def drop(ids: tuple[UUID, ...]) -> None:
    """Give deliveries up for good. They stay in the list, as dropped."""
    if not ids:
        raise Failure("say which, by their ids; `shopwright deliveries list --state dead` has them")
    with opened_shop():
        from shopwright.platform.jobs.deliveries import drop

        for delivery_id in ids:
            drop(delivery_id)
    click.echo(f"{_many(len(ids))} will not be tried again.")


def _filter(
    state: Any,
    plugin: str | None,
    consumer: str | None,
    since: datetime | None,
    until: datetime | None,
) -> DeliveryFilter:
    from shopwright.platform.jobs.deliveries import DeliveryFilter

    if plugin and consumer:
        raise Failure("--plugin is short for --consumer: use one of them")
    return DeliveryFilter(
        state=state,
        consumer=f"plugin:{plugin}" if plugin else consumer,
        since=since and since.replace(tzinfo=UTC),
        until=until and until.replace(tzinfo=UTC),
    )


def _print(view: DeliveryView) -> None:
    """Its id whole, to be copied; the last line of a traceback says what went wrong."""
    what = view.event or view.arguments.get("job", "")
    owed = f"{view.consumer}  {what}" if what else view.consumer
    attempts = "1 attempt" if view.attempts == 1 else f"{view.attempts} attempts"
    when = f", next {view.run_at:%Y-%m-%d %H:%M:%S}" if view.state == "due" else ""
    click.echo(f"{view.id}  {view.state:<7}  {owed}  {attempts}{when}")
    if view.last_error:
        error = view.last_error.strip().rpartition("\n")[2]
        click.echo(f"        {error[:_LONGEST_LINE]}")


def _many(count: int) -> str:
    return "1 delivery" if count == 1 else f"{count} deliveries"
