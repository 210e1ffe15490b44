"""The fake is killed again and again while payments are made: it forgets none and makes none twice."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import stripe
from shopwright_stripe_payments.fake import FakeProcess

from .conftest import charge_params, eventually, receiving, sdk

pytestmark = pytest.mark.storm
PAYMENTS = 150
CALLERS = 4


def pay_until_answered(process: FakeProcess, key: str, answered: dict[str, str]) -> None:
    """Ask with the same key until there is an answer, as a shop does."""
    client = sdk(process)
    params: Any = charge_params(metadata={"key": key})
    while key not in answered:
        try:
            made = client.v1.payment_intents.create(params=params, options={"idempotency_key": key})
            answered[key] = made.id
        except stripe.APIConnectionError:
            time.sleep(0.05)


def test_kills_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    luck = random.Random(4)
    answered: dict[str, str] = {}
    with receiving() as receiver:
        secret = "whsec_of_this_test"
        receiver.secrets.append(secret)
        webhook = (f"--webhook={receiver.url}", f"--webhook-secret={secret}")
        process = FakeProcess(tmp_path / "stripe.db", *webhook).start()

        def call(caller: int) -> None:
            for number in range(caller, PAYMENTS, CALLERS):
                pay_until_answered(process, f"order-{number}", answered)
                time.sleep(0.05)

        callers = [threading.Thread(target=call, args=(caller,)) for caller in range(CALLERS)]
        for caller in callers:
            caller.start()
        kills = 0
        while any(caller.is_alive() for caller in callers):
            time.sleep(luck.uniform(0.4, 1.6))
            process.kill()
            process.start()
            kills += 1
        for caller in callers:
            caller.join()

        books = process.controls.books()
        assert kills > 1
        assert {book["metadata"]["key"]: intent for intent, book in books.items()} == answered
        assert {book["captured"] for book in books.values()} == {1000}
        assert all(len(book["charges"]) == 1 for book in books.values())

        def told() -> set[str]:
            paid = (one for one in receiver.got if one["type"] == "payment_intent.succeeded")
            return {one["data"]["object"]["id"] for one in paid}

        eventually(lambda: told() == set(books), 30)
        assert receiver.refused == []
        process.stop()
