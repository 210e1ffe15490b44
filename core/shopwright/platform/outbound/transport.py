"""One exchange over the wire: a request, an answer that is not too large, in time.

urllib3's own time limits are per read, so a peer that sends a byte now and then could hold us for
hours. A timer cuts the connection when the time of the whole call is over.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.util import Timeout

from shopwright.platform.outbound.addresses import Place
from shopwright.platform.outbound.errors import AnswerTooLarge, ConnectionFailed, TimedOut

_CHUNK = 64 * 1024
_NOT_CONNECTED = (NewConnectionError, ConnectTimeoutError)


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked, wherever that will be sent."""

    method: str
    headers: Mapping[str, str]
    body: bytes | None
    max_bytes: int
    seconds: float
    connect_seconds: float
    ends_at: float

    @property
    def time_left(self) -> float:
        """In seconds; nothing may be begun when it is not above zero."""
        return self.ends_at - time.monotonic()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def exchange(place: Place, call: Call) -> Answer:
    """Ask `place` once. Raises `ConnectionFailed`, `TimedOut` or `AnswerTooLarge`.

    Of several checked machines the next one is tried when there is no connection to the first.
    """
    addresses = place.connect_to or (place.host,)
    for address in addresses[:-1]:
        with suppress(*_NOT_CONNECTED):
            return _exchange(place, call, address)
    try:
        return _exchange(place, call, addresses[-1])
    except _NOT_CONNECTED as error:
        raise ConnectionFailed(place.host, type(error).__name__) from error


def _exchange(place: Place, call: Call, address: str) -> Answer:
    if call.time_left <= 0:
        raise TimedOut(place.host, call.seconds)
    with _Cut.after(call.time_left) as cut:
        try:
            answer = _ask(place, call, address)
        except _NOT_CONNECTED:
            raise
        except (HTTPError, OSError) as error:
            if cut.made or isinstance(error, ReadTimeoutError):
                raise TimedOut(place.host, call.seconds) from error
            raise ConnectionFailed(place.host, type(error).__name__) from error
    if cut.made:  # an answer without a length looks whole when it is cut
        raise TimedOut(place.host, call.seconds)
    return answer


def _ask(place: Place, call: Call, address: str) -> Answer:
    response = _pool(place, address).urlopen(
        call.method,
        place.url.request_uri,
        body=call.body,
        headers={"Host": place.url.netloc or place.host, **call.headers},
        redirect=False,
        retries=False,
        preload_content=False,
        decode_content=False,
        timeout=Timeout(connect=min(call.connect_seconds, call.time_left), read=call.time_left),
    )
    try:
        content = _read(response, call, place.host)
    except BaseException:
        response.close()
        raise
    response.release_conn()
    return Answer(response.status, response.headers, content)


def _read(response: urllib3.BaseHTTPResponse, call: Call, host: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := response.read1(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > call.max_bytes:
            raise AnswerTooLarge(host, call.max_bytes)
    return b"".join(parts)


class _Cut:
    """Cuts the connection that is used in a block when its time is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.made = False

    @classmethod
    @contextmanager
    def after(cls, seconds: float) -> Iterator[_Cut]:
        cut = cls()
        timer = threading.Timer(seconds, cut._make)
        timer.daemon = True
        timer.start()
        token = _cut.set(cut)
        try:
            yield cut
        finally:
            _cut.reset(token)
            timer.cancel()
            cut.watch(None)

    def watch(self, connected: socket.socket | None) -> None:
        with self._lock:
            self._socket = connected
            if self.made:
                self._shut_down()

    def _make(self) -> None:
        with self._lock:
            self.made = True
            self._shut_down()

    def _shut_down(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                # not SSLSocket's own, which would pull the rug from under the reading thread
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


_cut: ContextVar[_Cut] = ContextVar("shopwright_outbound_cut")


class _Watched(HTTPConnection):
    def getresponse(self) -> Any:
        _cut.get().watch(self.sock)
        return super().getresponse()


class _WatchedTls(HTTPSConnection):
    def getresponse(self) -> Any:
        _cut.get().watch(self.sock)
        return super().getresponse()


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTls


# Connections are kept for the next call to the same machine under the same name.
_pools = urllib3.PoolManager(num_pools=50, maxsize=4)
_pools.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


def _pool(place: Place, address: str) -> HTTPConnectionPool:
    options: dict[str, Any] = {}
    if place.scheme == "https":
        options = {"server_hostname": place.host, "assert_hostname": place.host}
    return _pools.connection_from_host(address, place.port, place.scheme, pool_kwargs=options)
