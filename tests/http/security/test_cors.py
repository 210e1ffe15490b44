"""CORS: exactly the listed origins, and nobody else."""

from __future__ import annotations

import pytest

ORIGIN = "https://shop.example"


def preflight(client, origin):
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return client.options("/api/hello/x", headers=headers)


def cors_headers(answer):
    return {name for name, _ in answer.headers if name.startswith("Access-Control")}


def test_a_listed_origin_may_read_answers(guarded):
    answer = guarded(cors_origins=(ORIGIN,)).get("/api/hello/x", headers={"Origin": ORIGIN})
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]


def test_a_listed_origin_gets_its_preflight_answered(guarded):
    answer = preflight(guarded(cors_origins=(ORIGIN,)), ORIGIN)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
    assert "Idempotency-Key" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["X-Request-ID"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://shop.example.evil.example",
        "http://shop.example",
        "https://shop.example:8443",
        "https://SHOP.example",
        "null",
    ],
)
def test_any_other_origin_gets_nothing(guarded, origin):
    client = guarded(cors_origins=(ORIGIN,))
    answer = client.get("/api/hello/x", headers={"Origin": origin})
    assert cors_headers(answer) == set()
    assert "Origin" in answer.headers["Vary"]
    assert cors_headers(preflight(client, origin)) == set()


def test_failures_are_readable_too(guarded):
    answer = guarded(cors_origins=(ORIGIN,)).get("/api/nothing", headers={"Origin": ORIGIN})
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN


def test_without_a_list_there_is_no_cors(guarded):
    client = guarded()
    answer = client.get("/api/hello/x", headers={"Origin": ORIGIN})
    assert cors_headers(answer) == set()
    assert "Vary" not in answer.headers
    assert cors_headers(preflight(client, ORIGIN)) == set()


@pytest.mark.parametrize(
    "origin", ["*", "shop.example", "https://shop.example/", "https://*.example", "null", ""]
)
def test_what_is_no_origin_is_refused_at_the_start(guarded, origin):
    with pytest.raises(ValueError, match="cors_origins"):
        guarded(cors_origins=(origin,))
