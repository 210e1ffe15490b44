"""Payment methods: the endpoints. How they come to be is in `fake.methods`."""

from __future__ import annotations

from shopwright_stripe_payments.fake import methods
from shopwright_stripe_payments.fake.errors import Body, invalid
from shopwright_stripe_payments.fake.metadata import merge_metadata
from shopwright_stripe_payments.fake.operations import Operation, change, listing, retrieval
from shopwright_stripe_payments.fake.world import World


def _create(world: World, params: Body) -> Body:
    return methods.described(world, params, trusted="publishable" in params)


def _retrieve(world: World, params: Body, *, method: str) -> Body:
    return world.require("payment_method", method)


def _update(world: World, params: Body, *, method: str) -> Body:
    found = world.require("payment_method", method)
    if found["customer"] is None:
        raise invalid(
            "You must save this PaymentMethod to a customer before you can update it.",
        )
    if "allow_redisplay" in params:
        found["allow_redisplay"] = params["allow_redisplay"]
    found["billing_details"] |= params.get("billing_details") or {}
    merge_metadata(found, params)
    return world.store.save(found)


def _attach(world: World, params: Body, *, method: str) -> Body:
    customer = world.require("customer", params.get("customer", ""), param="customer")
    found = methods.wanted(world, {"payment_method": method})
    if found is None or found["customer"] not in (None, customer["id"]):
        raise invalid(
            "The payment method you provided has already been attached to a customer.",
        )
    methods.check_usable(world, found, customer["id"])
    return methods.attach_to(world, found, customer["id"])


def _detach(world: World, params: Body, *, method: str) -> Body:
    found = world.require("payment_method", method)
    if found["customer"] is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is "
            "impossible.",
        )
    previous = {"customer": found["customer"]}
    found["customer"] = None
    world.store.save(found)
    world.store.keep(method, consumed=True)
    world.emit("payment_method.detached", found, previous)
    return found


def _list(world: World, params: Body) -> Body:
    if "customer" not in params:
        raise invalid("Missing required param: customer.", param="customer")
    world.require("customer", params["customer"], param="customer")
    return _listed(world, params, "/v1/payment_methods", params["customer"])


def _list_of_customer(world: World, params: Body, *, customer: str) -> Body:
    world.require("customer", customer)
    return _listed(world, params, f"/v1/customers/{customer}/payment_methods", customer)


def _listed(world: World, params: Body, path: str, customer: str) -> Body:
    return world.listed(
        "payment_method",
        path,
        params,
        customer=customer,
        type=params.get("type"),
        allow_redisplay=params.get("allow_redisplay"),
    )


_PATH = "/v1/payment_methods/<method>"
_DETAILS = "type card sepa_debit us_bank_account billing_details allow_redisplay metadata"
OPERATIONS: tuple[Operation, ...] = (
    change("/v1/payment_methods", "PaymentMethodCreateParams", _create, _DETAILS, publishable=True),
    retrieval(_PATH, "PaymentMethodRetrieveParams", _retrieve),
    change(
        _PATH,
        "PaymentMethodUpdateParams",
        _update,
        "billing_details allow_redisplay metadata",
    ),
    change(f"{_PATH}/attach", "PaymentMethodAttachParams", _attach, "customer"),
    change(f"{_PATH}/detach", "PaymentMethodDetachParams", _detach, ""),
    listing(
        "/v1/payment_methods",
        "PaymentMethodListParams",
        _list,
        "customer type allow_redisplay",
    ),
    listing(
        "/v1/customers/<customer>/payment_methods",
        "CustomerPaymentMethodListParams",
        _list_of_customer,
        "type allow_redisplay",
    ),
)
