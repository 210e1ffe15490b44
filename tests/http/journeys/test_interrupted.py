"""Requests that are cut off: the same key again never does again what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from shopwright.commerce.checkout import complete
from shopwright.commerce.staff import create_api_key
from shopwright.http.rest.idempotency import DatabaseIdempotency
from shopwright.platform.db.idempotency import CRASHED_AFTER
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.shop import Shop

KEY = {"Idempotency-Key": "a key"}


class Killed(BaseException):
    """Nobody catches this: neither is the answer stored nor the key given back."""


@contextmanager
def cut_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Kill the request that the block makes, after its work and before its answer."""

    def killed(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(DatabaseIdempotency, "finish", killed)
        patch.setattr(DatabaseIdempotency, "abandon", killed)
        with pytest.raises(Killed):
            yield


def later() -> Any:
    """When whoever was killed is given up."""
    return time_machine.travel(datetime.now(UTC) + CRASHED_AFTER, tick=True)


def test_what_took_effect_is_not_done_again(
    shop: Shop, browse: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = browse()
    line = {"variant_id": str(shop.product()), "quantity": 1}

    def add() -> Any:
        headers = {"X-Cart-Token": guest.token, **KEY}
        return guest.client.post(f"{guest.cart}/lines", json=line, headers=headers)

    with cut_off(monkeypatch):
        add()
    assert add().json["code"] == "idempotency_in_progress"
    with later():
        for _ in range(2):
            again = add()
            assert (again.status_code, again.json["code"]) == (409, "idempotency_interrupted")
    assert guest.send("GET", guest.cart)["item_count"] == 1


def test_what_failed_before_it_took_effect_is_done_again(
    shop: Shop, browse: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = browse()
    mug = shop.product(stock=1)
    line = {"variant_id": str(mug), "quantity": 2}
    headers = {"X-Cart-Token": guest.token, **KEY}
    with cut_off(monkeypatch):
        guest.client.post(f"{guest.cart}/lines", json=line, headers=headers)
    with later():
        again = guest.client.post(f"{guest.cart}/lines", json=line, headers=headers)
        assert (again.status_code, again.json["code"]) == (409, "out_of_stock")


def test_an_order_that_was_cut_off_is_completed_by_the_same_key_and_charged_once(
    shop: Shop,
    browse: Callable[[], Any],
    provider: ScriptedProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guest = browse()
    guest.add(shop.product(price=2200))
    guest.fill_in()
    headers = {"X-Cart-Token": guest.token, **KEY}
    with cut_off(monkeypatch):
        guest.client.post(f"{guest.cart}/complete", json={}, headers=headers)
    with later():
        answers = [
            guest.client.post(f"{guest.cart}/complete", json={}, headers=headers) for _ in range(2)
        ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert provider.charged() == 2690


def test_a_refund_whose_answer_was_lost_is_not_made_again_by_the_same_key(
    shop: Shop, provider: ScriptedProvider
) -> None:
    """The provider does not answer, so neither do we, but the refund is written down."""
    cart_id = shop.cart({shop.product(price=2200): 1})
    order_id = complete(cart_id, expected_total=None, return_url="https://shop.example").order_id
    staff = shop.client()
    key = create_api_key("A program", ("orders:refund", "orders:read")).key
    staff.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    refund = f"/api/v1/admin/orders/{order_id}/refunds"
    provider.fault = "drop_answer"
    first = staff.post(refund, json={"amount": 600}, headers=KEY)
    assert (first.status_code, first.json["code"]) == (503, "payment_unknown")
    provider.fault = "none"
    again = staff.post(refund, json={"amount": 600}, headers=KEY)
    assert (again.status_code, again.json["code"]) == (409, "idempotency_interrupted")
    shop.deliver()
    assert provider.charged() == 2690 - 600
