"""Payment intents: the endpoints. What happens to an intent is in `fake.payments`."""

from __future__ import annotations

import re

from shopwright_stripe_payments.fake import captures, methods, outcomes, payments
from shopwright_stripe_payments.fake.errors import Body, invalid
from shopwright_stripe_payments.fake.ids import new_id, random_text
from shopwright_stripe_payments.fake.metadata import merge_metadata
from shopwright_stripe_payments.fake.money import check_amount, check_currency, check_unit
from shopwright_stripe_payments.fake.operations import Operation, change, listing
from shopwright_stripe_payments.fake.world import World

_CANCELABLE = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
)
_ALWAYS_CHANGEABLE = {"metadata", "description", "receipt_email", "expand"}
_TEXTS = (
    "description",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
)


def make(world: World, params: Body) -> Body:
    """A new intent from its parameters, not confirmed yet."""
    currency = check_currency(params["currency"])
    check_amount(params["amount"], currency)
    check_descriptor(params)
    customer = params.get("customer") or None
    if customer:
        world.require("customer", customer, param="customer")
    intent_id = new_id("pi")
    automatic = params.get("automatic_payment_methods") or {"enabled": True}
    body: Body = {
        "id": intent_id,
        "object": "payment_intent",
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount": params["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": {"allow_redirects": "always"} | automatic,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": f"{intent_id}_secret_{random_text(25)}",
        "confirmation_method": params.get("confirmation_method", "automatic"),
        "created": world.now(),
        "currency": currency,
        "customer": customer,
        "customer_account": None,
        "excluded_payment_method_types": params.get("excluded_payment_method_types"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": params.get("payment_method_options") or {},
        "processing": None,
        "review": None,
        "source": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }
    body |= {name: params.get(name) or None for name in _TEXTS}
    body["payment_method_types"] = method_types(body, manual=body["capture_method"] == "manual")
    return world.store.add(body)


_DEBIT_OF = {"eur": "sepa_debit", "usd": "us_bank_account"}


def method_types(params: Body, *, manual: bool) -> list[str]:
    """The types that fit: debits are in their own currency alone and cannot be held back."""
    found = ["card"]
    debit = _DEBIT_OF.get(params["currency"])
    if debit and not manual:
        found.append(debit)
    allowed = params.get("allowed_payment_method_types") or found
    excluded = params.get("excluded_payment_method_types") or ()
    found = [kind for kind in found if kind in allowed and kind not in excluded]
    if not found:
        raise invalid(
            "No valid payment method types for this payment. Please ensure that you have "
            "activated payment methods compatible with your chosen currency and capture method.",
        )
    return found


def check_descriptor(params: Body) -> None:
    """Raises `ApiError` for what cannot stand on a bank statement."""
    for name in ("statement_descriptor", "statement_descriptor_suffix"):
        text = params.get(name)
        if text and (
            len(text) > 22 or re.search(r"[<>\\'\"*]", text) or not re.search("[a-zA-Z]", text)
        ):
            raise invalid(
                "The statement descriptor must have at most 22 characters, at least one letter, "
                "and none of < > \\ ' \" *.",
                param=name,
            )


def _create(world: World, params: Body) -> Body:
    if not params.get("confirm"):
        for name in ("off_session", "error_on_requires_action", "mandate_data", "return_url"):
            if params.get(name):
                raise invalid(
                    f"The parameter `{name}` cannot be passed when creating a PaymentIntent unless "
                    "`confirm` is set to true.",
                    param=name,
                )
    intent = make(world, params)
    world.emit("payment_intent.created", intent)
    if params.get("confirm"):
        return _confirm_with(world, intent, params)
    if method := methods.wanted(world, params):
        intent |= {"payment_method": method["id"], "status": "requires_confirmation"}
        world.store.save(intent)
    return intent


def _confirm_with(world: World, intent: Body, params: Body) -> Body:
    method = methods.wanted(world, params)
    if method is None and intent["payment_method"]:
        method = world.store.get(intent["payment_method"])
    if intent["status"] in payments.CONFIRMABLE:
        check_confirm(intent, params, method)
    if "capture_method" in params:
        intent["capture_method"] = params["capture_method"]
    intent["setup_future_usage"] = params.get("setup_future_usage") or intent["setup_future_usage"]
    intent["payment_method_options"] |= params.get("payment_method_options") or {}
    return payments.confirm(
        world,
        intent,
        method or {},
        return_url=params.get("return_url"),
        off_session=params.get("off_session") in (True, "one_off", "recurring"),
        refuse_action=params.get("error_on_requires_action", False),
    )


def check_confirm(intent: Body, params: Body, method: Body | None) -> None:
    """Raises `ApiError` for a confirmation of a payment or setup intent that lacks something."""
    name = outcomes.name_of(intent)
    if method is None:
        raise outcomes.refused(
            intent,
            f"You cannot confirm this {name} because it's missing a payment method. You can "
            f"either update the {name} with a payment method and then confirm it again, or "
            "confirm it again directly with a payment method or ConfirmationToken.",
        )
    redirects = intent["automatic_payment_methods"]
    if (
        redirects["enabled"]
        and redirects["allow_redirects"] == "always"
        and not (params.get("return_url") or params.get("off_session"))
        and not params.get("use_stripe_sdk")
    ):
        raise outcomes.refused(
            intent,
            f"This {name} is configured to accept payment methods enabled in your Dashboard. "
            "Because some of these payment methods might redirect your customer off of your page, "
            "you must provide a `return_url`. If you don't want to accept redirect-based payment "
            "methods, set `automatic_payment_methods[enabled]` to `true` and "
            "`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents "
            "and Payment Intents.",
            "invalid_parameter",
        )


def _confirm(world: World, params: Body, *, intent: str) -> Body:
    body = world.require("payment_intent", intent)
    check_not_checkouts(world, body, "confirm")
    return _confirm_with(world, body, params)


def check_not_checkouts(world: World, intent: Body, verb: str) -> None:
    """Raises `ApiError` for an intent that is a Checkout Session's, of either kind."""
    if world.store.private(intent["id"]).get("session"):
        raise outcomes.refused(
            intent,
            f"You cannot {verb} this {outcomes.name_of(intent)} because it was created by a "
            "Checkout Session. To cancel it, expire the Checkout Session instead.",
        )


def _retrieve(world: World, params: Body, *, intent: str) -> Body:
    body = world.require("payment_intent", intent)
    if params.get("client_secret") not in (None, body["client_secret"]):
        raise invalid(
            "The client_secret provided does not match any associated PaymentIntent on this "
            "account.",
            param="client_secret",
        )
    return body


def _update(world: World, params: Body, *, intent: str) -> Body:
    body = world.require("payment_intent", intent)
    if params.keys() - _ALWAYS_CHANGEABLE and body["status"] not in payments.CONFIRMABLE:
        raise outcomes.unexpected_state(body, "updated", payments.CONFIRMABLE)
    merged = body | params
    currency, amount = check_currency(merged["currency"]), merged["amount"]
    check_amount(amount, currency)
    check_descriptor(params)
    if params.get("customer"):
        world.require("customer", params["customer"], param="customer")
        body["customer"] = params["customer"]
    body |= {"amount": amount, "currency": currency}
    body |= {name: params[name] or None for name in _TEXTS if name in params}
    body["payment_method_types"] = method_types(body, manual=body["capture_method"] == "manual")
    merge_metadata(body, params)
    if method := methods.wanted(world, params):
        body |= {"payment_method": method["id"], "status": "requires_confirmation"}
    return world.store.save(body)


def _capture(world: World, params: Body, *, intent: str) -> Body:
    body = world.require("payment_intent", intent)
    if "amount_to_capture" in params:
        check_unit(params["amount_to_capture"], body["currency"], param="amount_to_capture")
    check_descriptor(params)
    merge_metadata(body, params)
    return captures.capture(
        world, body, params.get("amount_to_capture"), final=params.get("final_capture", True)
    )


def _cancel(world: World, params: Body, *, intent: str) -> Body:
    body = world.require("payment_intent", intent)
    if body["status"] not in _CANCELABLE:
        raise outcomes.unexpected_state(body, "canceled", _CANCELABLE)
    if body["status"] != "requires_capture":
        check_not_checkouts(world, body, "cancel")
    if body["amount_received"]:
        raise invalid(
            "A part of this PaymentIntent is captured. To release the rest, capture 0 with "
            "`final_capture`.",
            code="payment_intent_unexpected_state",
            payment_intent=body,
        )
    return captures.close(world, body, params.get("cancellation_reason"))


def _list(world: World, params: Body) -> Body:
    return world.listed(
        "payment_intent", "/v1/payment_intents", params, customer=params.get("customer")
    )


_PATH = "/v1/payment_intents/<intent>"
_METHOD = "payment_method payment_method_data"
_CONFIRMED_BY = (
    f"{_METHOD} payment_method_options capture_method setup_future_usage off_session return_url "
    "error_on_requires_action use_stripe_sdk mandate_data receipt_email shipping"
)
_DESCRIBED_BY = (
    "amount currency customer description metadata receipt_email setup_future_usage shipping "
    f"statement_descriptor statement_descriptor_suffix {_METHOD}"
)
OPERATIONS: tuple[Operation, ...] = (
    change(
        "/v1/payment_intents",
        "PaymentIntentCreateParams",
        _create,
        f"{_DESCRIBED_BY} {_CONFIRMED_BY} automatic_payment_methods confirm confirmation_method "
        "allowed_payment_method_types excluded_payment_method_types",
    ),
    Operation(
        method="GET",
        path=_PATH,
        schema="PaymentIntentRetrieveParams",
        models="client_secret",
        run=_retrieve,
        publishable=True,
    ),
    change(_PATH, "PaymentIntentUpdateParams", _update, _DESCRIBED_BY),
    change(
        f"{_PATH}/confirm", "PaymentIntentConfirmParams", _confirm, _CONFIRMED_BY, publishable=True
    ),
    change(
        f"{_PATH}/capture",
        "PaymentIntentCaptureParams",
        _capture,
        "amount_to_capture final_capture metadata statement_descriptor_suffix",
    ),
    change(f"{_PATH}/cancel", "PaymentIntentCancelParams", _cancel, "cancellation_reason"),
    listing("/v1/payment_intents", "PaymentIntentListParams", _list, "customer"),
)
