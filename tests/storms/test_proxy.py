"""The fault proxy does what it says: what is blamed on it later must not be its own mistake."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.storms.proxy import FaultProxy, fault_proxy


def _echo(listener: socket.socket) -> None:
    """Send everything back to whoever sent it, until the listener is closed."""

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while data := connection.recv(4096):
                connection.sendall(data)

    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


@pytest.fixture(params=["tcp", "unix"])
def proxy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FaultProxy]:
    """In front of an echo, on either kind of socket."""
    if request.param == "tcp":
        listener = socket.create_server(("127.0.0.1", 0))
        upstream = ("127.0.0.1", listener.getsockname()[1])
    else:
        upstream = str(tmp_path / "s")  # type: ignore[assignment]
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(upstream)
        listener.listen()
    threading.Thread(target=_echo, args=(listener,), daemon=True).start()
    with fault_proxy(upstream) as proxy:
        yield proxy
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def _client(proxy: FaultProxy) -> closing[socket.socket]:
    return closing(socket.create_connection(("127.0.0.1", proxy.port), timeout=5))


def _read_anew(proxy: FaultProxy) -> bytes:
    with _client(proxy) as client:
        return client.recv(1)


def _receive(connection: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count and (data := connection.recv(count - len(found))):
        found += data
    return found


def test_without_a_fault_everything_arrives_and_ends(proxy: FaultProxy) -> None:
    sent = bytes(range(256)) * 4000
    with _client(proxy) as client:
        threading.Thread(target=client.sendall, args=(sent,), daemon=True).start()
        assert _receive(client, len(sent)) == sent
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""
    assert proxy.connections == 1


def test_slow_delays_both_ways(proxy: FaultProxy) -> None:
    with _client(proxy) as client:
        proxy.suffer("slow", seconds=0.1)
        started = time.monotonic()
        client.sendall(b"hello")
        assert _receive(client, 5) == b"hello"
        assert 0.2 <= time.monotonic() - started < 1.5


def test_reset_breaks_what_is_open_and_what_comes(proxy: FaultProxy) -> None:
    with _client(proxy) as client:
        client.sendall(b"hello")
        assert _receive(client, 5) == b"hello"
        proxy.suffer("reset")
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    with pytest.raises(ConnectionResetError):
        _read_anew(proxy)
    proxy.heal()
    with _client(proxy) as client:
        client.sendall(b"again")
        assert _receive(client, 5) == b"again"


def test_a_black_hole_takes_all_and_gives_nothing_until_it_is_over(proxy: FaultProxy) -> None:
    proxy.suffer("black_hole")
    with _client(proxy) as client:
        client.settimeout(0.2)
        client.sendall(b"hello")
        with pytest.raises(TimeoutError):
            client.recv(1)
        proxy.heal()
        client.settimeout(5)
        assert _receive(client, 5) == b"hello"


def test_a_drip_sends_answers_byte_by_byte_until_it_is_over(proxy: FaultProxy) -> None:
    proxy.suffer("drip", seconds=0.05)
    with _client(proxy) as client:
        client.sendall(b"hello, world")
        started = time.monotonic()
        assert client.recv(100) == b"h"
        assert client.recv(100) == b"e"
        assert time.monotonic() - started >= 0.05
        proxy.heal()
        assert _receive(client, 10) == b"llo, world"
        assert time.monotonic() - started < 0.5
