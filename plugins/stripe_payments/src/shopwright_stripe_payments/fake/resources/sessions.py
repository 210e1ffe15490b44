"""Checkout Sessions: a page of Stripe's own where a shopper pays."""

from __future__ import annotations

from typing import Any

from shopwright_stripe_payments.fake import captures, setups
from shopwright_stripe_payments.fake.errors import ApiError, Body, invalid
from shopwright_stripe_payments.fake.following import EXPIRE
from shopwright_stripe_payments.fake.ids import random_text
from shopwright_stripe_payments.fake.metadata import merge_metadata
from shopwright_stripe_payments.fake.money import check_amount
from shopwright_stripe_payments.fake.operations import Operation, change, listing, retrieval
from shopwright_stripe_payments.fake.resources import (
    line_items,
    payment_intents,
    setup_sessions,
)
from shopwright_stripe_payments.fake.world import DAY, HOUR, World

_SHORTEST, _LONGEST = HOUR // 2, DAY
_ECHOED = (
    "allow_promotion_codes",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "customer_email",
    "locale",
    "submit_type",
    "success_url",
)
_INTENT_DATA = frozenset(
    [
        "capture_method",
        "description",
        "metadata",
        "receipt_email",
        "setup_future_usage",
        "shipping",
        "statement_descriptor",
        "statement_descriptor_suffix",
    ]
)


def _create(world: World, params: Body) -> Body:
    _check(world, params)
    session_id = f"cs_test_{random_text(58)}"
    if params["mode"] == "setup":
        setup_sessions.check(params)
        body = _body(world, params, session_id) | setup_sessions.parts(world, params, session_id)
        world.store.add(body, line_items=[])
    else:
        body = _to_pay(world, params, session_id)
    world.clock.schedule(body["expires_at"] - world.now(), EXPIRE, session_id)
    return body


def _to_pay(world: World, params: Body, session_id: str) -> Body:
    if not params.get("line_items"):
        raise _missing("line_items")
    for name in setup_sessions.ONLY_HERE:
        if name in params:
            raise invalid(f"The fake Stripe models `{name}` in `setup` mode only.", param=name)
    items = line_items.read(world, params["line_items"])
    currency = items[0]["currency"]
    total = sum(item["amount_total"] for item in items)
    check_amount(total, currency, param="line_items")
    intent_data = _intent_data(params)
    body = _body(world, params, session_id) | {
        "amount_subtotal": total,
        "amount_total": total,
        "currency": currency,
        "payment_method_types": payment_intents.method_types(
            params | {"currency": currency},
            manual=intent_data.get("capture_method") == "manual",
        ),
    }
    return world.store.add(body, line_items=items, intent_data=intent_data)


def _check(world: World, params: Body) -> None:
    if params.get("mode", "payment") not in ("payment", "setup"):
        raise invalid("The fake Stripe models the modes payment and setup only.", param="mode")
    if "mode" not in params:
        raise invalid(
            "You must specify the `mode`: payment, setup or subscription.",
            param="mode",
            code="parameter_missing",
        )
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise invalid("The fake Stripe models `ui_mode=hosted_page` only.", param="ui_mode")
    if not params.get("success_url"):
        raise _missing("success_url")
    for name in ("success_url", "cancel_url"):
        if params.get(name) and not params[name].startswith(("http://", "https://")):
            raise invalid("Not a valid URL", param=name, code="url_invalid")
    if params.get("customer") and params.get("customer_email"):
        raise invalid("You may only specify one of these parameters: customer, customer_email.")
    if params.get("customer"):
        world.require("customer", params["customer"], param="customer")
    for name in ("adaptive_pricing", "automatic_tax"):
        if (params.get(name) or {}).get("enabled"):
            raise invalid(f"The fake Stripe does not model {name}.", param=name)
    lifetime = params.get("expires_at", world.now() + _LONGEST) - world.now()
    if lifetime < _SHORTEST:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session "
            "creation.",
            param="expires_at",
        )
    if lifetime > _LONGEST:
        raise invalid(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )


def _missing(name: str) -> ApiError:
    return invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")


