"""A TCP proxy that misbehaves: for Stripe, PostgreSQL, Valkey and mail servers.

    with fault_proxy(("127.0.0.1", fake.port)) as proxy:
        proxy.suffer("slow", seconds=3)      # whatever is sent arrives three seconds later
        proxy.suffer("reset")                # connections break, new ones too
        proxy.suffer("black_hole")           # all is taken, nothing comes
        proxy.suffer("drip", seconds=0.5)    # answers come byte by byte
        proxy.heal()

What is switched concerns open connections as well as new ones. What a black hole or a delay holds
back arrives once it is over, as on a network that lost packets for a while.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

Fault = Literal["none", "slow", "reset", "black_hole", "drip"]
Upstream = tuple[str, int] | str  # host and port, or the path of a Unix socket
_CHUNK = 64 * 1024
_HARD = struct.pack("ii", 1, 0)  # closing drops what is unsent and says so by RST
_CONNECT_SECONDS = 5.0


class FaultProxy:
    """Listens on `port` of this machine and hands all that comes on to `upstream`."""

    def __init__(self, upstream: Upstream) -> None:
        self.connections = 0
        self._upstream = upstream
        self._changed = threading.Condition()
        self._fault: Fault = "none"
        self._seconds = 0.0
        self._stopped = False
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = _thread(self._accept)

    def suffer(self, fault: Fault, *, seconds: float = 0.0) -> None:
        """Misbehave like this from now on; `seconds` is the delay, of a chunk or of each byte."""
        with self._changed:
            self._fault, self._seconds = fault, seconds
            self._changed.notify_all()
            broken = list(self._open) if fault == "reset" else []
        for one in broken:
            _reset(one)

    def heal(self) -> None:
        """Behave."""
        self.suffer("none")

    def stop(self) -> None:
        """Break all connections and take no more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.suffer("reset")
        self._thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            if self._fault == "reset":
                _reset(client)
            else:
                _thread(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        try:
            server = self._connect()
        except OSError:
            _reset(client)
            return
        both = {client, server}
        with self._changed:
            self._open |= both
            broken = self._fault == "reset"
        if broken:  # while it was being opened
            _reset(client)
            _reset(server)
        pumps = [_thread(self._pump, client, server), _thread(self._pump, server, client, True)]
        for pump in pumps:
            pump.join()
        with self._changed:
            self._open -= both
        for one in both:
            one.close()

    def _connect(self) -> socket.socket:
        if isinstance(self._upstream, tuple):
            server = socket.create_connection(self._upstream, _CONNECT_SECONDS)
            server.settimeout(None)
            return server
        server = socket.socket(socket.AF_UNIX)
        server.connect(self._upstream)
        return server

    def _pump(self, source: socket.socket, target: socket.socket, answers: bool = False) -> None:
        with suppress(OSError):
            while data := source.recv(_CHUNK):
                self._pass_on(data, target, answers=answers)
        if self._fault != "reset":
            with suppress(OSError):
                target.shutdown(socket.SHUT_WR)

    def _pass_on(self, data: bytes, target: socket.socket, *, answers: bool) -> None:
        """Send it, in the manner of the fault that is in force; a switch meanwhile counts at once."""
        while data:
            fault, seconds = self._fault, self._seconds
            if fault == "black_hole":
                self._while(fault, None)
                continue
            if fault in ("slow", "drip"):
                self._while(fault, seconds)
            step = 1 if fault == "drip" and answers else len(data)
            target.sendall(data[:step])
            data = data[step:]

    def _while(self, fault: Fault, seconds: float | None) -> None:
        """Until another fault is in force, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._fault != fault, seconds)


@contextmanager
def fault_proxy(upstream: Upstream) -> Iterator[FaultProxy]:
    """A proxy for the length of a block."""
    proxy = FaultProxy(upstream)
    try:
        yield proxy
    finally:
        proxy.stop()


def _reset(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _HARD)
        connection.shutdown(socket.SHUT_RD)  # wakes whoever waits for it here; sends nothing
    connection.close()


def _thread(run: object, *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=run, args=arguments, daemon=True)  # type: ignore[arg-type]
    thread.start()
    return thread
