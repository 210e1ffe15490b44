"""The account itself, and which payment methods it offers."""

from __future__ import annotations

from shopwright_stripe_payments.fake.errors import Body
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.operations import Operation, listing, retrieval
from shopwright_stripe_payments.fake.world import World

_METHODS = ("apple_pay", "card", "google_pay", "sepa_debit", "us_bank_account")


def account_id(world: World) -> str:
    """`acct_...`: the same for as long as the state lives."""
    found: str | None = world.store.fact("account")
    if found is None:
        found = new_id("acct", 16)
        world.store.remember("account", found)
    return found


def _account(world: World, params: Body) -> Body:
    name = world.options.name
    return {
        "id": account_id(world),
        "object": "account",
        "business_profile": {
            "mcc": "5999",
            "name": name,
            "support_email": None,
            "support_phone": None,
            "support_url": None,
            "url": None,
        },
        "business_type": "company",
        "capabilities": {
            "card_payments": "active",
            "sepa_debit_payments": "active",
            "us_bank_account_ach_payments": "active",
        },
        "charges_enabled": True,
        "controller": {"type": "account"},
        "country": world.options.country,
        "created": 1700000000,
        "default_currency": world.options.currency,
        "details_submitted": True,
        "email": "owner@shop.example",
        "metadata": {},
        "payouts_enabled": True,
        "settings": {
            "branding": {"icon": None, "logo": None, "primary_color": None},
            "card_payments": {"statement_descriptor_prefix": name.upper()[:10]},
            "dashboard": {"display_name": name, "timezone": "Etc/UTC"},
            "payments": {"statement_descriptor": name.upper()[:22]},
        },
        "type": "standard",
    }


def _other(world: World, params: Body, *, account: str) -> Body:
    world.require("account", account) if account != account_id(world) else None
    return _account(world, params)


def _configuration(world: World) -> Body:
    body: Body = {
        "id": f"pmc_{account_id(world).removeprefix('acct_')}",
        "object": "payment_method_configuration",
        "active": True,
        "application": None,
        "is_default": True,
        "livemode": False,
        "name": "Default",
        "parent": None,
    }
    for method in _METHODS:
        body[method] = {
            "available": True,
            "display_preference": {"overridable": None, "preference": "on", "value": "on"},
        }
    return body


def _configurations(world: World, params: Body) -> Body:
    return {
        "object": "list",
        "data": [_configuration(world)],
        "has_more": False,
        "url": "/v1/payment_method_configurations",
    }


OPERATIONS: tuple[Operation, ...] = (
    retrieval("/v1/account", "AccountRetrieveParams", _account),
    retrieval("/v1/accounts/<account>", "AccountRetrieveParams", _other),
    listing(
        "/v1/payment_method_configurations",
        "PaymentMethodConfigurationListParams",
        _configurations,
    ),
)
