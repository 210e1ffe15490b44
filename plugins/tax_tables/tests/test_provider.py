from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopwright.commerce.customers import Address
from shopwright.commerce.pricing import Money
from shopwright.commerce.tax import Taxable, TaxLine, TaxRequest
from shopwright_tax_tables.european_union import EUROPEAN_UNION
from shopwright_tax_tables.provider import TableProvider, shown
from shopwright_tax_tables.settings import Settings

CATEGORIES = st.sampled_from(["standard", "reduced", "super_reduced", "unheard_of", "exempt"])


def goods(number: int, amount: int = 10_000, category: str = "standard") -> Taxable:
    money = Money(amount, "EUR")
    return Taxable(target="line", id=UUID(int=number), category=category, amount=money)


def shipping(amount: int = 490) -> Taxable:
    return Taxable(target="shipping", id=None, category="shipping", amount=Money(amount, "EUR"))


def lines(
    *items: Taxable,
    to: Address | None = None,
    country: str = "DE",
    included: bool = True,
    **settings: Any,
) -> Sequence[TaxLine]:
    request = TaxRequest(
        channel="web", country=country, destination=to, tax_included=included, items=items
    )
    return TableProvider(Settings.model_validate(settings)).tax_lines(request)


def percents(*items: Taxable, **asked: Any) -> list[str]:
    return [shown(line.rate * 100) for line in lines(*items, **asked)]


def test_a_line_names_its_item_its_rate_and_what_it_was_computed_from() -> None:
    (line,) = lines(goods(7))
    assert line == TaxLine(
        target="line",
        id=UUID(int=7),
        label="VAT 19 %",
        rate=Decimal("0.19"),
        base=Money(10_000, "EUR"),
        amount=Money(1_597, "EUR"),
    )


def test_prices_without_tax_get_it_on_top() -> None:
    (line,) = lines(goods(7), included=False)
    assert line.amount == Money(1_900, "EUR")


def test_the_country_the_order_goes_to_decides_and_the_channels_until_it_is_known() -> None:
    assert lines(goods(1), to=None)[0].label == "VAT 19 %"
    assert lines(goods(1), to=Address(country="FI"))[0].label == "VAT 25.5 %"


def test_exports_are_not_taxed() -> None:
    for country in ("US", "CH", "GB", "AX"):
        assert lines(goods(1), shipping(), to=Address(country=country)) == []


def test_a_category_has_its_own_rate_and_an_unknown_one_the_standard() -> None:
    asked = [goods(1, category="reduced"), goods(2, category="unheard_of")]
    assert percents(*asked) == ["7", "19"]
    assert percents(*asked, to=Address(country="DK")) == ["25", "25"]


def test_exempt_goods_have_no_line() -> None:
    found = lines(goods(1, category="exempt"), goods(2))
    assert [line.id for line in found] == [UUID(int=2)]


def test_a_rate_of_nothing_is_a_line_of_nothing() -> None:
    own = {"DE": {"rates": {"standard": "19", "zero": "0"}}}
    (line,) = lines(goods(1, category="zero"), countries=own)
    assert (line.label, line.amount) == ("VAT 0 %", Money(0, "EUR"))


def test_fees_are_taxed_by_their_category() -> None:
    fee = Taxable(target="fee", id=UUID(int=9), category="reduced", amount=Money(300, "EUR"))
    (line,) = lines(fee)
    assert (line.target, line.rate) == ("fee", Decimal("0.07"))


@pytest.mark.parametrize(
    ("categories", "rate"),
    [
        (["reduced"], "7"),
        (["reduced", "standard"], "19"),
        (["reduced", "exempt"], "7"),
        (["exempt"], None),
        ([], "19"),
    ],
)
def test_shipping_follows_the_highest_rate_of_the_goods(
    categories: list[str], rate: str | None
) -> None:
    items = [goods(number, category=name) for number, name in enumerate(categories)]
    found = [line for line in lines(*items, shipping()) if line.target == "shipping"]
    assert [shown(line.rate * 100) for line in found] == ([rate] if rate else [])


def test_goods_that_cost_nothing_do_not_raise_the_rate_of_shipping() -> None:
    found = lines(goods(1, category="reduced"), goods(2, amount=0), shipping())
    assert found[-1].rate == Decimal("0.07")


def test_shipping_may_have_the_standard_rate_or_none() -> None:
    book = goods(1, category="reduced")
    assert percents(book, shipping(), shipping="standard") == ["7", "19"]
    assert percents(book, shipping(), shipping="none") == ["7"]


@pytest.mark.parametrize(
    ("address", "percent"),
    [
        (Address(country="ES", postal_code="28001"), "21"),
        (Address(country="ES", postal_code="35001", region="GC"), None),
        (Address(country="ES", region="CE"), None),
        (Address(country="DE", postal_code="27498"), None),
        (Address(country="FR", postal_code="97110"), None),
        (Address(country="MC", postal_code="98000"), "20"),
        (Address(country="PT", postal_code="1000-205"), "23"),
        (Address(country="PT", postal_code="9000-018"), "22"),
        (Address(country="PT", postal_code="9500-321"), "16"),
        (Address(country="AT", postal_code="6991"), "19"),
    ],
)
def test_parts_of_a_country_may_have_other_rates_or_none(
    address: Address, percent: str | None
) -> None:
    assert percents(goods(1), to=address) == ([percent] if percent else [])


def test_an_area_keeps_its_countrys_rates_where_it_names_none() -> None:
    mittelberg = Address(country="AT", postal_code="6993")
    assert percents(goods(1, category="reduced"), to=mittelberg) == ["10"]


def test_own_tables_win_over_the_built_in_ones() -> None:
    own = {"DE": {"label": "MwSt.", "rates": {"standard": "16"}}}
    (line,) = lines(goods(1), countries=own)
    assert line.label == "MwSt. 16 %"
    assert percents(goods(1), to=Address(country="FR"), countries=own) == ["20"]


def test_without_the_built_in_table_only_own_ones_count() -> None:
    assert lines(goods(1), european_union=False) == []


def test_the_table_has_all_members_and_monaco() -> None:
    assert len(EUROPEAN_UNION) == 28
    for table in EUROPEAN_UNION.values():
        assert 17 <= table.rates["standard"] <= 27
        assert all(rate < table.rates["standard"] for rate in list(table.rates.values())[1:])


@given(
    items=st.lists(st.tuples(st.integers(0, 10**6), CATEGORIES), max_size=12),
    included=st.booleans(),
    country=st.sampled_from(sorted(EUROPEAN_UNION)),
)
def test_every_item_has_at_most_one_line_computed_from_its_own_amount(
    items: list[tuple[int, str]], included: bool, country: str
) -> None:
    asked = [goods(number, amount, name) for number, (amount, name) in enumerate(items)]
    found = lines(*asked, to=Address(country=country), included=included)
    by_id = {item.id: item for item in asked}
    assert len({line.id for line in found}) == len(found)
    assert all(line.base == by_id[line.id].amount for line in found)
    assert {line.id for line in found} == {item.id for item in asked if item.category != "exempt"}
