"""What Stripe is told when a payment starts.

All of it follows from the request and the settings: a start whose answer was lost is repeated with
the same key, and Stripe answers with the first one only if the second says the same.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

from shopwright import ShopInfo
from shopwright.commerce.customers import Address
from shopwright.commerce.payments import AttemptView, PaymentRefused, PaymentRequest

from shopwright_stripe_payments.amounts import NotPayable, to_stripe
from shopwright_stripe_payments.settings import Settings
from shopwright_stripe_payments.words import words

# Stripe closes a session by itself then, should nobody else: it takes no less than 30 minutes.
SESSION_LIFETIME = timedelta(minutes=35)
_FLOWS = ("hosted", "client")
_SAVES = ("yes", "no")
_LOCALES = frozenset(
    {
        "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr",
        "fr-CA", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt",
        "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
    }
)  # fmt: skip


def flow_of(request: PaymentRequest) -> Literal["hosted", "client"]:
    """`hosted`: on Stripe's page. `client`: in an app, with Stripe's library. Raises `PaymentRefused`."""
    return "client" if _option(request, "flow", _FLOWS) == "client" else "hosted"


def wants_saving(request: PaymentRequest) -> bool:
    """Whether the customer agreed, in the app, to have the card kept. Raises `PaymentRefused`."""
    return _option(request, "save", _SAVES) == "yes"


def _option(request: PaymentRequest, name: str, known: tuple[str, ...]) -> str:
    value = request.options.get(name, "")
    if value and value not in known:
        raise PaymentRefused(f"The payment option '{name}' takes {' or '.join(known)}.")
    return value


def metadata(attempt: AttemptView, shop: ShopInfo) -> dict[str, str]:
    """Whose payment it is; `look` refuses what says otherwise."""
    return {
        "shop_id": shop.id,
        "order_id": str(attempt.order_id),
        "attempt_id": str(attempt.id),
    }


def session_params(
    request: PaymentRequest, settings: Settings, shop: ShopInfo, *, customer: str
) -> dict[str, Any]:
    """A hosted Checkout Session. `customer` is Stripe's id of one who may save a card, or ''."""
    attempt = request.attempt
    item = {
        "currency": attempt.amount.currency.lower(),
        "unit_amount": _units(attempt),
        "product_data": {"name": words(request.locale)["order"].format(shop=shop.name)},
    }
    params: dict[str, Any] = {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": item}],
        "success_url": request.return_url,
        "cancel_url": request.cancel_url,
        "client_reference_id": str(attempt.id),
        "metadata": metadata(attempt, shop),
        "payment_intent_data": _common(request, settings, shop),
        "expires_at": int((attempt.created_at + SESSION_LIFETIME).timestamp()),
        "locale": stripe_locale(request.locale),
        # the shopper pays what the order says, in its currency
        "adaptive_pricing": {"enabled": False},
        **_methods(settings),
    }
    if customer:
        params["customer"] = customer
        params["saved_payment_method_options"] = {"payment_method_save": "enabled"}
    elif request.email:
        params["customer_email"] = request.email
    return params


def intent_params(
    request: PaymentRequest, settings: Settings, shop: ShopInfo, *, customer: str
) -> dict[str, Any]:
    """An intent that an app goes on with."""
    params = {**_intent(request, settings, shop), **_methods(settings)}
    if customer:
        params["customer"] = customer
        if wants_saving(request):
            params["setup_future_usage"] = "on_session"
    return params


def saved_params(
    request: PaymentRequest, settings: Settings, shop: ShopInfo, *, customer: str, card: str
) -> dict[str, Any]:
    """An intent for a saved card. It takes nothing before it is confirmed."""
    return {**_intent(request, settings, shop), "customer": customer, "payment_method": card}


def _intent(request: PaymentRequest, settings: Settings, shop: ShopInfo) -> dict[str, Any]:
    attempt = request.attempt
    return {
        "amount": _units(attempt),
        "currency": attempt.amount.currency.lower(),
        "automatic_payment_methods": {"enabled": True},
        **_common(request, settings, shop),
    }


def _common(request: PaymentRequest, settings: Settings, shop: ShopInfo) -> dict[str, Any]:
    """What an intent has, whoever makes it."""
    params: dict[str, Any] = {
        "metadata": metadata(request.attempt, shop),
        "description": f"Order at {shop.name}",
    }
    if settings.capture == "manual":
        params["capture_method"] = "manual"
    if settings.statement_descriptor:
        params["statement_descriptor_suffix"] = settings.statement_descriptor
    if request.shipping_address is not None:
        params["shipping"] = _shipping(request.shipping_address)
    return params


def _methods(settings: Settings) -> dict[str, Any]:
    return {"allowed_payment_method_types": list(settings.methods)} if settings.methods else {}


def _shipping(address: Address) -> dict[str, Any]:
    """Helps Radar, and some methods ask for it."""
    lines = {
        "line1": address.address1,
        "line2": address.address2,
        "city": address.city,
        "state": address.region,
        "postal_code": address.postal_code,
        "country": address.country,
    }
    return {
        "name": address.name or address.company or "-",
        "address": {name: value for name, value in lines.items() if value},
    }


def _units(attempt: AttemptView) -> int:
    try:
        return to_stripe(attempt.amount)
    except NotPayable:
        raise PaymentRefused(
            "This amount cannot be paid this way. Please choose another one."
        ) from None


def stripe_locale(locale: str) -> str:
    """The language of Stripe's page: the shopper's if Stripe speaks it, else the browser's."""
    name = locale.replace("_", "-")
    language = name.partition("-")[0]
    return name if name in _LOCALES else language if language in _LOCALES else "auto"
