"""Downloads from strange addresses: only public ones, checked where it counts, and never too much."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from shopwright.platform.media.fetch import FetchFailed, fetch, is_public
from shopwright.platform.network import NetworkForbidden, forbid_network


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
    ],
)
def test_private_and_special_addresses_are_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address), 443)


def test_public_addresses_are_allowed_on_ports_of_the_web() -> None:
    for address in ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"):
        found = ipaddress.ip_address(address)
        assert is_public(found, 80)
        assert is_public(found, 443)
        assert not is_public(found, 22)
        assert not is_public(found, 8080)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://127.0.0.1/x", "not a public address"),
        ("http://localhost/x", "not a public address"),
        ("http://[::1]/x", "not a public address"),
        ("http://2130706433/x", "not a public address"),
        ("http://0x7f.1/x", "not a public address"),
        ("http://user:secret@example.com/x", "password"),
        ("ftp://example.com/x", "http"),
        ("gopher://x", "http"),
        ("/etc/passwd", "http"),
        ("http://", "http"),
    ],
)
def test_addresses_that_lead_inside_are_refused(url: str, message: str) -> None:
    with pytest.raises(FetchFailed, match=message) as refused:
        fetch(url, max_bytes=10)
    assert refused.value.lasting
    assert "secret" not in str(refused.value)


def test_a_name_that_cannot_be_found_may_be_found_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_args: object, **_options: object) -> list[Any]:
        raise socket.gaierror("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    with pytest.raises(FetchFailed, match="cannot be found") as failed:
        fetch("http://shop.example/x", max_bytes=10)
    assert not failed.value.lasting


def test_a_name_with_one_private_address_is_refused_and_asked_for_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def answers(host: str, port: int, **_options: object) -> list[Any]:
        asked.append(host)
        public, private = ("93.184.216.34", port), ("10.0.0.1", port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", a) for a in (public, private)]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    with pytest.raises(FetchFailed, match="not a public address"):
        fetch("http://rebinding.example/x", max_bytes=10)
    assert asked == ["rebinding.example"]


Serve = Callable[[str], tuple[int, dict[str, str], bytes]]


@pytest.fixture
def server() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A web server; its address, and the headers of what it was asked."""
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(dict(self.headers))
            status, headers, body = _ANSWERS[self.path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}", asked
    httpd.shutdown()
    httpd.server_close()
    thread.join()


_ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/picture": (200, {}, b"picture"),
    "/large": (200, {}, b"x" * 200_000),
    "/moved": (302, {"Location": "/picture"}, b""),
    "/inside": (302, {"Location": "http://10.0.0.1/"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/circle": (302, {"Location": "/circle"}, b""),
    "/gone": (404, {}, b""),
    "/busy": (503, {}, b""),
}


def _local(address: Any, _port: int) -> bool:
    return bool(address.is_loopback)


def _fetch(server: tuple[str, Any], path: str, **options: Any) -> bytes:
    return fetch(server[0] + path, **{"max_bytes": 1000, "allowed": _local, **options})


def test_the_content_is_returned_and_no_secret_is_sent(server: tuple[str, list[Any]]) -> None:
    assert _fetch(server, "/picture") == b"picture"
    assert _fetch(server, "/moved") == b"picture"
    assert set(server[1][0]) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}


@pytest.mark.parametrize(
    ("path", "message", "lasting"),
    [
        ("/inside", "not a public address", True),
        ("/file", "http", True),
        ("/circle", "redirects", True),
        ("/large", "larger than 1000", True),
        ("/gone", "404", True),
        ("/busy", "503", False),
    ],
)
def test_what_cannot_be_fetched_says_why_and_whether_to_try_again(
    server: tuple[str, list[Any]], path: str, message: str, lasting: bool
) -> None:
    with pytest.raises(FetchFailed, match=message) as failed:
        _fetch(server, path)
    assert failed.value.lasting is lasting


def test_a_download_may_not_take_for_ever(server: tuple[str, list[Any]]) -> None:
    with pytest.raises(FetchFailed, match="too long"):
        _fetch(server, "/large", max_bytes=10**6, seconds=-1)


def test_a_server_that_is_not_there_may_come_back() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(FetchFailed, match="did not answer") as failed:
        fetch(f"http://127.0.0.1:{port}/", max_bytes=10, allowed=_local)
    assert not failed.value.lasting


def test_downloads_are_refused_inside_a_transaction() -> None:
    with forbid_network("a transaction"), pytest.raises(NetworkForbidden):
        fetch("https://example.com/", max_bytes=10)
