"""A shop has one id, made with its database."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.platform.db import transaction
from shopwright.platform.hooks.context import Context
from shopwright.platform.identity import shop_id
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop


def test_the_id_is_the_same_for_everybody_and_forever(shop: Shop) -> None:
    first = shop_id()
    assert UUID(first)
    assert Context("gift_wrap", None).shop.id == first
    runtime().shop_id = ""  # another process
    assert shop_id() == first


def test_an_id_that_was_made_in_a_transaction_that_failed_is_not_remembered(shop: Shop) -> None:
    made = []

    def fail() -> None:
        with transaction():
            made.append(shop_id())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert shop_id() not in made
