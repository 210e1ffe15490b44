"""Prices of an import: in one price list and currency, the others stay."""

from __future__ import annotations

from decimal import Decimal

from shopwright.commerce.catalog.shopify.notes import Notes
from shopwright.commerce.catalog.shopify.target import Target
from shopwright.commerce.catalog.shopify.types import VariantRecord
from shopwright.commerce.catalog.types import VariantView
from shopwright.commerce.pricing import Money, PriceChange, PriceInput
from shopwright.commerce.pricing.types import MAX_AMOUNT

_COLUMN = "Variant Price"
_Price = tuple[int | None, int | None]  # amount and compare-at, in minor units


def payable(record: VariantRecord, target: Target, notes: Notes) -> bool:
    """Whether the shop can hold the amounts; else it is noted."""
    for amount, column in (
        (record.price, _COLUMN),
        (record.compare_at, "Variant Compare At Price"),
    ):
        if amount is not None and Money.of(amount, target.currency).amount > MAX_AMOUNT:
            message = f"'{amount}' is too large; the variant is left out. Check the digits."
            notes.add(record.line, column, "bad_price", message)
            return False
    return True


def first_prices(record: VariantRecord, target: Target, notes: Notes) -> tuple[PriceInput, ...]:
    """The price of a new variant."""
    amount, compare_at = _wanted(record, (None, None), target)
    if amount is None:
        _note_missing(record, target, notes)
        return ()
    return (
        PriceInput(
            price_list_id=target.price_list_id,
            currency=target.currency,
            amount=amount,
            compare_at=compare_at,
        ),
    )


def change_of_price(
    variant: VariantView, record: VariantRecord, target: Target, notes: Notes
) -> PriceChange | None:
    """What the record says anew of a variant's price; a blank cell takes it away."""
    before = next(
        (
            (price.amount, price.compare_at)
            for price in variant.prices
            if (price.price_list_id, price.currency) == (target.price_list_id, target.currency)
        ),
        (None, None),
    )
    amount, compare_at = _wanted(record, before, target)
    if amount is None and "price" in record.stated:
        _note_missing(record, target, notes)
    if (amount, compare_at) == before:
        return None
    return PriceChange(
        variant_id=variant.id,
        price_list_id=target.price_list_id,
        currency=target.currency,
        amount=amount,
        compare_at=compare_at,
    )


def _wanted(record: VariantRecord, before: _Price, target: Target) -> _Price:
    amount, compare_at = before
    if "price" in record.stated:
        amount = _minor(record.price, target)
    if "compare_at" in record.stated:
        compare_at = _minor(record.compare_at, target)
    return (None, None) if amount is None else (amount, compare_at)


def _minor(value: Decimal | None, target: Target) -> int | None:
    return None if value is None else Money.of(value, target.currency).amount


def _note_missing(record: VariantRecord, target: Target, notes: Notes) -> None:
    message = f"The variant has no price in {target.currency}, so nobody can buy it. Write one."
    notes.add(record.line, _COLUMN, "missing_price", message, "warning")
