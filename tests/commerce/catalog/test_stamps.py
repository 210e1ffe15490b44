"""Which stamps a change renews: those of what it changes, and no others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shopwright.commerce.catalog import (
    CategoryInput,
    ProductPatch,
    ProductView,
    VariantInput,
    create_category,
    delete_product,
    set_status,
    update_product,
)
from shopwright.commerce.channels import ChannelInfo, ChannelPatch, update_channel
from shopwright.commerce.inventory import receive
from shopwright.commerce.pricing import PriceChange, set_prices
from shopwright.platform.cache import current_stamps

from .conftest import MakeProduct, euros

Change = Callable[[ProductView, ChannelInfo], object]
CHANGES: dict[str, Change] = {
    "its words": lambda mug, _: update_product(mug.id, ProductPatch(title="Cup")),
    "its state": lambda mug, _: set_status([mug.id], "archived"),
    "its price": lambda mug, _: set_prices(
        [PriceChange(variant_id=mug.variants[0].id, currency="EUR", amount=5)]
    ),
    "its stock, from none": lambda mug, at: receive(mug.variants[0].id, at.location_ids[0], 1),
    "that it is no more": lambda mug, _: delete_product(mug.id),
}


def renewed(names: list[str], change: Callable[[], object]) -> list[str]:
    before = current_stamps(names)
    change()
    after = current_stamps(names)
    return [name for name, old, new in zip(names, before, after, strict=True) if old != new]


@pytest.mark.parametrize("what", CHANGES)
def test_a_product_has_a_stamp_that_its_changes_renew(
    make: MakeProduct, channel: ChannelInfo, what: str
) -> None:
    mug = make("Mug", variants=[VariantInput(prices=euros(1))])
    other = make("Other")
    names = ["catalog", f"product:{mug.id}", f"product:{other.id}", "tree", "channels"]
    found = renewed(names, lambda: CHANGES[what](mug, channel))
    assert found == ["catalog", f"product:{mug.id}"]


def test_categories_and_channels_have_stamps_of_their_own(channel: ChannelInfo) -> None:
    names = ["catalog", "tree", "channels"]
    made = renewed(names, lambda: create_category(CategoryInput(title="Kitchen")))
    assert made == ["catalog", "tree"]
    named = renewed(names, lambda: update_channel(channel.id, ChannelPatch(name="Shop")))
    assert named == ["catalog", "channels"]
