"""Setup intents: the endpoints. What happens to an intent is in `fake.setups`."""

from __future__ import annotations

from shopwright_stripe_payments.fake import methods, outcomes, setups
from shopwright_stripe_payments.fake.errors import Body, invalid
from shopwright_stripe_payments.fake.metadata import merge_metadata
from shopwright_stripe_payments.fake.operations import Operation, change, listing
from shopwright_stripe_payments.fake.resources.payment_intents import (
    check_confirm,
    check_not_checkouts,
)
from shopwright_stripe_payments.fake.world import World


def _create(world: World, params: Body) -> Body:
    if params.get("return_url") and not params.get("confirm"):
        raise invalid(
            "The parameter `return_url` cannot be passed when creating a SetupIntent unless "
            "`confirm` is set to true.",
            param="return_url",
        )
    intent = setups.make(world, params)
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
    if intent["status"] in setups.CONFIRMABLE:
        check_confirm(intent, params, method)
    return setups.confirm(world, intent, method or {}, return_url=params.get("return_url"))


def _confirm(world: World, params: Body, *, setup_intent: str) -> Body:
    body = world.require("setup_intent", setup_intent)
    check_not_checkouts(world, body, "confirm")
    return _confirm_with(world, body, params)


def _retrieve(world: World, params: Body, *, setup_intent: str) -> Body:
    body = world.require("setup_intent", setup_intent)
    if params.get("client_secret") not in (None, body["client_secret"]):
        raise invalid(
            "The client_secret provided does not match any associated SetupIntent on this account.",
            param="client_secret",
        )
    return body


def _update(world: World, params: Body, *, setup_intent: str) -> Body:
    body = world.require("setup_intent", setup_intent)
    if "description" in params:
        body["description"] = params["description"] or None
    merge_metadata(body, params)
    return world.store.save(body)


def _cancel(world: World, params: Body, *, setup_intent: str) -> Body:
    body = world.require("setup_intent", setup_intent)
    if body["status"] not in setups.CONFIRMABLE:
        raise outcomes.unexpected_state(body, "canceled", setups.CONFIRMABLE)
    check_not_checkouts(world, body, "cancel")
    return setups.cancel(world, body, params.get("cancellation_reason"))


def _list(world: World, params: Body) -> Body:
    return world.listed(
        "setup_intent",
        "/v1/setup_intents",
        params,
        customer=params.get("customer"),
        payment_method=params.get("payment_method"),
    )


_PATH = "/v1/setup_intents/<setup_intent>"
_CONFIRMED_BY = "payment_method payment_method_data return_url use_stripe_sdk"
OPERATIONS: tuple[Operation, ...] = (
    change(
        "/v1/setup_intents",
        "SetupIntentCreateParams",
        _create,
        f"{_CONFIRMED_BY} allowed_payment_method_types automatic_payment_methods confirm customer "
        "description metadata usage",
    ),
    Operation(
        method="GET",
        path=_PATH,
        schema="SetupIntentRetrieveParams",
        models="client_secret",
        run=_retrieve,
        publishable=True,
    ),
    change(_PATH, "SetupIntentUpdateParams", _update, "description metadata"),
    change(
        f"{_PATH}/confirm", "SetupIntentConfirmParams", _confirm, _CONFIRMED_BY, publishable=True
    ),
    change(f"{_PATH}/cancel", "SetupIntentCancelParams", _cancel, "cancellation_reason"),
    listing("/v1/setup_intents", "SetupIntentListParams", _list, "customer payment_method"),
)
