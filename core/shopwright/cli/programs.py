"""The programs that a running shop consists of, as the supervisor's children."""

from __future__ import annotations

import http.client
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from shopwright.platform.servers import EmbeddedValkey
from shopwright.platform.supervisor import Child, Supervisor

if TYPE_CHECKING:
    from shopwright.platform.config import Settings

_WORKER_STOP = 25.0  # it gives the jobs in hand 20
_WEB_STOP = 10.0
_WEB_KILL = 3
# A roll starts new web workers and ends the old ones this much later, so booting must be quicker.
_BOOT_SECONDS = 12
_LOOK_SECONDS = 0.7


def children(settings: Settings, environment: Mapping[str, str], *, reload: bool) -> list[Child]:
    """In the order in which they start; they stop in reverse."""
    environment = dict(environment)
    found = []
    if not settings.redis_url:
        valkey = EmbeddedValkey(settings.data_dir / "valkey")
        environment["REDIS_URL"] = valkey.url
        found.append(Child(name="valkey", argv=valkey.argv, ready=valkey.alive))
    if _web_workers(settings) > 1:
        environment["PROMETHEUS_MULTIPROC_DIR"] = str(_empty(settings.data_dir / "metrics"))
    worker = Child(
        name="worker",
        argv=[sys.executable, "-m", "shopwright.cli", "worker"],
        env=environment,
        stop_timeout=_WORKER_STOP,
        on_roll="restart",
    )
    web = Child(
        name="web",
        argv=_granian(settings),
        env=environment,
        ready=lambda: _answers(settings),
        ready_timeout=60.0,
        stop_timeout=_WEB_STOP,
        on_roll="restart" if reload else signal.SIGHUP,
    )
    return [*found, worker, web]


def watch_code(supervisor: Supervisor) -> None:
    """Restart web and worker whenever a file of the shop's code changes, from a thread."""

    before = _changed_at()

    def watch() -> None:
        nonlocal before
        while True:
            time.sleep(_LOOK_SECONDS)
            moment = _changed_at()
            if moment != before:
                before = moment
                for name in ("web", "worker"):
                    supervisor.roll(name)

    threading.Thread(target=watch, name="watch-code", daemon=True).start()


def _granian(settings: Settings) -> list[str]:
    options: dict[str, object] = {
        "interface": "wsgi",
        "host": settings.host,
        "port": settings.port,
        "workers": _web_workers(settings),
        "blocking-threads": settings.web_threads,
        "workers-kill-timeout": _WEB_KILL,
        "respawn-interval": _BOOT_SECONDS,
        "log-level": "error",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    flags += ["--no-access-log", "--no-ws"]
    return [sys.executable, "-m", "granian", *flags, "shopwright.wsgi:app"]


def _web_workers(settings: Settings) -> int:
    """SQLite has one writer at a time, and the gate that makes it fair is inside one process."""
    return 1 if settings.database.startswith("sqlite") else settings.web_workers


def _answers(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.port, timeout=2)
    try:
        # the name of a host that `allowed_hosts` would not have to know
        connection.request("GET", "/readyz", headers={"Host": _host_name(settings)})
        return connection.getresponse().status == http.HTTPStatus.OK
    except http.client.HTTPException:
        return False
    finally:
        connection.close()


def _host_name(settings: Settings) -> str:
    first = next(iter(settings.allowed_hosts), f"{settings.host}:{settings.port}")
    return first.removeprefix(".")


def _empty(directory: Path) -> Path:
    """Counters of processes that are gone would be added up for ever."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    return directory.absolute()


def _changed_at() -> tuple[tuple[str, float], ...]:
    """The time of the last change of every file of code."""
    return tuple(
        (str(path), path.stat().st_mtime)
        for root in _roots()
        for path in sorted(root.rglob("*.py"))
    )


def _roots() -> Iterator[Path]:
    """Where the core's code is, and that of the plugins."""
    import importlib.util

    from shopwright.platform.plugins.manifest import discover

    for package in ("shopwright", *(found.package for found in discover())):
        spec = importlib.util.find_spec(package)
        yield from map(Path, spec.submodule_search_locations or () if spec else ())
