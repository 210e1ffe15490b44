"""Webhooks over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.staff import create_api_key
from shopwright.testing import Receiver, Shop

ROOT = "/api/v1/plugins/webhooks"
AsProgram = Callable[..., FlaskClient]


@pytest.fixture
def as_program(shop: Shop) -> AsProgram:
    """A client that sends an API key with these permissions."""

    def client(*scopes: str) -> FlaskClient:
        made = create_api_key("tests", scopes)
        found = shop.client()
        found.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {made.key}"
        return found

    return client


@pytest.fixture
def writer(as_program: AsProgram) -> FlaskClient:
    """Who may do everything with webhooks."""
    return as_program("webhooks:read", "webhooks:write")


@pytest.fixture
def made(writer: FlaskClient, web: Receiver) -> dict[str, Any]:
    """An endpoint as it was answered when it was made."""
    answer = writer.post(f"{ROOT}/endpoints", json={"url": f"{web.url}/hooks", "events": ["*"]})
    assert answer.status_code == 201
    found: dict[str, Any] = answer.get_json()
    return found


def test_an_endpoint_is_made_and_its_secret_told_once(
    writer: FlaskClient, made: dict[str, Any]
) -> None:
    assert made["secret"].startswith("whsec_")
    listed = writer.get(f"{ROOT}/endpoints").get_json()["items"]
    assert listed == [made["endpoint"]]
    one = writer.get(f"{ROOT}/endpoints/{made['endpoint']['id']}").get_json()
    assert one == made["endpoint"]
    assert "whsec_" not in str(listed) + str(one)


def test_what_cannot_be_saved_is_said_by_field(writer: FlaskClient) -> None:
    url = f"{ROOT}/endpoints"
    answer = writer.post(url, json={"url": "https://10.0.0.1/", "events": ["*"]})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "webhook_endpoint_invalid")
    (error,) = answer.get_json()["errors"]
    assert (error["pointer"], error["code"]) == ("#/url", "address_refused")
    answer = writer.post(url, json={"url": "https://10.0.0.1/", "events": ["order.plcaed"]})
    assert "order.placed" in answer.get_json()["errors"][0]["message"]


def test_endpoints_are_changed_rotated_and_removed(
    writer: FlaskClient, made: dict[str, Any]
) -> None:
    url = f"{ROOT}/endpoints/{made['endpoint']['id']}"
    changed = writer.patch(url, json={"events": ["order.paid"], "enabled": False}).get_json()
    assert (changed["events"], changed["enabled"]) == (["order.paid"], False)
    assert writer.post(f"{url}/test").status_code == 409
    rotated = writer.post(f"{url}/secret", json={"overlap_hours": 2}).get_json()
    assert (rotated["secret"] != made["secret"], rotated["endpoint"]["secrets"]) == (True, 2)
    assert writer.post(f"{url}/secret", json={}).status_code == 200
    assert writer.delete(url).status_code == 204
    assert writer.get(url).status_code == 404


def test_a_test_event_and_the_log(
    shop: Shop, writer: FlaskClient, made: dict[str, Any], web: Receiver
) -> None:
    endpoint = made["endpoint"]["id"]
    for _ in range(2):
        assert writer.post(f"{ROOT}/endpoints/{endpoint}/test").status_code == 202
    shop.deliver()
    page = writer.get(f"{ROOT}/messages?limit=1&endpoint_id={endpoint}").get_json()
    assert [item["state"] for item in page["items"]] == ["delivered"]
    rest = writer.get(
        f"{ROOT}/messages?limit=1&endpoint_id={endpoint}&cursor={page['next']}"
    ).get_json()
    assert rest["next"] is None
    message = page["items"][0]["id"]
    details = writer.get(f"{ROOT}/messages/{message}").get_json()
    assert details["message"] == page["items"][0]
    assert details["log"][0]["status"] == 200
    assert writer.post(f"{ROOT}/messages/{message}/replay").get_json()["state"] == "waiting"
    assert writer.post(f"{ROOT}/messages/{message}/replay").status_code == 409
    shop.deliver()
    again = writer.post(f"{ROOT}/endpoints/{endpoint}/replay", json={"delivered": True})
    assert again.get_json() == {"count": 2}
    shop.deliver()
    assert len(web.received) == 5


def test_looking_and_changing_are_two_rights(
    as_program: AsProgram, made: dict[str, Any], shop: Shop
) -> None:
    reader, stranger = as_program("webhooks:read"), as_program("orders:read")
    url = f"{ROOT}/endpoints"
    assert reader.get(url).status_code == 200
    assert reader.get(f"{ROOT}/event-types").get_json().count("order.placed") == 1
    assert reader.post(url, json={"url": "https://a.example", "events": ["*"]}).status_code == 403
    assert stranger.get(url).status_code == 403
    assert shop.client().get(url).status_code == 401
