"""A whole shop in processes of its own, as `shopwright serve` runs it, to be stormed.

It has plugins from outside beside the bundled ones, which are installed for it alone: their
distributions are folders on PYTHONPATH. `storm_kit` is enabled unless a storm says otherwise.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from shopwright.app import create_app
from shopwright.platform.config import Settings
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.servers import create_database, database_name, drop_database
from shopwright.testing.shop import Shop

_PLUGINS = Path(__file__).with_name("plugins")
_OUTSIDE = {
    "storm_kit": "StormKit",
    "storm_toll": "StormToll",
}
_READY = re.compile(r"Shopwright is at http://127\.0\.0\.1:(\d+)")
_START_SECONDS = 120.0
_SECRET = "a key for storms, that is long enough"


@dataclass(slots=True, kw_only=True)
class ServedShop:
    """`shopwright serve` on a database of its own; `port` is where it listens."""

    directory: Path
    database_url: str
    process: subprocess.Popen[bytes]
    port: int = 0
    kills: dict[str, int] = field(default_factory=dict)

    @property
    def till(self) -> Path:
        """The payment provider's own books."""
        return self.directory / "till.db"

    def events(self) -> Iterator[dict[str, Any]]:
        """What the supervisor and the processes have logged so far."""
        for line in (self.directory / "log").read_text(errors="replace").splitlines():
            if line.startswith("{"):
                try:
                    yield json.loads(line)
                except ValueError:  # the last line, which is being written
                    continue

    def up(self) -> dict[str, int]:
        """The process ids of the children that do their work now, by name."""
        found: dict[str, int] = {}
        ready: set[str] = set()
        for event in self.events():
            match event:
                case {"event": "child started", "child": child, "pid": pid}:
                    found[child] = pid
                    ready.discard(child)
                case {"event": "child ready", "child": child} if child != "worker":
                    ready.add(child)
                case {"event": "worker started"}:
                    ready.add("worker")
                case {"event": "child died", "child": child}:
                    ready.discard(child)
        return {child: pid for child, pid in found.items() if child in ready}

    def kill(self, child: str) -> bool:
        """kill -9 one child; False when it is not up. It is ours, or nothing is done to it."""
        pid = self.up().get(child)
        try:
            if pid is None or os.getsid(pid) != pid:  # each child leads a session of its own
                return False
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        self.kills[child] = self.kills.get(child, 0) + 1
        return True

    def until(self, condition: Callable[[], object], seconds: float) -> bool:
        """Wait for it, at most so long; whether it came to pass."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if condition():
                return True
            time.sleep(0.1)
        return bool(condition())

    def errors(self) -> list[dict[str, Any]]:
        """Everything that was logged as an error."""
        return [event for event in self.events() if event.get("level") in ("error", "critical")]

    @contextmanager
    def opened(self) -> Iterator[Shop]:
        """The same shop, in this process."""
        with _opened(self.directory, self.database_url) as shop:
            yield shop


@contextmanager
def empty_database(request: pytest.FixtureRequest, directory: Path) -> Iterator[str]:
    """A database without tables, of the kind that `request.param` names."""
    if request.param == "sqlite":
        yield f"sqlite:///{directory / 'shop.db'}"
        return
    server = request.getfixturevalue("postgres")
    url = create_database(server)
    yield url
    drop_database(server, database_name(url))


@contextmanager
def served(
    directory: Path,
    database_url: str,
    *,
    prepare: Callable[[Shop], None],
    **settings: str,
) -> Iterator[ServedShop]:
    """Run a new shop, filled by `prepare`, until the block ends; the database may be empty.

    `settings` are environment variables without their prefix, in lower case.
    """
    environment = _environment(directory, database_url, settings)
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "shopwright.cli", "serve", "--port=0"],
            env=environment,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    shop = ServedShop(directory=directory, database_url=database_url, process=process)
    try:
        shop.port = _await(shop)
        with shop.opened() as opened:
            prepare(opened)
        yield shop
    finally:
        process.terminate()
        process.wait(60)


def _environment(directory: Path, database_url: str, settings: Mapping[str, str]) -> dict[str, str]:
    """Ours, without what would configure another shop; with our plugin installed."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SHOPWRIGHT_") and name not in ("DATABASE_URL", "REDIS_URL")
    }
    site = directory / "site"
    for name, plugin in _OUTSIDE.items():
        info = site / f"{name}-1.0.dist-info"
        info.mkdir(parents=True, exist_ok=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        entry = f"[shopwright.plugins]\n{name} = {name}.plugin:{plugin}\n"
        (info / "entry_points.txt").write_text(entry)
    values = {
        "data_dir": str(directory / "data"),
        "database_url": database_url,
        "secret_key": _SECRET,
        "rate_limits": "false",
        "log_format": "json",
        "environment": "production",
        "plugins": json.dumps(["manual_payments", "email_notify", "storm_kit"]),
        **settings,
    }
    return {
        **inherited,
        **{f"SHOPWRIGHT_{name.upper()}": value for name, value in values.items()},
        "SHOPWRIGHT_CONFIG": str(directory / "none.toml"),
        "PYTHONPATH": os.pathsep.join([str(site), str(_PLUGINS)]),
        "STORM_TILL": str(directory / "till.db"),
    }


def _await(shop: ServedShop) -> int:
    deadline = time.monotonic() + _START_SECONDS
    log = shop.directory / "log"
    while (found := _READY.search(log.read_text(errors="replace"))) is None:
        assert shop.process.poll() is None, log.read_text(errors="replace")
        assert time.monotonic() < deadline, log.read_text(errors="replace")
        time.sleep(0.05)
    return int(found[1])


@contextmanager
def _opened(directory: Path, database_url: str) -> Iterator[Shop]:
    settings = Settings(
        data_dir=directory / "data",
        database_url=database_url,
        secret_key=_SECRET,
        environment="test",
        rate_limits=False,
    )
    with Shop.running(create_app(settings, registry=Registry())) as shop:
        yield shop
