"""Ways to pay: how payment methods come to be, and who may use them."""

from __future__ import annotations

import time

from shopwright_stripe_payments.fake.cards import (
    ACCOUNTS,
    CARDS,
    READY,
    TestAccount,
    TestCard,
    digits,
    passes_luhn,
)
from shopwright_stripe_payments.fake.errors import ApiError, Body, invalid, no_such
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.world import World

DEBITS = ("sepa_debit", "us_bank_account")
TYPES = ("card", *DEBITS)
ROUTING_NUMBER = "110000000"  # that of all test accounts
WALLETS = ("apple_pay", "google_pay")
_NAMES = {"visa": "Visa", "mastercard": "Mastercard", "amex": "American Express"}


def from_card(
    world: World, card: TestCard, *, wallet: str = "", expires: tuple[int, int] | None = None
) -> Body:
    """A new payment method of a test card; `expires` is (month, year)."""
    month, year = expires or (12, time.gmtime(world.now()).tm_year + 3)
    details: Body = {
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": card.cvc_check,
        },
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": f"fake{card.number[-12:]}",
        "funding": card.funding,
        "generated_from": None,
        "last4": card.number[-4:],
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": card.brand != "amex"},
        "wallet": None,
    }
    if wallet:
        details["wallet"] = {"type": wallet, wallet: {}, "dynamic_last4": card.number[-4:]}
    return world.store.add(_method(world, "card", details), number=card.number)


def from_iban(world: World, iban: str) -> Body:
    """A new payment method of a test account, or raises `ApiError`."""
    iban = digits(iban)
    if iban not in ACCOUNTS:
        raise invalid(
            "The IBAN you provided is invalid. The fake Stripe takes Stripe's test accounts, such "
            "as DE89370400440532013000.",
            param="sepa_debit[iban]",
            code="invalid_bank_account_iban",
        )
    details: Body = {
        "bank_code": iban[4:12],
        "branch_code": "",
        "country": iban[:2],
        "fingerprint": f"fake{iban[-12:]}",
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": iban[-4:],
    }
    return world.store.add(_method(world, "sepa_debit", details), account=iban)


def from_account(world: World, number: str, routing_number: str) -> Body:
    """A new payment method of a test account in the United States, or raises `ApiError`.

    It is verified already: nobody has to wait for small deposits.
    """
    number, routing_number = digits(number), digits(routing_number)
    if routing_number != ROUTING_NUMBER:
        raise invalid(
            "The routing number you provided is invalid. The fake Stripe takes that of Stripe's "
            f"test accounts, {ROUTING_NUMBER}.",
            param="us_bank_account[routing_number]",
            code="routing_number_invalid",
        )
    if number not in ACCOUNTS:
        raise invalid(
            "The account number you provided is invalid. The fake Stripe takes Stripe's test "
            "accounts, such as 000123456789.",
            param="us_bank_account[account_number]",
            code="account_number_invalid",
        )
    details: Body = {
        "account_holder_type": "individual",
        "account_type": "checking",
        "bank_name": "STRIPE TEST BANK",
        "financial_connections_account": None,
        "fingerprint": f"fake{number}",
        "last4": number[-4:],
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": routing_number,
        "status_details": {},
    }
    return world.store.add(_method(world, "us_bank_account", details), account=number)


def _method(world: World, kind: str, details: Body) -> Body:
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": {
            "address": address,
            "email": None,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        "created": world.now(),
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
        kind: details,
    }


def card_of(world: World, method: Body) -> TestCard:
    """The test card behind a payment method."""
    return CARDS[world.store.private(method["id"])["number"]]


def account_of(world: World, method: Body) -> TestAccount:
    """The test account behind a payment method."""
    return ACCOUNTS[world.store.private(method["id"])["account"]]


def words(method: Body) -> str:
    """`Visa ending in 4242`."""
    details = method[method["type"]]
    name = {"sepa_debit": "SEPA", "us_bank_account": "Bank account"}.get(method["type"])
    name = name or details["brand"]
    return (
        f"{_NAMES.get(name, name.title() if name.islower() else name)} ending in {details['last4']}"
    )


