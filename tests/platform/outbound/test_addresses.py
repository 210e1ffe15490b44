"""Addresses that strangers wrote lead to public machines only, checked where it counts."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest
from shopwright.platform.network import NetworkForbidden, forbid_network
from shopwright.platform.outbound import AddressRefused, HostUnknown, HttpClient, TooManyRedirects
from shopwright.platform.outbound.addresses import Exceptions, is_public
from shopwright.testing.receiving import Receiver, Reply

Resolve = Callable[..., list[str]]
LOCAL = ("127.0.0.0/8",)


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
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "3fff::1",
        "fec0::1",
        "::10.0.0.1",
        "64:ff9b:1::1",
        "100::1",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
    ],
)
def test_private_and_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_other_addresses_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_exceptions_are_hosts_and_networks() -> None:
    found = Exceptions.of(["ERP.internal", "10.1.0.0/16", "10.9.9.9"])
    assert found.hold("erp.internal", ipaddress.ip_address("192.168.0.1"))
    assert found.hold("x.example", ipaddress.ip_address("10.1.2.3"))
    assert found.hold("x.example", ipaddress.ip_address("10.9.9.9"))
    assert not found.hold("x.example", ipaddress.ip_address("10.2.0.1"))
    assert not found.hold("other.erp.internal", ipaddress.ip_address("192.168.0.1"))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://127.0.0.1/x", "not a public address"),
        ("https://localhost/x", "not a public address"),
        ("https://[::1]/x", "not a public address"),
        ("https://[::ffff:10.0.0.1]/x", "not a public address"),
        ("https://2130706433/x", "not a public address"),
        ("https://0x7f.1/x", "not a public address"),
        ("https://user:secret@93.184.216.34/x", "password"),
        ("http://93.184.216.34/x", "https"),
        ("https://93.184.216.34:8443/x", "port 8443"),
        ("ftp://example.com/x", "http"),
        ("gopher://x", "http"),
        ("/etc/passwd", "http"),
        ("https://", "http"),
        ("http://[", "understood"),
        ("https://a\x00b/", "understood"),
        ("https://127.0.0.1\\@example.com/", "not a public address"),
        ("https://127.0.0.1#@example.com/", "not a public address"),
    ],
)
def test_addresses_that_lead_inside_are_refused(http: HttpClient, url: str, reason: str) -> None:
    with pytest.raises(AddressRefused, match=reason) as refused:
        http.get(url, public_only=True)
    assert refused.value.code == "address_refused"
    assert "secret" not in str(refused.value)
    with pytest.raises(AddressRefused, match=reason):
        http.check_public(url)


def test_a_public_address_may_be_saved(http: HttpClient, resolve: Resolve) -> None:
    resolve("shop.example", ["93.184.216.34"])
    http.check_public("https://shop.example/hooks?from=shop")


def test_http_will_do_in_development_and_where_the_caller_says_so(
    http: HttpClient, shop_with: Callable[..., None]
) -> None:
    with pytest.raises(AddressRefused, match="port 22"):  # it got as far as that
        http.get("http://93.184.216.34:22/", public_only=True, allow_http=True)
    shop_with(environment="development")
    http.check_public("http://93.184.216.34/")


def test_a_name_that_cannot_be_found_may_be_found_later(
    http: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_args: object, **_options: object) -> list[Any]:
        raise socket.gaierror("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    with pytest.raises(HostUnknown, match="cannot be found") as failed:
        http.get("https://shop.example/x", public_only=True)
    assert not failed.value.lasting


def test_a_name_with_one_private_address_is_refused(http: HttpClient, resolve: Resolve) -> None:
    resolve("two.example", ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(AddressRefused, match="not a public address"):
        http.get("https://two.example/x", public_only=True)


def test_a_name_is_asked_for_once_and_the_checked_address_is_connected_to(
    http: HttpClient, shop_with: Callable[..., None], resolve: Resolve, web: Receiver
) -> None:
    """A name server that answers otherwise the second time (DNS rebinding) is not asked again."""
    shop_with(outbound_allowed=LOCAL)
    asked = resolve("rebinding.example", ["127.0.0.1"], ["127.9.9.9"])
    port = web.url.rpartition(":")[2]

    assert http.get(f"http://rebinding.example:{port}/x", public_only=True).ok

    assert asked == ["rebinding.example"]
    assert web.received[0].headers["host"] == f"rebinding.example:{port}"


def test_a_name_that_turns_private_between_two_requests_is_refused_then(
    http: HttpClient, shop_with: Callable[..., None], resolve: Resolve, web: Receiver
) -> None:
    shop_with(outbound_allowed=LOCAL)
    resolve("rebinding.example", ["127.0.0.1"], ["10.0.0.1"])
    url = f"http://rebinding.example:{web.url.rpartition(':')[2]}/x"

    assert http.get(url, public_only=True).ok
    with pytest.raises(AddressRefused, match="not a public address"):
        http.get(url, public_only=True)

    assert len(web.received) == 1


def test_the_next_checked_address_is_tried_when_nobody_answers_at_the_first(
    http: HttpClient, shop_with: Callable[..., None], resolve: Resolve, web: Receiver
) -> None:
    shop_with(outbound_allowed=LOCAL)
    resolve("two.example", ["127.0.0.9", "127.0.0.1"])
    assert http.get(f"http://two.example:{web.url.rpartition(':')[2]}/", public_only=True).ok


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://10.0.0.1/", "not a public address"),
        ("http://169.254.169.254/latest/meta-data", "not a public address"),
        ("http://shop:secret@93.184.216.34/", "password"),
        ("file:///etc/passwd", "http"),
    ],
)
def test_redirects_are_checked_like_the_first_address(
    http: HttpClient, shop_with: Callable[..., None], web: Receiver, target: str, reason: str
) -> None:
    shop_with(outbound_allowed=LOCAL)
    web.answer(Reply(status=302, headers={"Location": target}))
    with pytest.raises(AddressRefused, match=reason):
        http.get(web.url, public_only=True, redirects=3)


def test_redirects_end(http: HttpClient, web: Receiver) -> None:
    web.otherwise = Reply(status=302, headers={"Location": "/again"})
    with pytest.raises(TooManyRedirects) as failed:
        http.get(web.url, redirects=2)
    assert failed.value.lasting
    assert [item.path for item in web.received] == ["/", "/again", "/again"]


def test_looking_up_an_address_is_using_the_network(http: HttpClient) -> None:
    with forbid_network("a transaction"), pytest.raises(NetworkForbidden):
        http.check_public("https://example.com/")
