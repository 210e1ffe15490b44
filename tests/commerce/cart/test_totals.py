"""Totals add up, whatever is in the cart and whatever plugins ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from shopwright import hooks
from shopwright.commerce.cart import (
    Adjustment,
    CartDraft,
    CodeRefusal,
    DraftLine,
    Totals,
    calculate,
)
from shopwright.commerce.pricing import Money, distribute, round_half_up
from shopwright.commerce.tax import TaxLine, TaxProvider, TaxRequest
from shopwright.platform.config import Settings
from shopwright.platform.hooks import Context, PluginFailed
from shopwright.platform.hooks.health import Health
from shopwright.platform.plugins.live import LivePlugins
from shopwright.platform.plugins.plugin import Plugin
from shopwright.platform.runtime import Runtime, attach
from shopwright.testing import sample
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import registry_of, trading_plugin
from shopwright.testing.shop import ADDRESS

ASKED: list[Adjustment | CodeRefusal] = []


class FlatTax:
    """19 % of everything, included or on top."""

    name = "flat_tax"

    def tax_lines(self, request: TaxRequest) -> Sequence[TaxLine]:
        rate = Decimal("0.19")
        part = rate / (1 + rate) if request.tax_included else rate
        return [
            TaxLine(
                target=item.target,
                id=item.id,
                label="VAT",
                rate=rate,
                base=item.amount,
                amount=item.amount * part,
            )
            for item in request.items
        ]


class Wishes(Plugin):
    """Asks for whatever the test put into ASKED."""

    @hooks.cart_adjustments
    def wishes(self, draft: CartDraft, ctx: Context) -> list[Adjustment | CodeRefusal]:
        return list(ASKED)

    @hooks.tax_providers
    def taxes(self, ctx: Context) -> Iterable[TaxProvider]:
        return [FlatTax()]


@pytest.fixture(scope="module", autouse=True)
def context() -> Iterable[None]:
    """A shop without a database: totals need none."""
    app = Flask("totals")
    plugins = LivePlugins()
    plugins.hold(registry_of(trading_plugin(ScriptedProvider()), Wishes))
    nothing: Any = None
    attach(
        app,
        Runtime(
            settings=Settings(),
            database=nothing,
            broker=nothing,
            consumers=nothing,
            plugins=plugins,
            health=Health({}),
        ),
    )
    with app.app_context():
        yield


def draft(lines: list[tuple[int, int]], *, tax_included: bool = True) -> CartDraft:
    """A cart of (price, quantity) lines."""
    return sample(
        CartDraft,
        tax_included=tax_included,
        shipping_address=ADDRESS,
        shipping_option="test_post:letter",
        lines=tuple(_line(index, price, count) for index, (price, count) in enumerate(lines)),
    )


def _line(index: int, price: int, quantity: int) -> DraftLine:
    return sample(
        DraftLine,
        id=UUID(int=100 + index),
        quantity=quantity,
        unit_price=Money(price, "EUR"),
        tax_category="standard",
        available=quantity,
    )


lines = st.lists(st.tuples(st.integers(0, 100_000), st.integers(1, 50)), min_size=1, max_size=8)
wishes = st.lists(
    st.builds(
        Adjustment,
        kind=st.sampled_from(["discount", "fee"]),
        code=st.sampled_from(["a", "b"]),
        label=st.just("wish"),
        amount=st.integers(0, 200_000).map(lambda amount: Money(amount, "EUR")),
        target=st.sampled_from(["order", "line", "shipping"]),
        line_id=st.sampled_from([None, UUID(int=100), UUID(int=101)]),
        lane=st.sampled_from(["default", "vip"]),
    ),
    max_size=6,
)


@given(lines, wishes, st.booleans())
def test_the_parts_add_up_and_nothing_is_negative(
    content: list[tuple[int, int]], asked: list[Adjustment], tax_included: bool
) -> None:
    ASKED[:] = asked
    cart = draft(content, tax_included=tax_included)
    totals = calculate(cart)

    on_top = 0 if tax_included else totals.tax.amount
    assert totals.total.amount == (
        totals.subtotal.amount
        - totals.discount.amount
        + totals.fee.amount
        + totals.shipping.amount
        + on_top
    )
    assert totals.discount.amount == sum(line.discount.amount for line in totals.lines)
    assert totals.discount.amount == sum(
        item.amount.amount for item in totals.discounts if item.line_id
    )
    assert totals.tax.amount == sum(tax.amount.amount for tax in totals.taxes)
    _nothing_negative(totals)


def _nothing_negative(totals: Totals) -> None:
    amounts = [totals.total, totals.shipping, totals.discount, totals.tax, totals.fee]
    amounts += [amount for line in totals.lines for amount in (line.total, line.discount, line.tax)]
    assert all(amount.amount >= 0 for amount in amounts)


@given(lines, wishes)
def test_a_cart_comes_to_the_same_however_often_it_is_calculated(
    content: list[tuple[int, int]], asked: list[Adjustment]
) -> None:
    ASKED[:] = asked
    assert calculate(draft(content)) == calculate(draft(content))


def test_in_a_lane_the_best_source_wins_and_lanes_add_up() -> None:
    ASKED[:] = [
        Adjustment(kind="discount", code="small", label="", amount=Money(100, "EUR")),
        Adjustment(kind="discount", code="big", label="", amount=Money(300, "EUR")),
        Adjustment(kind="discount", code="vip", label="", amount=Money(50, "EUR"), lane="vip"),
    ]
    totals = calculate(draft([(1000, 1)]))
    assert {item.code for item in totals.discounts} == {"big", "vip"}
    assert totals.discount == Money(350, "EUR")


def test_in_a_lane_a_discount_on_the_shipping_has_no_rival_among_those_on_goods() -> None:
    everything = Money(10**9, "EUR")
    ASKED[:] = [
        Adjustment(kind="discount", code="ten", label="", amount=Money(100, "EUR")),
        Adjustment(kind="discount", code="free", label="", amount=everything, target="shipping"),
    ]
    totals = calculate(draft([(1000, 1)]))
    assert totals.discount == Money(100, "EUR")
    assert (totals.shipping_quoted, totals.shipping) == (Money(490, "EUR"), Money(0, "EUR"))


def _reasons(*codes: str) -> dict[str, str | None]:
    totals = calculate(replace(draft([(1000, 1)]), codes=codes))
    return {x.code: x.refusal.reason if x.refusal else None for x in totals.codes}


def test_every_code_is_answered_for() -> None:
    ASKED[:] = [
        Adjustment(kind="discount", code="TEN", label="", amount=Money(100, "EUR"), entered="ten"),
        Adjustment(kind="discount", code="FIVE", label="", amount=Money(50, "EUR"), entered="five"),
        CodeRefusal(code="old", reason="expired", message="It has ended."),
    ]
    assert _reasons("ten", "five", "old", "nonsense") == {
        "ten": None,
        "five": "outdone",
        "old": "expired",
        "nonsense": "unknown",
    }


def test_a_code_that_one_plugin_applies_is_not_refused_by_another() -> None:
    ASKED[:] = [
        CodeRefusal(code="ten", reason="expired", message="It has ended."),
        Adjustment(kind="discount", code="TEN", label="", amount=Money(100, "EUR"), entered="ten"),
    ]
    assert _reasons("ten") == {"ten": None}


def test_a_discount_on_the_order_is_spread_over_lines_by_what_they_cost() -> None:
    ASKED[:] = [Adjustment(kind="discount", code="ten", label="", amount=Money(1000, "EUR"))]
    totals = calculate(draft([(2000, 1), (1000, 1)]))
    assert [line.discount.amount for line in totals.lines] == [667, 333]


def test_an_adjustment_in_another_currency_stops_the_sale_and_names_nobody_to_the_shopper() -> None:
    ASKED[:] = [Adjustment(kind="fee", code="x", label="", amount=Money(1, "USD"))]
    with pytest.raises(PluginFailed) as failed:
        calculate(draft([(1000, 1)]))
    assert "wishes" not in failed.value.message.lower()
    assert (failed.value.plugin, failed.value.extra) == ("wishes", {})


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_distributed_parts_add_up_and_stay_within_one_unit_of_their_share(
    total: int, weights: list[int]
) -> None:
    parts = distribute(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - total * weight / whole) <= 1


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("-0.5", -1), ("2.4999", 2)]
)
def test_halves_are_rounded_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_up(Decimal(value)) == rounded


@pytest.mark.parametrize(
    ("major", "currency", "minor"),
    [("10.50", "EUR", 1050), ("1050", "JPY", 1050), ("1.250", "KWD", 1250), ("7", "ISK", 7)],
)
def test_money_knows_each_currencys_decimals(major: str, currency: str, minor: int) -> None:
    money = Money.of(major, currency)
    assert money.amount == minor
    assert money.decimal() == Decimal(major)


def test_money_finer_than_its_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="more decimals than JPY"):
        Money.of("1.5", "JPY")


@pytest.mark.parametrize("tax_included", [True, False])
def test_the_shipping_is_taxed_as_the_goods_are(tax_included: bool) -> None:
    ASKED[:] = []
    totals = calculate(draft([(1000, 1)], tax_included=tax_included))
    part = Decimal("0.19") / Decimal("1.19") if tax_included else Decimal("0.19")
    assert totals.shipping.amount > 0
    assert totals.shipping_tax.amount == round_half_up(totals.shipping.amount * part)
    assert totals.tax.amount == totals.shipping_tax.amount + totals.lines[0].tax.amount


def test_what_has_no_price_in_the_carts_currency_is_named() -> None:
    ASKED[:] = []
    cart = draft([(1000, 1), (500, 2)])
    priceless = replace(cart.lines[1], unit_price=None, title="Vase")
    totals = calculate(replace(cart, lines=(cart.lines[0], priceless)))
    assert [(item.code, item.field) for item in totals.problems] == [("price_missing", "lines.1")]
    assert totals.problems[0].message == "Vase cannot be bought in EUR."
    assert totals.subtotal.amount == 1000