def wanted(world: World, params: Body) -> Body | None:
    """The payment method that a request names or describes, or None.

    A ready one (`pm_card_visa`) is a new object each time, as at Stripe.
    """
    if data := params.get("payment_method_data"):
        return described(world, data, trusted="publishable" in params)
    name = params.get("payment_method")
    if not name:
        return None
    if name in READY:
        return from_card(world, READY[name])
    found = world.store.find(name, "payment_method")
    if found is None:
        raise no_such("PaymentMethod", name, param="payment_method", status=400)
    return found


def described(world: World, params: Body, *, trusted: bool) -> Body:
    """A new payment method from its type and details.

    Card numbers are taken from browsers only (`trusted`), which is what keeps a shop out of PCI.
    """
    kind = params.get("type")
    if kind == "sepa_debit":
        body = from_iban(world, params.get("sepa_debit", {}).get("iban", ""))
    elif kind == "us_bank_account":
        account = params.get("us_bank_account", {})
        number, routing_number = account.get("account_number"), account.get("routing_number")
        body = from_account(world, number or "", routing_number or "")
    elif kind == "card":
        body = _described_card(world, params.get("card", {}), trusted=trusted)
    else:
        raise invalid(f"Invalid type: must be one of {', '.join(TYPES)}", param="type")
    billing = params.get("billing_details") or {}
    address = body["billing_details"]["address"] | (billing.get("address") or {})
    body["billing_details"] |= billing | {"address": address}
    body["allow_redisplay"] = params.get("allow_redisplay", "unspecified")
    body["metadata"] = params.get("metadata") or {}
    return world.store.save(body)


def _described_card(world: World, card: Body, *, trusted: bool) -> Body:
    if token := card.get("token"):
        ready = READY.get(f"pm_card_{token.removeprefix('tok_')}")
        if ready is None:
            raise no_such("token", token, param="card[token]", status=400)
        return from_card(world, ready)
    if not trusted:
        raise ApiError(
            402,
            "card_error",
            "Sending credit card numbers directly to the Stripe API is generally unsafe. We "
            "suggest you use test tokens that map to the test card you are using, see "
            "https://stripe.com/docs/testing.",
        )
    number = digits(card.get("number", ""))
    return from_card(
        world, typed_card(number), expires=(card.get("exp_month", 0), card.get("exp_year", 0))
    )


def typed_card(number: str) -> TestCard:
    """The test card of a number that a person typed; raises `ApiError` as Stripe would."""
    if not passes_luhn(number):
        raise ApiError(
            402,
            "card_error",
            "Your card number is incorrect.",
            code="incorrect_number",
            param="number",
        )
    if number not in CARDS:
        raise ApiError(
            402,
            "card_error",
            "Your card was declined. Your request was in test mode, but used a non test card. For "
            "a list of valid test cards, visit: https://stripe.com/docs/testing.",
            code="card_declined",
            decline_code="test_mode_live_card",
        )
    return CARDS[number]


def check_usable(world: World, method: Body, customer: str | None) -> None:
    """Raises `ApiError` when this customer, or nobody, may pay with it."""
    owner = method["customer"]
    if owner is not None and owner != customer:
        raise invalid(
            f"The provided PaymentMethod ({method['id']}) belongs to the Customer {owner}. "
            "Please include the Customer in the `customer` parameter on the PaymentIntent.",
            param="payment_method",
        )
    if owner is None and world.store.private(method["id"]).get("consumed"):
        raise _consumed()


def _consumed() -> ApiError:
    return invalid(
        "The provided PaymentMethod was previously used with a PaymentIntent without Customer "
        "attachment, shared with a connected account without Customer attachment, or was detached "
        "from a Customer. It may not be used again. To use a PaymentMethod multiple times, you "
        "must attach it to a Customer first.",
        param="payment_method",
    )


def attach_to(world: World, method: Body, customer: str) -> Body:
    """Give it to a customer, for later payments."""
    if method["customer"] is None:
        method["customer"] = customer
        world.store.save(method)
        world.emit("payment_method.attached", method)
    return method
