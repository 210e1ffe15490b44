"""Customers."""

from __future__ import annotations

from shopwright_stripe_payments.fake import methods
from shopwright_stripe_payments.fake.errors import Body
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.metadata import merge_metadata
from shopwright_stripe_payments.fake.operations import Operation, change, listing, retrieval
from shopwright_stripe_payments.fake.world import World

_FIELDS = ("address", "description", "email", "name", "phone", "preferred_locales", "shipping")


def create(world: World, params: Body) -> Body:
    """A new customer."""
    body: Body = {
        "id": new_id("cus", 14),
        "object": "customer",
        "balance": 0,
        "created": world.now(),
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "discount": None,
        "invoice_prefix": new_id("", 8).strip("_").upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "next_invoice_sequence": 1,
        "tax_exempt": "none",
        "test_clock": None,
    }
    body |= {name: params.get(name) for name in _FIELDS}
    body["preferred_locales"] = params.get("preferred_locales") or []
    world.store.add(body)
    world.emit("customer.created", body)
    if method := methods.wanted(world, params):
        methods.attach_to(world, method, body["id"])
    return body


def _retrieve(world: World, params: Body, *, customer: str) -> Body:
    return world.require("customer", customer)


def _update(world: World, params: Body, *, customer: str) -> Body:
    body = world.require("customer", customer)
    changed = {name: params[name] or None for name in _FIELDS if name in params}
    previous = {name: body[name] for name in changed}
    body |= changed
    merge_metadata(body, params)
    world.store.save(body)
    world.emit("customer.updated", body, previous)
    return body


def _delete(world: World, params: Body, *, customer: str) -> Body:
    body = world.require("customer", customer)
    for method in world.store.every("payment_method", customer=customer):
        method["customer"] = None
        world.store.save(method)
        world.store.keep(method["id"], consumed=True)
    world.store.remove(customer)
    world.emit("customer.deleted", body)
    return {"id": customer, "object": "customer", "deleted": True}


def _list(world: World, params: Body) -> Body:
    return world.listed("customer", "/v1/customers", params, email=params.get("email"))


_PATH = "/v1/customers/<customer>"
_MODELED = f"{' '.join(_FIELDS)} metadata"
OPERATIONS: tuple[Operation, ...] = (
    change("/v1/customers", "CustomerCreateParams", create, f"{_MODELED} payment_method"),
    retrieval(_PATH, "CustomerRetrieveParams", _retrieve),
    change(_PATH, "CustomerUpdateParams", _update, _MODELED),
    Operation(method="DELETE", path=_PATH, schema="CustomerDeleteParams", models="", run=_delete),
    listing("/v1/customers", "CustomerListParams", _list, "email"),
)
