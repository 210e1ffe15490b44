"""`shopwright worker`: jobs, deliveries and sweepers."""

from __future__ import annotations

import signal

import click

from shopwright.cli.exits import UNAVAILABLE, Failure

_QUEUES = ("fast", "heavy", "plugins")
_STOP = (signal.SIGTERM, signal.SIGINT)


@click.command()
@click.option(
    "--queue",
    "queues",
    type=click.Choice(_QUEUES),
    multiple=True,
    help="Work on this queue only; may be repeated. Without it: on all.",
)
def worker(queues: tuple[str, ...]) -> None:
    """Work off jobs, hand out what is due, and run the sweepers, until SIGTERM.

    `shopwright serve` runs one by itself. Run more where there is more to do; they share the work.
    A job in hand is finished for up to 20 seconds; what a kill interrupts comes back by itself.

    \b
    A second worker for pictures and imports alone:
        shopwright worker --queue heavy
    """
    from shopwright.cli.running import opened_shop
    from shopwright.platform.jobs.worker import WorkerProcess
    from shopwright.platform.runtime import runtime

    # The threads inherit the mask; this one takes the signals when it is ready for them.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)
    with opened_shop() as app:
        if not runtime().broker.url:
            raise Failure(
                "a worker needs Redis: set REDIS_URL, or let `shopwright serve` bring its own",
                exit_code=UNAVAILABLE,
            )
        process = WorkerProcess(app, queues or _QUEUES)
        process.start()
        signal.sigwait(_STOP)
        process.stop()
