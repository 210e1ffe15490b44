"""Checkout Sessions of mode `setup`: a card is saved on Stripe's page, and nothing is paid."""

from __future__ import annotations

from shopwright_stripe_payments.fake import setups
from shopwright_stripe_payments.fake.errors import Body, invalid
from shopwright_stripe_payments.fake.money import check_currency
from shopwright_stripe_payments.fake.world import World

ONLY_HERE = ("currency", "setup_intent_data")
_ONLY_PAYING = (
    "allow_promotion_codes",
    "line_items",
    "payment_intent_data",
    "saved_payment_method_options",
    "submit_type",
)
_SETUP_DATA = frozenset(["description", "metadata"])


def check(params: Body) -> None:
    """Raises `ApiError` for what makes no sense where nothing is paid."""
    for name in _ONLY_PAYING:
        if params.get(name):
            raise invalid(f"You can not pass `{name}` in `setup` mode.", param=name)
    if not params.get("currency") and not params.get("allowed_payment_method_types"):
        raise invalid(
            "You must provide `currency` in `setup` mode when `allowed_payment_method_types` is "
            "not set.",
            param="currency",
            code="parameter_missing",
        )
    if params.get("currency"):
        check_currency(params["currency"])
    if unmodeled := (params.get("setup_intent_data") or {}).keys() - _SETUP_DATA:
        raise invalid(
            f"The fake Stripe does not model setup_intent_data[{min(unmodeled)}].",
            param="setup_intent_data",
            code="fake_not_modeled",
        )


def parts(world: World, params: Body, session_id: str) -> Body:
    """What such a session has of its own; its intent exists from the beginning."""
    data = {
        "customer": params.get("customer"),
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
    }
    intent = setups.make(world, data | (params.get("setup_intent_data") or {}))
    world.store.keep(intent["id"], session=session_id)
    return {
        "amount_subtotal": None,
        "amount_total": None,
        "currency": params.get("currency"),
        "customer_creation": None,
        "mode": "setup",
        "payment_method_collection": "always",
        "payment_method_types": intent["payment_method_types"],
        "payment_status": "no_payment_required",
        "setup_intent": intent["id"],
        "total_details": None,
    }
