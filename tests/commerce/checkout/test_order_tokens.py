"""The token that opens a guest's order."""

from __future__ import annotations

from shopwright.commerce.checkout.commands import order_token, token_opens
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop


def test_a_token_opens_its_own_order_alone(shop: Shop) -> None:
    order_id = uuid7()

    assert token_opens(order_id, order_token(order_id))
    assert not token_opens(uuid7(), order_token(order_id))


def test_a_token_works_for_as_long_as_its_key_is_known(shop: Shop) -> None:
    order_id = uuid7()
    token = order_token(order_id)
    old = runtime().settings.secret_key

    for known, opens in (((old,), True), ((), False)):
        changes = {"secret_key": "another", "old_secret_keys": known}
        runtime().settings = runtime().settings.model_copy(update=changes)
        assert token_opens(order_id, token) is opens
