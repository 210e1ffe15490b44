"""What Stripe is told when a payment starts."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from shopwright import ShopInfo
from shopwright.commerce.customers import Address
from shopwright.commerce.payments import PaymentRefused, PaymentRequest
from shopwright.commerce.pricing import Money
from shopwright_stripe_payments.settings import Settings
from shopwright_stripe_payments.starting import (
    flow_of,
    intent_params,
    saved_params,
    session_params,
)

from .pictures import CREATED, METADATA, PRICE, SHOP, attempt

INFO = ShopInfo(
    id=SHOP, name="Mugs", public_url="https://mugs.example", locale="en", development=False
)
ADDRESS = Address(
    first_name="Ada",
    last_name="Byron",
    address1="Lindenstraße 4",
    city="Berlin",
    postal_code="10969",
    country="DE",
)


def request(amount: Money = PRICE, **changed: Any) -> PaymentRequest:
    """A shopper pressed Pay."""
    values: dict[str, Any] = {
        "attempt": attempt(amount),
        "order_number": None,
        "email": "ada@example.com",
        "billing_address": ADDRESS,
        "shipping_address": ADDRESS,
        "locale": "de_AT",
        "return_url": "https://mugs.example/thanks",
        "cancel_url": "https://mugs.example/checkout",
        "customer_id": None,
        "options": MappingProxyType({}),
    }
    return PaymentRequest(**(values | changed))


def test_a_session_says_what_is_paid_by_whom_and_for_how_long() -> None:
    params = session_params(request(), Settings(), INFO, customer="")
    assert params == {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": 2690,
                    "product_data": {"name": "Ihre Bestellung bei Mugs"},
                },
            }
        ],
        "success_url": "https://mugs.example/thanks",
        "cancel_url": "https://mugs.example/checkout",
        "client_reference_id": METADATA["attempt_id"],
        "metadata": METADATA,
        "payment_intent_data": {
            "metadata": METADATA,
            "description": "Order at Mugs",
            "shipping": {
                "name": "Ada Byron",
                "address": {
                    "line1": "Lindenstraße 4",
                    "city": "Berlin",
                    "postal_code": "10969",
                    "country": "DE",
                },
            },
        },
        "expires_at": CREATED + 35 * 60,
        "locale": "de",
        "adaptive_pricing": {"enabled": False},
        "customer_email": "ada@example.com",
    }


def test_f22_a_repeated_start_says_the_same_to_the_second() -> None:
    first = session_params(request(), Settings(), INFO, customer="")
    late = attempt(deadline=attempt().created_at + timedelta(days=3), state="creating")
    assert session_params(request(attempt=late), Settings(), INFO, customer="") == first


def test_f13_the_amount_is_the_orders_whatever_the_client_says() -> None:
    options = MappingProxyType({"amount": "1", "currency": "usd", "flow": "client"})
    params = intent_params(request(options=options), Settings(), INFO, customer="")
    assert (params["amount"], params["currency"]) == (2690, "eur")


@pytest.mark.parametrize(
    ("amount", "units"),
    [(Money(5, "UGX"), 500), (Money(500, "JPY"), 500), (Money(5120, "KWD"), 5120)],
)
def test_f17_amounts_are_in_stripes_units(amount: Money, units: int) -> None:
    params = session_params(request(amount), Settings(), INFO, customer="")
    assert params["line_items"][0]["price_data"]["unit_amount"] == units


def test_an_amount_that_stripe_cannot_take_is_refused_in_words() -> None:
    with pytest.raises(PaymentRefused, match="cannot be paid this way"):
        session_params(request(Money(5123, "KWD")), Settings(), INFO, customer="")


def test_settings_reach_stripe() -> None:
    settings = Settings(
        capture="manual", statement_descriptor="MUGS", methods=("card", "sepa_debit")
    )
    params = session_params(request(shipping_address=None), settings, INFO, customer="")
    assert params["payment_intent_data"]["capture_method"] == "manual"
    assert params["payment_intent_data"]["statement_descriptor_suffix"] == "MUGS"
    assert params["allowed_payment_method_types"] == ["card", "sepa_debit"]
    assert "shipping" not in params["payment_intent_data"]


def test_a_known_customer_is_asked_on_stripes_page_whether_the_card_may_be_kept() -> None:
    params = session_params(request(), Settings(), INFO, customer="cus_1")
    assert params["customer"] == "cus_1"
    assert params["saved_payment_method_options"] == {"payment_method_save": "enabled"}
    assert "customer_email" not in params


def test_an_app_asks_for_consent_itself() -> None:
    asked = request(options=MappingProxyType({"flow": "client", "save": "yes"}))
    assert intent_params(asked, Settings(), INFO, customer="cus_1")["setup_future_usage"] == (
        "on_session"
    )
    silent = request(options=MappingProxyType({"flow": "client"}))
    assert "setup_future_usage" not in intent_params(silent, Settings(), INFO, customer="cus_1")
    assert "setup_future_usage" not in intent_params(asked, Settings(), INFO, customer="")


def test_a_saved_card_is_not_charged_by_making_its_intent() -> None:
    params = saved_params(request(), Settings(), INFO, customer="cus_1", card="pm_1")
    assert (params["customer"], params["payment_method"]) == ("cus_1", "pm_1")
    assert "confirm" not in params


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de", "de"), ("pt_BR", "pt-BR"), ("en-GB", "en-GB"), ("fr_CH", "fr"), ("xx", "auto")],
)
def test_stripes_page_speaks_the_shoppers_language(locale: str, language: str) -> None:
    params = session_params(request(locale=locale), Settings(), INFO, customer="")
    assert params["locale"] == language


def test_an_option_that_nobody_knows_is_refused() -> None:
    odd = request(options=MappingProxyType({"flow": "elsewhere"}))
    with pytest.raises(PaymentRefused, match="'flow' takes hosted or client"):
        flow_of(odd)


def test_ids_are_all_that_stripe_learns_of_the_shop() -> None:
    assert UUID(METADATA["attempt_id"]) == attempt().id
    assert set(METADATA) == {"shop_id", "order_id", "attempt_id"}
