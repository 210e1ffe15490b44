"""Prices by list and currency, and the ranges that lists are sorted by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError
from shopwright.commerce.catalog import ProductInput, ProductView, VariantInput, create_product
from shopwright.commerce.channels import ChannelInfo, install_defaults
from shopwright.commerce.pricing import (
    PriceChange,
    PriceInput,
    PriceListInput,
    PriceListInUse,
    PriceListPatch,
    PricesInvalid,
    UnknownPriceList,
    create_price_list,
    default_price_list_id,
    delete_price_list,
    price_list,
    price_lists,
    prices_of_product,
    set_prices,
    update_price_list,
)
from shopwright.commerce.pricing.models import ProductPrice
from shopwright.commerce.pricing.ranges import price_json
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.ids import uuid7
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop
from sqlalchemy import select


@pytest.fixture
def channel(shop: Shop) -> ChannelInfo:
    """A new shop's channel."""
    return install_defaults()


@pytest.fixture
def shirt(channel: ChannelInfo) -> ProductView:
    """Three sizes for 22.00 EUR each."""
    return create_product(
        ProductInput(
            title="Shirt",
            status="active",
            variants=[
                VariantInput(
                    options={"Size": size}, prices=(PriceInput(currency="EUR", amount=2200),)
                )
                for size in "SML"
            ],
        )
    )


@pytest.fixture
def ranges(shirt: ProductView) -> Callable[[], dict[str, tuple[int, int, int | None]]]:
    """(min, max, compare_at) by currency, as stored for lists."""

    def stored() -> dict[str, tuple[int, int, int | None]]:
        with read() as db:
            rows = db.scalars(select(ProductPrice).where(ProductPrice.product_id == shirt.id))
            return {r.currency: (r.min_amount, r.max_amount, r.compare_at) for r in rows}

    return stored


def test_a_change_moves_the_range_in_the_same_transaction(
    shirt: ProductView, ranges: Callable[[], dict[str, Any]]
) -> None:
    small, medium, _ = (variant.id for variant in shirt.variants)
    changed = set_prices(
        [
            PriceChange(variant_id=small, currency="EUR", amount=1900, compare_at=2200),
            PriceChange(variant_id=medium, currency="EUR", amount=2600),
            PriceChange(variant_id=medium, currency="USD", amount=2800),
        ]
    )
    assert changed == 3
    assert ranges() == {"EUR": (1900, 2600, 2200), "USD": (2800, 2800, None)}


def test_what_is_the_same_is_no_change(shirt: ProductView) -> None:
    change = PriceChange(variant_id=shirt.variants[0].id, currency="EUR", amount=2200)
    assert set_prices([change]) == 0
    assert set_prices([change, change]) == 0
    assert set_prices([]) == 0


def test_a_price_can_be_taken_away(
    shirt: ProductView, ranges: Callable[[], dict[str, Any]]
) -> None:
    changes = [
        PriceChange(variant_id=variant.id, currency="EUR", amount=None)
        for variant in shirt.variants
    ]
    assert set_prices(changes) == 3
    assert ranges() == {}
    assert prices_of_product(shirt.id) == {}


def test_changes_are_told_with_what_was_before(shirt: ProductView) -> None:
    variant = shirt.variants[0].id
    set_prices([PriceChange(variant_id=variant, currency="EUR", amount=1500)])
    with read() as db:
        payloads = list(
            db.scalars(
                select(OutboxEvent.payload)
                .where(OutboxEvent.name == "price_changed")
                .order_by(OutboxEvent.id)
            )
        )
    assert [(p["amount_before"], p["amount"]) for p in payloads] == [(None, 2200)] * 3 + [
        (2200, 1500)
    ]


def test_all_or_none(shirt: ProductView) -> None:
    with pytest.raises(PricesInvalid) as refused:
        set_prices(
            [
                PriceChange(variant_id=shirt.variants[0].id, currency="EUR", amount=1),
                PriceChange(variant_id=uuid7(), currency="EUR", amount=1),
                PriceChange(variant_id=shirt.variants[0].id, currency="XQX", amount=1),
            ]
        )
    assert [(p.field, p.code) for p in refused.value.problems] == [
        ("prices.1.variant_id", "unknown_variant"),
        ("prices.2.currency", "unknown_currency"),
    ]
    assert prices_of_product(shirt.id)[shirt.variants[0].id][0].amount == 2200


