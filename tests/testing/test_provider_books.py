"""The provider's books against ours: silent while they agree, outspoken about each difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments.commands import refund
from shopwright.platform.db import read, transaction
from shopwright.platform.ids import uuid7
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.invariants import assert_books, check
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import registry_of, trading_plugin
from shopwright.testing.provider_books import TakenMoney
from shopwright.testing.shop import Shop
from sqlalchemy import select, update


@dataclass
class Books:
    """What a provider called `scripted` says."""

    entries: list[TakenMoney]
    name: str = "scripted"

    def payments(self) -> Iterable[TakenMoney]:
        return self.entries


@pytest.fixture
def registry() -> Registry:
    return registry_of(trading_plugin(ScriptedProvider()))


@pytest.fixture
def taken(shop: Shop) -> TakenMoney:
    """The payment of the only order, as the provider has it: 22.00, and 4.90 for the letter."""
    attempt = order_detail(shop.place_order().order_id).attempts[0]
    return TakenMoney(
        reference="ch_1", attempt_id=attempt.id, currency="EUR", captured=2690, refunded=0
    )


def _the_order() -> UUID:
    with read() as db:
        return db.scalars(select(Order.id)).one()


def _rules(*entries: TakenMoney) -> list[tuple[str, str]]:
    return [(found.rule, found.message) for found in check(provider=Books(list(entries)))]


def test_equal_books_are_good_news(taken: TakenMoney) -> None:
    assert_books(provider=Books([taken]))


def test_a_refund_has_to_be_in_both(taken: TakenMoney) -> None:
    refund(_the_order(), amount=600)
    assert _rules(replace(taken, refunded=600)) == []
    assert _rules(taken) == [("I5", "the ledger is not what the provider has")]


@pytest.mark.parametrize(
    "wrong", [{"captured": 2691}, {"captured": 0}, {"refunded": 1}, {"attempt_id": None}]
)
def test_another_amount_is_named(taken: TakenMoney, wrong: dict[str, int]) -> None:
    assert ("I5", "the ledger is not what the provider has") in _rules(replace(taken, **wrong))


def test_another_currency_is_named(taken: TakenMoney) -> None:
    found = _rules(replace(taken, currency="USD"))
    assert found == [("I5", "the provider took another currency than the order's")]


def test_money_for_no_order_is_named_unless_it_goes_back(taken: TakenMoney) -> None:
    stray = replace(taken, reference="ch_2", attempt_id=uuid7(), captured=500)
    homeless = [("I4", "money was taken for no order, and is not given back")]
    assert _rules(taken, stray) == homeless
    assert _rules(taken, replace(stray, refunded=200)) == homeless
    assert _rules(taken, replace(stray, refunded=200, returning=300)) == []


@pytest.mark.parametrize("state", ["pending", "canceled"])
def test_money_for_an_order_that_is_not_placed_is_named(taken: TakenMoney, state: str) -> None:
    with transaction() as db:
        db.execute(update(Order).values(state=state))
    assert ("I4", "money was taken for no order, and is not given back") in _rules(taken)


def test_an_order_that_was_paid_for_twice_is_named(taken: TakenMoney) -> None:
    twice = ("I4", "an order was paid for twice")
    again = replace(taken, reference="ch_2")
    assert twice in _rules(taken, again)
    assert twice not in _rules(taken, replace(again, refunded=2690))
