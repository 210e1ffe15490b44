"""Stripe's words for people: how somebody paid, and what is odd about it."""

from __future__ import annotations

from shopwright.commerce.payments import Risk, RiskLevel

from shopwright_stripe_payments.shapes import Charge

_BRANDS = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "discover": "Discover",
    "eftpos_au": "Eftpos",
    "jcb": "JCB",
    "mastercard": "Mastercard",
    "unionpay": "UnionPay",
    "visa": "Visa",
}
_METHODS = {
    "acss_debit": "Pre-authorized debit",
    "afterpay_clearpay": "Afterpay",
    "au_becs_debit": "BECS Direct Debit",
    "bacs_debit": "Bacs Direct Debit",
    "customer_balance": "Bank transfer",
    "eps": "EPS",
    "ideal": "iDEAL",
    "paypal": "PayPal",
    "p24": "Przelewy24",
    "sepa_debit": "SEPA Direct Debit",
    "twint": "TWINT",
    "us_bank_account": "Bank account",
    "wechat_pay": "WeChat Pay",
}

# also `not_assessed` and `unknown`, which say nothing
_LEVELS: dict[str, RiskLevel] = {"normal": "normal", "elevated": "elevated", "highest": "highest"}


def brand_name(brand: str) -> str:
    """`Visa` for `visa`; one that is new to us is written as Stripe does."""
    return _BRANDS.get(brand, brand.replace("_", " ").title() or "Card")


def paid_with(charge: Charge) -> str:
    """`Visa ending in 4242`, `Apple Pay (Visa ending in 4242)`, `SEPA Direct Debit ending in 3000`."""
    details = charge.payment_method_details or {}
    kind = str(details.get("type") or "")
    if not kind:
        return ""
    inside = details.get(kind) or {}
    if kind == "card":
        name = brand_name(str(inside.get("brand") or ""))
    else:
        name = _METHODS.get(kind, _words(kind))
    ending = f" ending in {inside['last4']}" if inside.get("last4") else ""
    wallet = str((inside.get("wallet") or {}).get("type") or "")
    return f"{_words(wallet)} ({name}{ending})" if wallet else f"{name}{ending}"


def risk_of(charge: Charge) -> Risk | None:
    """What Radar thinks; None where it was not asked."""
    outcome = charge.outcome
    level = _LEVELS.get(outcome.risk_level or "") if outcome else None
    if outcome is None or level is None:
        return None
    odd = level != "normal" or outcome.type == "manual_review"
    reasons = tuple(filter(None, (outcome.reason, outcome.seller_message))) if odd else ()
    return Risk(level=level, score=outcome.risk_score, reasons=reasons)


def _words(name: str) -> str:
    return name.replace("_", " ").title()
