"""Amounts: what Stripe takes in each currency, and how a person reads it.

Amounts are integers in the currency's smallest unit as Stripe counts it. Iceland's and Uganda's
have no decimals any more but are still counted in hundredths; three-decimal ones must be whole
in their second decimal.
"""

from __future__ import annotations

from decimal import Decimal

from shopwright_stripe_payments.fake.errors import invalid

_ZERO = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
_TWO = (
    "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad"
    " cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl"
    " htg huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop"
    " mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar"
    " sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx usd uyu uzs wst"
    " xcd yer zar zmw"
)
ZERO_DECIMAL = frozenset(_ZERO.split())
THREE_DECIMAL = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
WHOLE_HUNDREDS = frozenset({"isk", "ugx"})
_KNOWN = ZERO_DECIMAL | THREE_DECIMAL | frozenset(_TWO.split())
_MINIMUM = {
    "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250,
    "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200,
    "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000, "usd": 50,
}  # fmt: skip
_MAXIMUM = 99_999_999
_LONGER = {"idr": 999_999_999_999}
_SIGNS = {"eur": "€", "usd": "$", "gbp": "£", "jpy": "¥"}


def decimals(currency: str) -> int:
    """How many decimals its smallest unit stands for."""
    return 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2


def check_currency(currency: str) -> str:
    """The currency in lower case; raises `ApiError` for one that Stripe does not have."""
    code = currency.lower()
    if code not in _KNOWN:
        raise invalid(f"Invalid currency: {code}", param="currency")
    return code


def check_amount(amount: int, currency: str, *, param: str = "amount") -> None:
    """Raises `ApiError` for an amount that cannot be charged in that currency."""
    check_unit(amount, currency, param=param)
    if amount < _MINIMUM.get(currency, 1):
        raise invalid(
            f"Amount must be at least {words(_MINIMUM.get(currency, 1), currency)}",
            param=param,
            code="amount_too_small",
        )
    most = _LONGER.get(currency, _MAXIMUM)
    if amount > most:
        raise invalid(
            f"Amount must be no more than {words(most, currency)}",
            param=param,
            code="amount_too_large",
        )


def check_unit(amount: int, currency: str, *, param: str = "amount") -> None:
    """Raises `ApiError` for fractions that the currency does not have."""
    step = 100 if currency in WHOLE_HUNDREDS else 10 if currency in THREE_DECIMAL else 1
    if amount % step:
        raise invalid(
            f"Invalid amount: amounts in {currency.upper()} must be evenly divisible by {step}. "
            "See https://stripe.com/docs/currencies#special-cases",
            param=param,
            code="parameter_invalid_integer",
        )


def words(amount: int, currency: str) -> str:
    """`€12.50`, `¥1,250`, `KWD 1.250`."""
    places = 0 if currency in WHOLE_HUNDREDS else decimals(currency)
    number = Decimal(amount).scaleb(-decimals(currency))
    sign = _SIGNS.get(currency, f"{currency.upper()} ")
    return f"{sign}{number:,.{places}f}"
