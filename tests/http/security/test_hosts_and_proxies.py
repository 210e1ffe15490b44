"""Hosts and forwarded headers are believed only where the operator says so."""

from __future__ import annotations

FORWARDED = {
    "X-Forwarded-For": "203.0.113.9, 192.0.2.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "shop.example",
}


def test_without_proxies_forwarded_headers_mean_nothing(guarded):
    answer = guarded().get("/api/where", headers=FORWARDED)
    assert answer.json == {"address": "127.0.0.1", "url": "http://localhost/"}


def test_behind_one_proxy_its_word_counts_and_no_other(guarded):
    answer = guarded(trusted_proxies=1).get("/api/where", headers=FORWARDED)
    assert answer.json == {"address": "192.0.2.7", "url": "https://shop.example/"}
    assert "Strict-Transport-Security" in answer.headers


def test_behind_two_proxies_the_client_is_two_hops_away(guarded):
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9, 192.0.2.7"}
    answer = guarded(trusted_proxies=2).get("/api/where", headers=headers)
    assert answer.json["address"] == "203.0.113.9"


def test_an_unknown_host_is_refused(guarded):
    client = guarded(allowed_hosts=("shop.example", ".shops.example"))
    assert client.get("/api/where", base_url="https://shop.example").status_code == 200
    assert client.get("/api/where", base_url="https://a.shops.example").status_code == 200
    refused = client.get("/api/where", base_url="https://evil.example")
    assert (refused.status_code, refused.json["code"]) == (400, "unknown_host")


def test_without_a_list_any_host_will_do(guarded):
    assert guarded().get("/api/where", base_url="http://anything").status_code == 200
