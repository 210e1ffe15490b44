"""Paying over HTTP: options, coming back, changing one's mind, and what staff see of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from shopwright.commerce.payments import NextAction, Risk, payments_of
from shopwright.commerce.payments.reconcile import reconcile
from shopwright.commerce.staff import create_owner
from shopwright.platform.clock import now
from shopwright.testing import ScriptedProvider, Shop

ADMIN = "/api/v1/admin"
Browse = Callable[[], Any]


@pytest.fixture
def staff(shop: Shop) -> Callable[..., Any]:
    """What the shop's owner gets, by method, path and body."""
    create_owner("olga@example.com", "Olga", "correct horse battery")
    client = shop.client()
    body = {"email": "olga@example.com", "password": "correct horse battery"}
    assert client.post(f"{ADMIN}/session", json=body).status_code == 201

    def send(method: str, path: str, body: Any = None) -> Any:
        answer = client.open(ADMIN + path, method=method, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json

    return send


@pytest.fixture
def guest(shop: Shop, browse: Browse) -> Any:
    """Somebody who only has to press Pay."""
    guest = browse()
    guest.add(shop.product())
    guest.fill_in()
    return guest


def _come_back(guest: Any, done: dict[str, Any], *, token: str | None = None) -> Any:
    return guest.client.post(
        f"/api/v1/orders/{done['order_id']}/payment/settle",
        headers={"X-Order-Token": done["order_token"] if token is None else token},
    )


def test_what_the_client_says_of_its_payment_reaches_the_provider(
    guest: Any, provider: ScriptedProvider
) -> None:
    body = {
        "payment_options": {"save_card": "yes"},
        "return_url": "http://127.0.0.1:8000/thanks?cart=7",
        "cancel_url": "http://127.0.0.1:8000/cart",
    }
    guest.send("POST", f"{guest.cart}/complete", body, status=201)
    (request,) = provider.requests
    assert dict(request.options) == {"save_card": "yes"}
    assert request.return_url == "http://127.0.0.1:8000/thanks?cart=7"
    assert request.cancel_url == "http://127.0.0.1:8000/cart"


@pytest.mark.parametrize(
    "wrong",
    [
        {"return_url": "https://evil.example/"},
        {"cancel_url": "https://127.0.0.1:8000@evil.example/"},
        {"return_url": "javascript:alert(1)"},
        {"payment_options": {str(number): "x" for number in range(11)}},
        {"payment_options": {"note": "x" * 501}},
    ],
)
def test_what_leads_elsewhere_or_is_too_much_is_refused(
    guest: Any, provider: ScriptedProvider, wrong: dict[str, Any]
) -> None:
    guest.send("POST", f"{guest.cart}/complete", wrong, status=422)
    assert provider.calls == []


def test_who_comes_back_from_paying_reads_how_the_order_stands(
    guest: Any, provider: ScriptedProvider
) -> None:
    provider.outcome = "open"
    done = guest.send("POST", f"{guest.cart}/complete", {}, status=201)
    provider.succeed(payments_of(UUID(done["order_id"])).attempts[0].id)
    for _ in range(2):
        answer = _come_back(guest, done)
        assert answer.status_code == 200
        assert (answer.json["state"], answer.json["payment_state"]) == ("open", "paid")
        assert answer.json["next_action"] is None
    assert provider.calls.count("fetch") == 1


def test_nobody_else_can_ask_for_it(guest: Any, provider: ScriptedProvider) -> None:
    provider.outcome = "open"
    done = guest.send("POST", f"{guest.cart}/complete", {}, status=201)
    assert _come_back(guest, done, token="0" * 32).status_code == 404
    assert _come_back(guest, done, token="").status_code == 404
    assert provider.calls == ["start"]


def test_a_client_finishes_with_the_providers_own_library(
    guest: Any, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = NextAction(kind="client", details={"client_secret": "pi_1_secret_2"})
    monkeypatch.setattr("shopwright.testing.payments.NextAction", lambda **_: action)
    provider.outcome = "open"
    done = guest.send("POST", f"{guest.cart}/complete", {}, status=201)
    assert done["next_action"]["kind"] == "client"
    assert done["next_action"]["details"] == {"client_secret": "pi_1_secret_2"}


def test_f12_changing_the_cart_after_coming_back_closes_the_payment(
    shop: Shop, guest: Any, provider: ScriptedProvider
) -> None:
    provider.outcome = "open"
    done = guest.send("POST", f"{guest.cart}/complete", {}, status=201)
    guest.add(shop.product("Bowl"))
    assert provider.calls == ["start", "void"]
    provider.outcome = "paid"
    again = guest.send("POST", f"{guest.cart}/complete", {}, status=201)
    assert (again["order_id"], again["state"]) == (done["order_id"], "open")


def test_f12_while_the_provider_is_silent_the_cart_can_be_read_only(
    guest: Any, provider: ScriptedProvider
) -> None:
    provider.outcome = "open"
    guest.send("POST", f"{guest.cart}/complete", {}, status=201)
    provider.fault = "drop_request"
    answer = guest.client.put(
        f"{guest.cart}/note", json={"note": "hello"}, headers={"X-Cart-Token": guest.token}
    )
    assert (answer.status_code, answer.json["code"]) == (503, "payment_unknown")
    assert guest.send("GET", guest.cart)["note"] == ""


def test_staff_see_how_it_was_paid_and_what_the_provider_thinks(
    guest: Any, provider: ScriptedProvider, staff: Any
) -> None:
    provider.risk = Risk(level="elevated", score=66, reasons=("another country",))
    provider.paid_with = "Visa ending in 4242"
    done = guest.send("POST", f"{guest.cart}/complete", {}, status=201)
    order = staff("GET", f"/orders/{done['order_id']}")
    (attempt,) = order["attempts"]
    assert attempt["paid_with"] == "Visa ending in 4242"
    assert attempt["risk"] == {"level": "elevated", "score": 66, "reasons": ["another country"]}
    assert (order["screening"], order["lost"]["amount"]) == (None, 0)


def test_staff_see_differences_and_say_what_they_did_about_them(
    guest: Any, provider: ScriptedProvider, staff: Any
) -> None:
    provider.changed = [UUID(int=7)]
    reconcile(now())
    (row,) = staff("GET", "/payments/discrepancies")["items"]
    assert (row["kind"], row["attempt_id"], row["order_id"]) == (
        "unknown",
        str(UUID(int=7)),
        None,
    )
    resolve = f"/payments/discrepancies/{row['id']}/resolve"
    assert staff("POST", resolve, {"note": "refunded by hand"})["resolution"] == "refunded by hand"
    assert staff("GET", "/payments/discrepancies")["items"] == []
    (kept,) = staff("GET", "/payments/discrepancies?resolved=true")["items"]
    assert kept["id"] == row["id"]


def test_staff_have_the_books_compared_now(
    shop: Shop, guest: Any, provider: ScriptedProvider, staff: Any
) -> None:
    provider.outcome = "open"
    done = guest.send("POST", f"{guest.cart}/complete", {}, status=201)
    provider.succeed(payments_of(UUID(done["order_id"])).attempts[0].id)
    assert staff("POST", "/payments/reconciliations") == {"queued": True}
    shop.deliver()
    assert staff("GET", f"/orders/{done['order_id']}")["payment_state"] == "paid"


def test_staff_see_what_waits_for_each_sweeper(
    guest: Any, provider: ScriptedProvider, staff: Any, time_machine_later: Any
) -> None:
    provider.outcome = "open"
    guest.send("POST", f"{guest.cart}/complete", {}, status=201)

    def waiting() -> dict[str, Any]:
        found = staff("GET", "/jobs/sweepers")["items"]
        return {row["name"]: (row["waiting"], row["oldest"] is not None) for row in found}

    assert waiting()["completer"] == (0, False)
    with time_machine_later(minutes=31):
        found = waiting()
    assert (found["completer"], found["payment_reaper"]) == ((1, True), (1, True))
    assert {"capture_deadlines", "reconciler", "nightly_reconciler", "hold_reaper"} <= set(found)
