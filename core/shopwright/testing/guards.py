"""Watching what a plugin does while a test runs its shop."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from shopwright.platform.events import deliver
from shopwright.platform.network import NetworkForbidden, check_network

_TALKING = {
    socket.socket: ("connect", "connect_ex", "send", "sendall", "sendto", "recv", "recv_into"),
    ssl.SSLSocket: ("send", "sendall", "recv", "recv_into", "read", "write"),
}

# Run in a new process: what an import does is seen once only.
_IMPORTING = """
import importlib
import sys
import threading

REFUSED = {
    "socket.connect": "talks to the network",
    "socket.getaddrinfo": "asks for an address",
    "socket.bind": "listens on the network",
    "subprocess.Popen": "starts a program",
    "os.fork": "starts a process",
}

def watch(event, arguments):
    if event in REFUSED:
        raise RuntimeError(f"importing the plugin {REFUSED[event]}")

def refuse_thread(thread):
    raise RuntimeError(f"importing the plugin starts a thread: {thread.name}")

sys.addaudithook(watch)
threading.Thread.start = refuse_thread
importlib.import_module(sys.argv[1])
"""


@contextmanager
def watch_network() -> Iterator[list[str]]:
    """Collect where a socket is used although the network is forbidden, as tracebacks."""
    found: list[str] = []
    with ExitStack() as stack:
        for kind, names in _TALKING.items():
            for name in names:
                watched = _watched(getattr(kind, name), found)
                stack.enter_context(patch.object(kind, name, watched))
        yield found


def _watched(method: Callable[..., Any], found: list[str]) -> Callable[..., Any]:
    def call(*arguments: Any, **options: Any) -> Any:
        try:
            check_network("a socket")
        except NetworkForbidden as error:
            found.append(f"{error}\n{''.join(traceback.format_stack(limit=8))}")
            raise
        return method(*arguments, **options)

    return call


@contextmanager
def killed_before_the_mark() -> Iterator[None]:
    """Deliveries end as if the worker were killed when their work is done, but not yet noted.

    What a handler noted in its own transaction stays.
    """
    with patch.object(deliver, "_finish"):
        yield


def failure_of_import(module: str) -> str:
    """Import a module in a new process that may start and reach nothing; '' when that went well."""
    done = subprocess.run(
        [sys.executable, "-c", _IMPORTING, module], capture_output=True, text=True, check=False
    )
    return done.stderr if done.returncode else ""