def _intent_data(params: Body) -> Body:
    found: Body = params.get("payment_intent_data") or {}
    if unmodeled := found.keys() - _INTENT_DATA:
        raise invalid(
            f"The fake Stripe does not model payment_intent_data[{min(unmodeled)}].",
            param="payment_intent_data",
            code="fake_not_modeled",
        )
    payment_intents.check_descriptor(found)
    return found


def _body(world: World, params: Body, session_id: str) -> Body:
    body: Body = {
        "id": session_id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": world.now(),
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer": params.get("customer"),
        "customer_account": None,
        "customer_creation": None
        if params.get("customer")
        else params.get("customer_creation", "if_required"),
        "customer_details": None,
        "discounts": [],
        "excluded_payment_method_types": params.get("excluded_payment_method_types"),
        "expires_at": params.get("expires_at", world.now() + _LONGEST),
        "invoice": None,
        "invoice_creation": {"enabled": False},
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "mode": "payment",
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": params.get("payment_method_options") or {},
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": params.get("saved_payment_method_options"),
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "subscription": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{world.url}/c/pay/{session_id}",
        "wallet_options": None,
    }
    return body | {name: params.get(name) for name in _ECHOED}


def expire(world: World, session_id: str) -> Body:
    """Close an open session for good, and with it what was begun in it."""
    body = world.store.get(session_id)
    if body["status"] != "open":
        return body
    world.clock.cancel(EXPIRE, session_id)
    if body["payment_intent"]:
        captures.close(world, world.store.get(body["payment_intent"]), "automatic")
    if body["setup_intent"]:
        setups.cancel(world, world.store.get(body["setup_intent"]), None)
    body |= {"status": "expired", "url": None}
    world.store.save(body)
    world.emit("checkout.session.expired", body)
    return body


def _expire(world: World, params: Body, *, session: str) -> Body:
    body = world.require("checkout.session", session)
    if body["status"] != "open":
        raise invalid(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of `{body['status']}`.",
        )
    return expire(world, session)


def _retrieve(world: World, params: Body, *, session: str) -> Body:
    return world.require("checkout.session", session)


def _update(world: World, params: Body, *, session: str) -> Body:
    body = world.require("checkout.session", session)
    merge_metadata(body, params)
    return world.store.save(body)


def _list(world: World, params: Body) -> Body:
    return world.listed(
        "checkout.session",
        "/v1/checkout/sessions",
        params,
        customer=params.get("customer"),
        payment_intent=params.get("payment_intent"),
        status=params.get("status"),
    )


def _line_items(world: World, params: Body, *, session: str) -> Body:
    world.require("checkout.session", session)
    items: list[Any] = world.store.private(session)["line_items"]
    ids = [item["id"] for item in items]
    start = ids.index(params["starting_after"]) + 1 if params.get("starting_after") in ids else 0
    end = start + params.get("limit", 10)
    return {
        "object": "list",
        "data": items[start:end],
        "has_more": len(items) > end,
        "url": f"/v1/checkout/sessions/{session}/line_items",
    }


_PATH = "/v1/checkout/sessions/<session>"
OPERATIONS: tuple[Operation, ...] = (
    change(
        "/v1/checkout/sessions",
        "checkout.SessionCreateParams",
        _create,
        f"{' '.join(_ECHOED)} mode ui_mode line_items customer customer_creation expires_at "
        "metadata payment_intent_data payment_method_options saved_payment_method_options "
        "allowed_payment_method_types excluded_payment_method_types automatic_tax "
        "adaptive_pricing currency setup_intent_data",
    ),
    retrieval(_PATH, "checkout.SessionRetrieveParams", _retrieve),
    change(_PATH, "checkout.SessionUpdateParams", _update, "metadata"),
    change(f"{_PATH}/expire", "checkout.SessionExpireParams", _expire, ""),
    listing(
        "/v1/checkout/sessions",
        "checkout.SessionListParams",
        _list,
        "customer payment_intent status",
    ),
    listing(f"{_PATH}/line_items", "checkout.SessionLineItemListParams", _line_items),
)
