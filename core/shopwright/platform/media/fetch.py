"""Downloading from addresses that somebody else wrote, without being turned against ourselves.

A name is resolved once, every address it has is checked, and the connection goes to the checked
address: a name that resolves differently the second time gains nothing. Redirects are followed by
hand and checked again.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout, Url, parse_url

from shopwright.platform.network import check_network

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = 3
_CONNECT_SECONDS = 5.0
_READ_SECONDS = 10.0
_CHUNK = 64 * 1024
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchFailed(Exception):
    """The download did not succeed; the message says why. `lasting`: trying again will not help."""

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class _Limits:
    max_bytes: int
    ends_at: float
    allowed: Callable[[Address, int], bool]


def is_public(address: Address, port: int) -> bool:
    """Whether a stranger may send us to this address: a public one, on a port of the web."""
    if port not in _PORTS.values():
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(inner, port)
        if address in _NAT64 or address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def fetch(
    url: str,
    *,
    max_bytes: int,
    seconds: float = 30.0,
    allowed: Callable[[Address, int], bool] = is_public,
) -> bytes:
    """The content at `url`. Raises `FetchFailed`; never longer than about `seconds`."""
    check_network("a download")
    limits = _Limits(max_bytes, time.monotonic() + seconds, allowed)
    for _ in range(_REDIRECTS + 1):
        found = _get(url, limits)
        if isinstance(found, bytes):
            return found
        url = urljoin(url, found)
    raise FetchFailed(f"more than {_REDIRECTS} redirects", lasting=True)


def _get(url: str, limits: _Limits) -> bytes | str:
    """The content, or where a redirect leads."""
    parsed = _parse(url)
    port = parsed.port or _PORTS[parsed.scheme or ""]
    address = _resolve(parsed.host or "", port, limits)
    pool = _pool(parsed, address, port)
    try:
        response = pool.request(
            "GET",
            parsed.request_uri,
            headers={
                "Host": parsed.netloc or "",
                "User-Agent": "Shopwright",
                "Accept": "image/*",
                "Accept-Encoding": "identity",
            },
            redirect=False,
            retries=False,
            preload_content=False,
            timeout=Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
        )
        try:
            return _read(response, limits)
        finally:
            response.close()
    except (HTTPError, OSError) as error:
        raise FetchFailed(f"{parsed.host} did not answer ({type(error).__name__})") from error
    finally:
        pool.close()


def _parse(url: str) -> Url:
    try:
        parsed = parse_url(url)
    except HTTPError as error:
        raise FetchFailed("the address cannot be understood", lasting=True) from error
    if parsed.scheme not in _PORTS or not parsed.host:
        raise FetchFailed("the address does not begin with http:// or https://", lasting=True)
    if parsed.auth:
        raise FetchFailed("the address holds a password", lasting=True)
    return parsed


def _resolve(host: str, port: int, limits: _Limits) -> str:
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(f"{host} cannot be found") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    for address in addresses:
        if not limits.allowed(ipaddress.ip_address(address), port):
            raise FetchFailed(f"{host} is not a public address", lasting=True)
    return addresses[0]


def _pool(parsed: Url, address: str, port: int) -> urllib3.HTTPConnectionPool:
    if parsed.scheme == "https":
        return urllib3.HTTPSConnectionPool(
            address, port, server_hostname=parsed.host, assert_hostname=parsed.host, maxsize=1
        )
    return urllib3.HTTPConnectionPool(address, port, maxsize=1)


def _read(response: urllib3.BaseHTTPResponse, limits: _Limits) -> bytes | str:
    location = response.headers.get("Location")
    if response.status in (301, 302, 303, 307, 308) and location:
        return location
    if response.status != 200:
        lasting = 400 <= response.status < 500 and response.status not in (408, 425, 429)
        raise FetchFailed(f"the server answered {response.status}", lasting=lasting)
    parts: list[bytes] = []
    size = 0
    while part := response.read(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > limits.max_bytes:
            raise FetchFailed(f"it is larger than {limits.max_bytes} bytes", lasting=True)
        if time.monotonic() > limits.ends_at:
            raise FetchFailed("it took too long")
    return b"".join(parts)
