"""The provider: looks rates up and computes, rounding once per item."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shopwright.commerce.pricing import Money, round_half_up
from shopwright.commerce.tax import Taxable, TaxLine, TaxRequest

from shopwright_tax_tables.settings import Settings
from shopwright_tax_tables.tables import STANDARD, Rates, rate_of

_HUNDRED = Decimal(100)


class TableProvider:
    """`TaxProvider` for rates that are written down."""

    name = "tax_tables"

    def __init__(self, settings: Settings) -> None:
        self._tables = settings.tables
        self._shipping = settings.shipping

    def tax_lines(self, request: TaxRequest) -> Sequence[TaxLine]:
        """A line per taxed item; none for exports, and none for exempt items."""
        place = request.destination
        table = self._tables.get((place.country if place else request.country).upper())
        if table is None:
            return []
        rates = table.rates_at(place.region, place.postal_code) if place else table.rates
        if not rates:
            return []
        lines = []
        for item in request.items:
            percent = self._percent(item, rates, request)
            if percent is not None:
                lines.append(_line(item, percent, table.label, included=request.tax_included))
        return lines

    def _percent(self, item: Taxable, rates: Rates, request: TaxRequest) -> Decimal | None:
        if item.target != "shipping":
            return rate_of(rates, item.category)
        if self._shipping == "none":
            return None
        return rates[STANDARD] if self._shipping == "standard" else _highest(rates, request)


def _highest(rates: Rates, request: TaxRequest) -> Decimal | None:
    """The highest rate among the goods: shipping is a part of selling them.

    None when all of them are exempt; the standard rate when there are no goods.
    """
    goods = [item for item in request.items if item.target == "line" and item.amount]
    if not goods:
        return rates[STANDARD]
    found = [rate_of(rates, item.category) for item in goods]
    return max((percent for percent in found if percent is not None), default=None)


def _line(item: Taxable, percent: Decimal, label: str, *, included: bool) -> TaxLine:
    return TaxLine(
        target=item.target,
        id=item.id,
        label=f"{label} {shown(percent)} %",
        rate=percent / _HUNDRED,
        base=item.amount,
        amount=tax_in(item.amount, percent) if included else tax_on(item.amount, percent),
    )


def tax_on(net: Money, percent: Decimal) -> Money:
    """What comes on top of a net amount: net * r, rounded half up."""
    return Money(round_half_up(net.amount * percent / _HUNDRED), net.currency)


def tax_in(gross: Money, percent: Decimal) -> Money:
    """The part of a gross amount that is tax: gross * r / (1 + r), rounded half up."""
    return Money(round_half_up(gross.amount * percent / (_HUNDRED + percent)), gross.currency)


def shown(percent: Decimal) -> str:
    """Without needless zeros: 19, 5.5."""
    return f"{percent.normalize():f}"
