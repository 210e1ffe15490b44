"""What staff do with carts and orders, over REST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.staff import create_api_key, create_owner
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.shop import Shop

ADMIN = "/api/v1/admin"
Browse = Callable[[], Any]


class Office:
    """The shop's owner, signed in."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def send(self, method: str, path: str, body: Any = None, *, status: int = 0) -> Any:
        """Send JSON; the answer must be `status`, or any success."""
        answer = self.client.open(ADMIN + path, method=method, json=body)
        good = answer.status_code == status if status else answer.status_code < 300
        assert good, f"{method} {path}: {answer.status_code} {answer.get_data(as_text=True)}"
        return answer.get_json()


@pytest.fixture
def office(shop: Shop) -> Office:
    """Signed in with a browser, as the dashboard is."""
    create_owner("olga@example.com", "Olga", "correct horse battery")
    client = shop.client()
    body = {"email": "olga@example.com", "password": "correct horse battery"}
    assert client.post(f"{ADMIN}/session", json=body).status_code == 201
    return Office(client)


@pytest.fixture
def order(shop: Shop, browse: Browse, provider: ScriptedProvider) -> str:
    """An authorized order of three mugs; its id."""
    provider.outcome = "authorized"
    guest = browse()
    guest.add(shop.product(price=1000), 3)
    guest.fill_in()
    done = guest.send("POST", f"{guest.cart}/complete", {}, status=201)
    return str(done["order_id"])


def test_capture_send_and_refund_in_parts_agree_in_every_book(office: Office, order: str) -> None:
    office.send("POST", f"/orders/{order}/captures", {"amount": 1000}, status=201)
    shown = office.send("POST", f"/orders/{order}/captures", {}, status=201)
    assert (shown["payment_state"], shown["paid"]["amount"]) == ("paid", 3490)

    line = shown["lines"][0]["id"]
    two = {"lines": [{"line_id": line, "quantity": 2}], "carrier": "DHL"}
    shown = office.send("POST", f"/orders/{order}/fulfillments", two, status=201)
    assert (shown["fulfillment_state"], shown["lines"][0]["fulfilled"]) == ("partial", 2)

    one = {"lines": [{"line_id": line, "quantity": 1}], "reason": "chipped", "restock": True}
    shown = office.send("POST", f"/orders/{order}/refunds", one, status=201)
    assert shown["payment_state"] == "partly_refunded"
    assert [entry["kind"] for entry in shown["ledger"]] == [
        "authorized",
        "captured",
        "captured",
        "refunded",
    ]
    kinds = [entry["kind"] for entry in shown["timeline"]]
    assert kinds.count("payment_captured") == 2
    assert kinds.index("shipped") < kinds.index("payment_refunded")


def test_parcels_are_followed_delivered_and_taken_back(office: Office, order: str) -> None:
    shown = office.send("POST", f"/orders/{order}/fulfillments", {}, status=201)
    parcel = shown["fulfillments"][0]["id"]
    tracking = {"carrier": "UPS", "tracking_number": "1Z", "tracking_url": "https://ups.example/"}
    path = f"/orders/{order}/fulfillments/{parcel}"
    shown = office.send("PUT", f"{path}/tracking", tracking)
    assert shown["fulfillments"][0]["carrier"] == "UPS"
    shown = office.send("POST", f"{path}/delivered")
    assert shown["fulfillment_state"] == "delivered"
    problem = office.send("POST", f"{path}/cancel", {"reason": "late"}, status=409)
    assert problem["code"] == "cannot_fulfill"


def test_cancel_override_review_and_notes(office: Office, order: str) -> None:
    office.send("POST", f"/orders/{order}/notes", {"text": "call first"}, status=201)
    office.send("POST", f"/orders/{order}/review", {"reason": "all right"})
    assert office.send("POST", f"/orders/{order}/invoice")["invoice_number"] == 1
    shown = office.send("POST", f"/orders/{order}/override", {"to": "completed", "reason": "done"})
    assert shown["state"] == "completed"
    shown = office.send("POST", f"/orders/{order}/override", {"to": "open", "reason": "not yet"})
    shown = office.send("POST", f"/orders/{order}/cancel", {"reason": "sold elsewhere"})
    assert (shown["state"], shown["cancel_reason"]) == ("canceled", "sold elsewhere")
    assert shown["invoice_number"] == 1
    problem = office.send("POST", f"/orders/{order}/cancel", {"reason": "again"}, status=409)
    assert problem["code"] == "transition_refused"


def test_an_address_is_corrected_until_something_was_sent(office: Office, order: str) -> None:
    address = {
        "country": "DE",
        "first_name": "Ada",
        "last_name": "Byron",
        "address1": "Ackerstraße 1",
        "city": "Berlin",
        "postal_code": "10115",
    }
    shown = office.send("PATCH", f"/orders/{order}", {"shipping_address": address})
    assert shown["shipping_address"]["address1"] == "Ackerstraße 1"
    office.send("POST", f"/orders/{order}/fulfillments", {}, status=201)
    office.send("PATCH", f"/orders/{order}", {"email": "x@example.com"}, status=409)


def test_lists_are_filtered_counted_and_paged(
    office: Office, order: str, shop: Shop, browse: Browse
) -> None:
    for _ in range(2):
        guest = browse()
        guest.add(shop.product())
        guest.fill_in()
        guest.send("POST", f"{guest.cart}/complete", {}, status=201)
    first = office.send("GET", "/orders?limit=2&total=true")
    assert (len(first["items"]), first["total"], first["total_exact"]) == (2, 3, True)
    rest = office.send("GET", f"/orders?limit=2&cursor={first['next']}")
    assert [row["id"] for row in rest["items"]] == [order]
    assert rest["next"] is None
    assert office.send("GET", "/orders?state=canceled")["items"] == []
    carts = office.send("GET", "/carts?state=completed")["items"]
    assert len(carts) == 3
    assert office.send("GET", f"/carts/{carts[0]['id']}")["item_count"] == 1


def test_a_cart_is_removed_unless_an_order_came_of_it(
    office: Office, order: str, shop: Shop, browse: Browse
) -> None:
    (bought,) = office.send("GET", "/carts?state=completed")["items"]
    problem = office.send("DELETE", f"/carts/{bought['id']}", status=409)
    assert problem["code"] == "cart_closed"
    guest = browse()
    guest.add(shop.product())
    (left,) = office.send("GET", "/carts?state=active")["items"]
    office.send("DELETE", f"/carts/{left['id']}", status=204)
    assert office.send("DELETE", f"/carts/{left['id']}", status=404)["code"] == "cart_not_found"


def test_a_key_may_do_what_its_scopes_say_and_nothing_else(shop: Shop, order: str) -> None:
    create_owner("olga@example.com", "Olga", "correct horse battery")
    made = create_api_key("reader", ["orders:read"])
    headers = {"Authorization": f"Bearer {made.key}"}
    client = shop.client()
    assert client.get(f"{ADMIN}/orders/{order}", headers=headers).status_code == 200
    refused = client.post(f"{ADMIN}/orders/{order}/captures", json={}, headers=headers)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "forbidden")
    assert client.get(f"{ADMIN}/orders/{order}").status_code == 401
