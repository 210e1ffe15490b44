"""A shopper types codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shopwright.testing.shop import Shop


def test_a_code_that_nobody_knows_is_kept_and_said_to_be_unknown(
    shop: Shop, browse: Callable[[], Any]
) -> None:
    guest = browse()
    guest.add(shop.product())
    cart = guest.send("PUT", f"{guest.cart}/codes", {"codes": ["SPRING"]})
    (code,) = cart["codes"]
    assert (code["code"], code["applied"], code["reason"]) == ("SPRING", False, "unknown")
    assert code["message"]
    guest.fill_in()
    guest.send("POST", f"{guest.cart}/complete", {}, status=201)
