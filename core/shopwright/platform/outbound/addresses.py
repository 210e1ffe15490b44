"""Where we may connect to, when somebody else wrote the address.

A name is resolved once, every address it has is checked, and the connection goes to a checked
address: a name that resolves differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from urllib3.exceptions import HTTPError
from urllib3.util import Url, parse_url

from shopwright.platform.outbound.errors import AddressRefused, HostUnknown

PORTS = {"http": 80, "https": 443}
# What the standard library takes for public: NAT64, relays of 6to4, and addresses for documentation.
_NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "192.88.99.0/24", "3fff::/20")))

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def is_public(address: Address) -> bool:
    """Whether a stranger may send us to this address: it is nobody's inside, ours least of all."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    if any(address in network for network in _NOT_PUBLIC):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Hosts and networks that may be called although they are not public, on any port."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[str]) -> Exceptions:
        """From names, addresses and networks (`erp.internal`, `10.1.0.0/16`)."""
        hosts, networks = set(), []
        for entry in entries:
            try:
                networks.append(ipaddress.ip_network(entry))
            except ValueError:
                hosts.add(entry.lower())
        return cls(frozenset(hosts), tuple(networks))

    def hold(self, host: str, address: Address) -> bool:
        """Whether this address of this host is among them."""
        return host in self.hosts or any(address in network for network in self.networks)


@dataclass(frozen=True, slots=True)
class Place:
    """What an address says. `connect_to` are the checked machines; empty: whatever `host` is."""

    url: Url
    scheme: str
    host: str
    port: int
    connect_to: tuple[str, ...] = ()

    @property
    def origin(self) -> tuple[str, str, int]:
        """What may be told what was meant for this place."""
        return self.scheme, self.host, self.port


def parse(url: str) -> Place:
    """Read an address. Raises `AddressRefused` for what is none of the web, or holds a password."""
    try:
        parsed = parse_url(url.strip())
    except HTTPError as error:
        raise AddressRefused("the address cannot be understood") from error
    if parsed.scheme not in PORTS or not parsed.host:
        raise AddressRefused("the address does not begin with http:// or https://")
    if parsed.auth:
        raise AddressRefused("the address holds a password; it does not belong there")
    return Place(
        url=parsed,
        scheme=parsed.scheme,
        host=parsed.host.strip("[]").lower(),
        port=parsed.port or PORTS[parsed.scheme],
    )


def checked(url: str, exceptions: Exceptions, *, allow_http: bool) -> Place:
    """Read and resolve an address that a stranger wrote.

    Raises `AddressRefused` if any machine behind it is not public, or `HostUnknown`.
    """
    place = parse(url)
    addresses = _resolved(place.host, place.port)
    for address in addresses:
        if not exceptions.hold(place.host, address):
            _check(place, address, allow_http=allow_http)
    return Place(place.url, place.scheme, place.host, place.port, tuple(map(str, addresses)))


def _check(place: Place, address: Address, *, allow_http: bool) -> None:
    if not is_public(address):
        raise AddressRefused(f"{place.host} is not a public address")
    if place.port not in PORTS.values():
        raise AddressRefused(f"{place.host} is called on port {place.port}; only 80 and 443 are")
    if place.scheme != "https" and not allow_http:
        raise AddressRefused(f"{place.host} must be called by https://, not by http://")


def _resolved(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise HostUnknown(host) from error
    texts = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    return [ipaddress.ip_address(text) for text in texts]
