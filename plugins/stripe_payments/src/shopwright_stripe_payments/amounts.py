"""Amounts as Stripe counts them: integers whose unit depends on the currency.

Stripe's units are not the shop's everywhere. The shop counts by CLDR, where krónur and Ugandan
shillings have no decimals; Stripe takes both as if they had two. Source of the tables:
https://docs.stripe.com/currencies#special-cases
"""

from __future__ import annotations

from shopwright.commerce.pricing import Money, exponent

# no decimals
_WHOLE = frozenset(
    {
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
        "XOF", "XPF",
    }
)  # fmt: skip
# three, the last of which must be 0
_THREE = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


class NotPayable(ValueError):
    """Stripe cannot express this amount; the message says what it can."""


def stripe_decimals(currency: str) -> int:
    """How many decimals Stripe's integers of a currency have: JPY 0, EUR 2, ISK 2, KWD 3."""
    if currency in _WHOLE:
        return 0
    return 3 if currency in _THREE else 2


def to_stripe(amount: Money) -> int:
    """`Money(500, "UGX")` is 50000, `Money(500, "JPY")` is 500. Raises `NotPayable`."""
    shift = stripe_decimals(amount.currency) - exponent(amount.currency)
    units, rest = _scaled(amount.amount, shift)
    if rest:
        raise NotPayable(f"{amount} is finer than what Stripe takes in {amount.currency}")
    if amount.currency in _THREE and units % 10:
        raise NotPayable(f"{amount} cannot be paid: Stripe takes {amount.currency} in steps of 10")
    return units


def from_stripe(units: int, currency: str) -> Money:
    """What Stripe's integer means; `currency` as Stripe writes it (`eur`). Raises `NotPayable`."""
    code = currency.upper()
    amount, rest = _scaled(units, exponent(code) - stripe_decimals(code))
    if rest:
        raise NotPayable(f"Stripe reports {units} {code}, which is no whole amount of {code} here")
    return Money(amount, code)


def is_payable(amount: Money) -> bool:
    """Whether Stripe can take exactly this."""
    try:
        return to_stripe(amount) > 0
    except NotPayable:
        return False


def _scaled(value: int, shift: int) -> tuple[int, int]:
    """`value` moved by `shift` decimals, and what is lost by it. Integers only."""
    return (value * 10**shift, 0) if shift >= 0 else divmod(value, 10**-shift)
