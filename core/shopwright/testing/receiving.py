"""`receiver`: a web server for tests, which writes down what it is asked and answers as told.

    with receiver() as web:
        web.answer(Reply(status=503), Reply(body=b'{"ok": true}'))
        ...
        assert [item.path for item in web.received] == ["/hooks", "/hooks"]

It listens on this machine, where addresses that people typed may not lead: open the shop with
`outbound_allowed=["127.0.0.0/8"]`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer. `waits`, in seconds, is how long it takes; `drips` sends it byte by byte."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    waits: float = 0.0
    drips: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request as it came in. `headers` are by lower-case name."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Receiver:
    """What was received, and what is answered: the replies told, in order, else `otherwise`."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.otherwise = Reply()
        self.by_path: dict[str, Reply] = {}
        self.url = ""
        self._replies: list[Reply] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def answer(self, *replies: Reply) -> None:
        """Give these to the next requests, one each."""
        with self._lock:
            self._replies += replies

    def _take(self, request: Received) -> Reply:
        with self._lock:
            self.received.append(request)
            if request.path in self.by_path:
                return self.by_path[request.path]
            return self._replies.pop(0) if self._replies else self.otherwise


@contextmanager
def receiver(tls: SSLContext | None = None) -> Iterator[Receiver]:
    """A running server; `.url` is its address, by https when `tls` is given."""
    web = Receiver()

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_args: Any) -> None:
            """Clients hang up, and in some tests they should."""

    class Handler(_Handler):
        target = web

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    web.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        web._stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    target: Receiver

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        request = Received(
            method=self.command,
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )
        reply = self.target._take(request)
        self.target._stopping.wait(reply.waits)
        with suppress(OSError):
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        headers = {"Content-Length": str(len(reply.body)), **reply.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        step = 1 if reply.drips else len(reply.body) or 1
        for start in range(0, len(reply.body), step):
            self.target._stopping.wait(reply.drips)
            self.wfile.write(reply.body[start : start + step])

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _answer  # noqa: N815

    def log_message(self, *_args: Any) -> None:
        """Nobody reads it."""