def test_prices_of_another_list_do_not_touch_the_default(
    shirt: ProductView, ranges: Callable[[], dict[str, Any]]
) -> None:
    trade = create_price_list(PriceListInput(handle="trade", name="Trade", tax_included=False))
    variant = shirt.variants[0].id
    set_prices(
        [PriceChange(variant_id=variant, currency="EUR", amount=900, price_list_id=trade.id)]
    )
    found = {price.price_list_id: price.amount for price in prices_of_product(shirt.id)[variant]}
    assert found[trade.id] == 900
    assert len(found) == 2
    with pytest.raises(PricesInvalid):
        set_prices(
            [PriceChange(variant_id=variant, currency="EUR", amount=1, price_list_id=uuid7())]
        )


@pytest.mark.parametrize("fields", [{"amount": -1}, {"amount": 1.5}, {"currency": "eur"}])
def test_inputs_are_checked(fields: dict[str, Any]) -> None:
    values: dict[str, Any] = {"currency": "EUR", "amount": 1}
    with pytest.raises(ValidationError):
        PriceInput(**(values | fields))


def test_the_struck_price_is_shown_only_where_it_is_higher() -> None:
    assert price_json(5, 9, "EUR").endswith(b'"compare_at":{"amount":9,"currency":"EUR"}')
    assert price_json(5, 5, "EUR").endswith(b'"compare_at":null')
    assert price_json(5, None, "EUR").endswith(b'"compare_at":null')


def test_price_lists_come_and_go(channel: ChannelInfo) -> None:
    made = create_price_list(PriceListInput(handle="trade", name="Trade"))
    assert [view.handle for view in price_lists()] == ["default", "trade"]
    changed = update_price_list(made.id, PriceListPatch(name="Wholesale", tax_included=False))
    assert (changed.name, changed.tax_included) == ("Wholesale", False)
    assert price_list(made.id) == changed
    delete_price_list(made.id)
    with pytest.raises(UnknownPriceList):
        price_list(made.id)


def test_a_price_list_that_is_needed_stays(channel: ChannelInfo) -> None:
    with pytest.raises(PriceListInUse):
        delete_price_list(channel.price_list_id)
    with pytest.raises(PriceListInUse):
        update_price_list(channel.price_list_id, PriceListPatch(handle="other"))
    made = create_price_list(PriceListInput(handle="trade", name="Trade"))
    with pytest.raises(PricesInvalid):
        update_price_list(made.id, PriceListPatch(handle="default"))


def test_bulk_changes_cost_no_more_statements(shirt: ProductView) -> None:
    def cost(count: int, amount: int) -> int:
        changes = [
            PriceChange(variant_id=variant.id, currency="EUR", amount=amount)
            for variant in shirt.variants[:count]
        ]
        with count_queries() as sent:
            set_prices(changes)
        return len(sent)

    assert cost(3, 5) == cost(1, 6)


def test_without_a_default_price_list_one_has_to_be_named(shop: Shop) -> None:
    with pytest.raises(UnknownPriceList, match="no price list called 'default'; name the price"):
        default_price_list_id()


def test_a_price_may_be_nothing_and_a_name_one_letter(shop: Shop) -> None:
    assert PriceInput(currency="EUR", amount=0, compare_at=0).amount == 0
    assert PriceChange(variant_id=uuid7(), currency="EUR", amount=0).amount == 0
    made = create_price_list(PriceListInput(handle="b", name="B"))
    update_price_list(made.id, PriceListPatch(handle="c", name="C"))
    assert price_list(made.id).name == "C"
    for nothing in ({"handle": "", "name": "B"}, {"handle": "b", "name": ""}):
        with pytest.raises(ValidationError):
            PriceListInput(**nothing)
