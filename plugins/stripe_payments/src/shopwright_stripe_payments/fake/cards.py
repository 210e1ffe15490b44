"""Stripe's documented test cards and bank accounts, and what each of them does.

Each has a number, for pages where a person types it, and most a ready payment method whose id
(`pm_card_visa`) programs use. See https://docs.stripe.com/testing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Authentication = Literal["no", "required", "unless_set_up", "on_session_only"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """Why a bank, or Stripe itself, says no."""

    code: str
    message: str
    decline_code: str | None = None
    reason: str | None = None
    blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCard:
    """A card number and the behavior it stands for.

    `keeps_before_declining`: it can be saved, and is declined only when it is charged.
    """

    number: str
    ready: str = ""
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    decline: Decline | None = None
    authentication: Authentication = "no"
    authentication_fails: bool = False
    risk: Literal["normal", "elevated", "highest"] = "normal"
    score: int = 24
    dispute: str = ""
    refund: Literal["", "pending", "fails_later"] = ""
    keeps_before_declining: bool = False
    cvc_check: str = "pass"


def _declined(decline_code: str, message: str = "Your card was declined.") -> Decline:
    return Decline(
        code="card_declined", decline_code=decline_code, message=message, reason=decline_code
    )


GENERIC = _declined("generic_decline")
INSUFFICIENT = _declined("insufficient_funds", "Your card has insufficient funds.")
BLOCKED = Decline(
    code="card_declined",
    decline_code="fraudulent",
    message="Your card was declined.",
    reason="highest_risk_level",
    blocked=True,
)
EXPIRED = Decline(code="expired_card", message="Your card has expired.", reason="expired_card")
WRONG_CVC = Decline(
    code="incorrect_cvc", message="Your card's security code is incorrect.", reason="incorrect_cvc"
)
PROCESSING = Decline(
    code="processing_error",
    message="An error occurred while processing your card. Try again in a little bit.",
    reason="processing_error",
)
AUTHENTICATION_REQUIRED = _declined(
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)

_PLAIN = (
    TestCard(number="4242424242424242", ready="visa"),
    TestCard(number="4000056655665556", ready="visa_debit", funding="debit"),
    TestCard(number="5555555555554444", ready="mastercard", brand="mastercard"),
    TestCard(number="2223003122003222", brand="mastercard"),
    TestCard(
        number="5200828282828210", ready="mastercard_debit", brand="mastercard", funding="debit"
    ),
    TestCard(
        number="5105105105105100", ready="mastercard_prepaid", brand="mastercard", funding="prepaid"
    ),
    TestCard(number="378282246310005", ready="amex", brand="amex"),
    TestCard(number="371449635398431", brand="amex"),
    TestCard(number="6011111111111117", ready="discover", brand="discover"),
    TestCard(number="3056930009020004", ready="diners", brand="diners"),
    TestCard(number="3566002020360505", ready="jcb", brand="jcb", country="JP"),
    TestCard(number="6200000000000005", ready="unionpay", brand="unionpay", country="CN"),
    TestCard(number="4000002760000016", ready="de", country="DE"),
    TestCard(number="4000000400000008", ready="at", country="AT"),
    TestCard(number="4000007560000009", ready="ch", country="CH"),
    TestCard(number="4000002500000003", ready="fr", country="FR"),
    TestCard(number="4000008260000000", ready="gb", country="GB"),
)
_DECLINED = (
    TestCard(number="4000000000000002", ready="visa_chargeDeclined", decline=GENERIC),
    TestCard(
        number="4000000000009995",
        ready="visa_chargeDeclinedInsufficientFunds",
        decline=INSUFFICIENT,
    ),
    TestCard(
        number="4000000000009987",
        ready="visa_chargeDeclinedLostCard",
        decline=_declined("lost_card"),
    ),
    TestCard(
        number="4000000000009979",
        ready="visa_chargeDeclinedStolenCard",
        decline=_declined("stolen_card"),
    ),
    TestCard(
        number="4000000000006975",
        ready="visa_chargeDeclinedVelocityLimitExceeded",
        decline=_declined(
            "card_velocity_exceeded",
            "Your card was declined for making repeated attempts too frequently or exceeding its "
            "amount limit.",
        ),
    ),
    TestCard(number="4000000000000069", ready="chargeDeclinedExpiredCard", decline=EXPIRED),
    TestCard(
        number="4000000000000127",
        ready="chargeDeclinedIncorrectCvc",
        decline=WRONG_CVC,
        cvc_check="fail",
    ),
    TestCard(number="4000000000000119", ready="chargeDeclinedProcessingError", decline=PROCESSING),
    TestCard(
        number="4000000000000341",
        ready="chargeCustomerFail",
        decline=GENERIC,
        keeps_before_declining=True,
    ),
    TestCard(
        number="4100000000000019",
        ready="radarBlock",
        decline=BLOCKED,
        risk="highest",
        score=92,
    ),
)
_RISK = (
    TestCard(number="4000000000004954", ready="riskLevelHighest", risk="highest", score=88),
    TestCard(number="4000000000009235", ready="riskLevelElevated", risk="elevated", score=67),
    TestCard(number="4000000000000101", ready="cvcCheckFail", cvc_check="fail"),
)
_AUTHENTICATED = (
    TestCard(number="4000000000003220", ready="threeDSecure2Required", authentication="required"),
    TestCard(number="4000000000003063", ready="threeDSecureRequired", authentication="required"),
    TestCard(number="4000002760003184", ready="authenticationRequired", authentication="required"),
    TestCard(
        number="4000002500003155",
        ready="authenticationRequiredOnSetup",
        authentication="unless_set_up",
    ),
    TestCard(
        number="4000003800000446",
        ready="authenticationRequiredSetupForOffSession",
        authentication="on_session_only",
    ),
    TestCard(
        number="4000008260003178",
        ready="authenticationRequiredChargeDeclinedInsufficientFunds",
        authentication="required",
        decline=INSUFFICIENT,
        keeps_before_declining=True,
    ),
    TestCard(
        number="4000008400001629",
        ready="threeDSecureRequiredChargeDeclined",
        authentication="required",
        decline=GENERIC,
    ),
    TestCard(number="4000000000003055", ready="threeDSecureOptional"),
)
_AFTERWARDS = (
    TestCard(number="4000000000000259", ready="createDispute", dispute="fraudulent"),
    TestCard(
        number="4000000000002685",
        ready="createDisputeProductNotReceived",
        dispute="product_not_received",
    ),
    TestCard(number="4000000000001976", ready="createDisputeInquiry", dispute="inquiry"),
    TestCard(number="4000000000007726", ready="pendingRefund", refund="pending"),
    TestCard(number="4000000000005126", ready="refundFail", refund="fails_later"),
)

CARDS = {card.number: card for card in (*_PLAIN, *_DECLINED, *_RISK, *_AUTHENTICATED, *_AFTERWARDS)}
# `pm_card_visa`; for the declined ones Stripe has two spellings.
READY = {f"pm_card_{card.ready}": card for card in CARDS.values() if card.ready}
READY |= {
    name.replace("pm_card_visa_", "pm_card_"): card
    for name, card in READY.items()
    if name.startswith("pm_card_visa_charge")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TestAccount:
    """A bank account to debit; `seconds` until the bank has answered.

    `number` is an IBAN, or the number of an account in the United States.
    """

    number: str
    succeeds: bool = True
    seconds: int = 3
    dispute: str = ""


_MINUTES = 180
ACCOUNTS = {
    account.number: account
    for account in (
        TestAccount(number="DE89370400440532013000"),
        TestAccount(number="DE08370400440532013003", seconds=_MINUTES),
        TestAccount(number="DE62370400440532013001", succeeds=False),
        TestAccount(number="DE78370400440532013004", succeeds=False, seconds=_MINUTES),
        TestAccount(number="DE35370400440532013002", dispute="fraudulent"),
        TestAccount(number="AT611904300234573201"),
        TestAccount(number="AT321904300235473204", seconds=_MINUTES),
        TestAccount(number="AT861904300235473202", succeeds=False),
        TestAccount(number="AT051904300235473205", succeeds=False, seconds=_MINUTES),
        TestAccount(number="AT591904300235473203", dispute="fraudulent"),
        TestAccount(number="000123456789"),
        TestAccount(number="000222222227", succeeds=False),
        TestAccount(number="000555555559", dispute="fraudulent"),
    )
}


def digits(number: str) -> str:
    """The number of a card or an account without its spaces and hyphens."""
    return "".join(number.split()).replace("-", "").upper()


def passes_luhn(number: str) -> bool:
    """Whether its last digit fits the others."""
    if not (number.isascii() and number.isdigit() and 12 <= len(number) <= 19):
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
