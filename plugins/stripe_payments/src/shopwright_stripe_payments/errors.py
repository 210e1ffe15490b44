"""What Stripe's errors mean here: nobody knows, no, or ours to mend.

ShopError
├── WebhooksNotSetUp     503  there is no signing secret yet
├── CardNotFound         404  no such saved card of this customer
├── CardsNotKept         409  the shop keeps no cards, or takes none
└── StripeIsSilent       503  it does not answer; nothing was changed
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import stripe
from shopwright import Conflict, NotFound, ShopError
from shopwright.commerce.payments import PaymentRefused, PaymentUnknown

_OTHER_CARD = "Please use another card, or another way to pay."
_DECLINES = {
    "insufficient_funds": f"The card has not enough funds. {_OTHER_CARD}",
    "card_velocity_exceeded": f"The card's limit is reached. {_OTHER_CARD}",
    "withdrawal_count_limit_exceeded": f"The card's limit is reached. {_OTHER_CARD}",
    "expired_card": f"The card has expired. {_OTHER_CARD}",
    "incorrect_cvc": "The card's security code is wrong. Please try again.",
    "invalid_cvc": "The card's security code is wrong. Please try again.",
    "incorrect_number": "The card's number is wrong. Please try again.",
    "invalid_number": "The card's number is wrong. Please try again.",
    "incorrect_zip": "The postal code does not match the card. Please try again.",
    "currency_not_supported": f"The card cannot pay in this currency. {_OTHER_CARD}",
    "card_not_supported": f"The card does not support this purchase. {_OTHER_CARD}",
    "processing_error": "The card could not be processed. Please try again in a moment.",
    "try_again_later": "The card could not be processed. Please try again in a moment.",
    "issuer_not_available": "The card's bank cannot be reached. Please try again in a moment.",
    "authentication_required": "The card's bank wants you to confirm the payment. Please try again.",
    "payment_intent_authentication_failure": "Your bank could not confirm that it is you. "
    f"{_OTHER_CARD}",
    "authentication_not_handled": f"The payment was not confirmed. {_OTHER_CARD}",
    "payment_intent_payment_attempt_failed": "The payment did not go through. "
    "Please choose another way to pay.",
    "payment_intent_payment_attempt_expired": "The payment did not come in time.",
    "email_invalid": "The mail address is not valid. Please correct it.",
    "amount_too_small": "The amount is too small for this way to pay; please choose another one.",
    "amount_too_large": "The amount is too large for this way to pay; please choose another one.",
}
# Lost, stolen and suspected cards are told of as any other: the one who pays may be the thief.
_DECLINED = f"The card was declined. {_OTHER_CARD}"
_NOT_AVAILABLE = "This way to pay is not available right now. Please choose another one."
TOO_LATE_TO_START = "The payment could not be started in time. Nothing was charged: try again."
_REFUNDS = {
    "charge_already_refunded": "All of this payment has been refunded already.",
    "charge_disputed": "The shopper's bank disputes this payment; Stripe does not refund it.",
    "insufficient_funds": "The balance at Stripe is too low for this refund.",
}


class WebhooksNotSetUp(ShopError):
    """There is no signing secret, so nothing that comes can be believed."""

    code = "webhooks_not_set_up"
    status = 503

    def __init__(self) -> None:
        super().__init__("The signing secret of this webhook is not set up yet.")


class CardNotFound(NotFound):
    """The customer has no such card."""

    code = "saved_card_not_found"

    def __init__(self) -> None:
        super().__init__("You have no such card, or it was removed.")


class CardsNotKept(Conflict):
    """Customers cannot save a card."""

    code = "cards_not_kept"

    def __init__(self) -> None:
        super().__init__("Cards cannot be saved here: the shop keeps none, or takes none.")


class StripeIsSilent(ShopError):
    """Stripe does not answer, and somebody waits."""

    code = "stripe_is_silent"
    status = 503

    def __init__(self) -> None:
        super().__init__("Stripe does not answer right now. Please try again in a moment.")


@contextmanager
def asking() -> Iterator[None]:
    """Raise `PaymentUnknown` in place of the library's errors, which hold what Stripe answered."""
    try:
        yield
    except stripe.StripeError as error:
        raise unknown(error) from None


def unknown(error: stripe.StripeError) -> PaymentUnknown:
    """Nobody knows what happened. Says what Stripe's support asks for, and nothing of the answer."""
    request = f", request {error.request_id}" if error.request_id else ""
    status = f"answered {error.http_status}" if error.http_status else "did not answer"
    # Stripe keeps its own faults under the key, and refuses (400) to use it for anything but what it
    # was first used for. No other error of those that leave it open comes again for the key's sake.
    kept = error.http_status == 400 or (error.http_status or 0) >= 500
    return PaymentUnknown(f"Stripe {status} ({type(error).__name__}{request})", answered=kept)


def is_silence(error: stripe.StripeError) -> bool:
    """No answer, one of 5xx, or one that says to ask again: none of them tells what happened."""
    return not isinstance(error, stripe.CardError | stripe.InvalidRequestError)


def is_gone(error: stripe.StripeError) -> bool:
    """Stripe knows no such object, under this key."""
    return isinstance(error, stripe.InvalidRequestError) and error.code == "resource_missing"


def refusal(error: stripe.StripeError) -> PaymentRefused:
    """A final no at the start of a payment, in words for the shopper."""
    if isinstance(error, stripe.CardError):
        return PaymentRefused(decline(error.code, _decline_code(error)))
    if isinstance(error, stripe.InvalidRequestError):
        if error.param == "expires_at":
            return PaymentRefused(TOO_LATE_TO_START)
        return PaymentRefused(_DECLINES.get(error.code or "", _NOT_AVAILABLE))
    return PaymentRefused(_NOT_AVAILABLE)


def decline(code: str | None, decline_code: str | None) -> str:
    """Why a payment did not go through, in words for the shopper."""
    found = _DECLINES.get(decline_code or "") or _DECLINES.get(code or "")
    return found or _DECLINED


def refund_refusal(error: stripe.StripeError) -> str:
    """Why a refund is not possible, in words for staff."""
    return _REFUNDS.get(error.code or "", f"Stripe does not make this refund ({error.code}).")


def _decline_code(error: stripe.CardError) -> str | None:
    body = error.json_body if isinstance(error.json_body, dict) else {}
    found = body.get("error", {}).get("decline_code")
    return found if isinstance(found, str) else None
