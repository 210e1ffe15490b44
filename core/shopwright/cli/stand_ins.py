"""Stand-ins: programs of plugins that play an outside service's part in a demo.

A payment service, say, that moves no money. A plugin that brings one names it in `plugin.toml`:

    [stand_in]
    module = "shopwright_stripe_payments.fake"
    webhook = "events"

`shopwright serve --demo` then runs `python -m MODULE` beside the shop, with

    --host --port          where to listen; the port stays the same while the shop runs
    --public-url           how browsers reach it
    --data                 a file for its state, in the data directory
    --webhook              the address of the plugin's webhook endpoint of that name
    --webhook-secret       what to sign webhooks with; another one at each start

and tells every process of the shop its address and that secret, by the environment variables
`SHOPWRIGHT_STAND_IN_<PLUGIN>` and `SHOPWRIGHT_STAND_IN_<PLUGIN>_SECRET`. When to use it is the
plugin's to say: never in place of what a merchant has set up.
"""

from __future__ import annotations

import secrets
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shopwright.platform.config import STAND_IN_PREFIX
from shopwright.platform.supervisor import Child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopwright.platform.config import Settings
    from shopwright.platform.plugins.manifest import StandIn

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """A stand-in of this run: the program, and what the shop's processes are told of it."""

    child: Child
    environment: dict[str, str]


def stand_ins(settings: Settings) -> list[Playing]:
    """One for each installed plugin that brings one. `settings.port` is the shop's final one."""
    from shopwright.platform.plugins.manifest import discover

    taken = {settings.port}
    found = []
    for plugin in discover():
        if plugin.manifest is not None and plugin.manifest.stand_in is not None:
            port = _free_port(settings.host, taken)
            taken.add(port)
            found.append(_playing(plugin.name, plugin.manifest.stand_in, settings, port))
    return found


def _playing(plugin: str, stand_in: StandIn, settings: Settings, port: int) -> Playing:
    host = _EVERYWHERE.get(settings.host, settings.host)
    secret = f"whsec_{secrets.token_hex(24)}"
    url = _url(host, port)
    options = {
        "host": settings.host,
        "port": port,
        "public-url": _url(_public_host(settings) or host, port),
        "data": settings.data_dir.absolute() / "stand_ins" / f"{plugin}.db",
        "webhook": f"{_url(host, settings.port)}/api/v1/plugins/{plugin}/webhooks/"
        f"{stand_in.webhook}",
        "webhook-secret": secret,
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    variable = f"{STAND_IN_PREFIX}{plugin.upper()}"
    return Playing(
        child=Child(
            name=f"stand-in of {plugin}",
            argv=[sys.executable, "-m", stand_in.module, *flags],
            ready=lambda: _listens(host, port),
        ),
        environment={variable: url, f"{variable}_SECRET": secret},
    )


def _public_host(settings: Settings) -> str | None:
    """The name under which browsers elsewhere know this machine, if it was set."""
    given = "public_url" in settings.model_fields_set
    return urlsplit(settings.public_url).hostname if given else None


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listens(host: str, port: int) -> bool:
    with socket.create_connection((host, port), timeout=1):
        return True


def _free_port(host: str, taken: set[int]) -> int:
    """The one after the highest that is taken, if it is free, or else any."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in _candidates(max(taken) + 1):
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise OSError(f"no port of {host} is free")


def _candidates(preferred: int) -> Iterator[int]:
    if preferred <= 65535:
        yield preferred
    yield 0
