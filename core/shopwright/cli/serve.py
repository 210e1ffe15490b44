"""`shopwright serve`: the whole shop, with one command."""

from __future__ import annotations

import signal
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from shopwright.cli.exits import UNAVAILABLE, Failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shopwright.platform.config import Settings


@click.command()
@click.option("--host", help="Where to listen; 127.0.0.1 is reachable from this machine alone.")
@click.option("--port", type=click.IntRange(0, 65535), help="0 takes any that is free.")
@click.option("--demo", is_flag=True, help="Fill an empty shop, and play the services it uses.")
@click.option("--reload", is_flag=True, help="Take over changed Python code at once.")
def serve(host: str | None, port: int | None, demo: bool, reload: bool) -> None:
    """Run the shop: web, worker and, without REDIS_URL, a Valkey of its own.

    Upgrades the database first, restarts what dies, and stops cleanly on Ctrl-C and SIGTERM.
    SIGHUP takes over new code and changed plugins without a stop.

    \b
    Try it out, with products and orders:
        shopwright serve --demo
    \b
    With PostgreSQL and Redis of your own:
        DATABASE_URL=postgresql://shop@db/shop REDIS_URL=redis://cache shopwright serve
    """
    from shopwright.cli import programs
    from shopwright.cli.stand_ins import stand_ins
    from shopwright.platform.config import load_settings
    from shopwright.platform.observability.logs import configure_logging
    from shopwright.platform.supervisor import PID_FILE, AlreadyRunning, Supervisor, running

    given: dict[str, Any] = {"host": host, "port": port}
    settings = load_settings(**{name: value for name, value in given.items() if value is not None})
    configure_logging(settings)
    pid_file = settings.data_dir / PID_FILE
    if (pid := running(pid_file)) is not None:
        raise AlreadyRunning(pid_file, pid)
    settings = settings.model_copy(update={"port": _free_port(settings.host, settings.port)})
    environment = _environment(settings)
    playing = stand_ins(settings) if demo else []
    for one in playing:
        environment |= one.environment
    _prepare(environment, demo=demo)
    children = [one.child for one in playing]
    children += programs.children(settings, environment, reload=reload)
    supervisor = Supervisor(children, pid_file=pid_file)
    if reload:
        programs.watch_code(supervisor)
    supervisor.run(on_ready=lambda: _greet(settings))


def _environment(settings: Settings) -> dict[str, str]:
    """What the shop's processes must know beyond our own environment."""
    environment = {
        "SHOPWRIGHT_HOST": settings.host,
        "SHOPWRIGHT_PORT": str(settings.port),
        "SHOPWRIGHT_DATA_DIR": str(settings.data_dir.absolute()),
    }
    if "public_url" not in settings.model_fields_set:
        environment["SHOPWRIGHT_PUBLIC_URL"] = _address(settings)
    return environment


def _address(settings: Settings) -> str:
    """Where a browser on this machine finds the shop."""
    everywhere = settings.host in ("0.0.0.0", "::", "")  # noqa: S104
    host = "127.0.0.1" if everywhere else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def _greet(settings: Settings) -> None:
    click.echo(
        f"Shopwright is at {_address(settings)} (API documentation at /api/docs). Ctrl-C stops it."
    )


def _free_port(host: str, port: int) -> int:
    """`port`, or one that is free for 0. Fails when something listens there already.

    Our web server shares its port with others of the same user, so it would not notice.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failure(
                f"cannot listen on {host}:{port}: {error.strerror}. Another program may serve "
                "there; stop it, or choose another port with --port.",
                exit_code=UNAVAILABLE,
            ) from error
        found: int = probe.getsockname()[1]
        return found


def _prepare(environment: Mapping[str, str], *, demo: bool) -> None:
    """Run `shopwright prepare`, which ends when we are ended."""
    from shopwright.platform.supervisor import OwnedProcess, Watchdog

    argv = [sys.executable, "-m", "shopwright.cli", "prepare", *(["--demo"] if demo else [])]
    watchdog = Watchdog()
    try:
        with _ended_by_sigterm():
            process = OwnedProcess(argv, watchdog=watchdog, env=environment)
            try:
                code = process.wait()
            finally:
                process.stop(5.0)
    finally:
        watchdog.close()
    if code:
        raise click.exceptions.Exit(code)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Make SIGTERM an exception, so that the block's cleaning up is done."""

    def end(number: int, _frame: Any) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
