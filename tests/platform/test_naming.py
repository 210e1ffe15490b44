"""A shop is called what whoever runs it says, or what staff name it."""

from __future__ import annotations

import pytest
from shopwright.platform import audit
from shopwright.platform.cache import current_stamp
from shopwright.platform.hooks.context import Context
from shopwright.platform.naming import ShopNameLocked, rename_shop, shop_name
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop


def test_a_new_shop_has_a_name_to_be_changed(shop: Shop) -> None:
    assert shop_name() == "My shop"


def test_staff_name_it_for_pages_mails_and_other_systems(shop: Shop) -> None:
    shown = current_stamp("channels")
    rename_shop("Alder & Wren")
    assert shop_name() == "Alder & Wren"
    assert Context("gift_wrap", None).shop.name == "Alder & Wren"
    assert current_stamp("channels") != shown  # pages that were kept had the other name
    (entry,) = audit.entries(audit.AuditFilter(action="shop.rename"), limit=5)
    assert entry.data["name"] == "Alder & Wren"


def test_a_name_that_is_set_where_the_shop_runs_wins_and_stays(shop: Shop) -> None:
    rename_shop("Alder & Wren")
    running = runtime()
    running.settings = running.settings.model_copy(update={"shop_name": "Tea & Co"})
    assert shop_name() == "Tea & Co"
    with pytest.raises(ShopNameLocked, match="SHOPWRIGHT_SHOP_NAME"):
        rename_shop("Alder & Wren")
