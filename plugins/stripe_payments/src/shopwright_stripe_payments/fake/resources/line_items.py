"""The lines of a Checkout Session, with prices that are given inline."""

from __future__ import annotations

from decimal import Decimal

from shopwright_stripe_payments.fake.errors import ApiError, Body, invalid, no_such
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.money import check_currency, check_unit
from shopwright_stripe_payments.fake.world import World

_MOST = 100


def read(world: World, lines: list[Body]) -> list[Body]:
    """Line items from the parameters; raises `ApiError`. All are in one currency."""
    if len(lines) > _MOST:
        raise invalid(f"You may have up to {_MOST} line items.", param="line_items")
    items = [_item(world, line, f"line_items[{place}]") for place, line in enumerate(lines)]
    if len({item["currency"] for item in items}) > 1:
        raise invalid("All line items must have the same currency.", param="line_items")
    return items


def _item(world: World, line: Body, path: str) -> Body:
    if line.get("price"):
        raise no_such("price", line["price"], param=f"{path}[price]", status=400)
    data = line.get("price_data") or {}
    if line.get("tax_rates") or line.get("adjustable_quantity"):
        raise invalid("The fake Stripe models neither tax rates nor adjustable quantities.")
    name = (data.get("product_data") or {}).get("name")
    for part, value in (("price_data", data), ("price_data[product_data][name]", name)):
        if not value:
            raise _missing(f"{path}[{part}]")
    quantity = line.get("quantity")
    if not quantity or quantity < 1:
        raise _missing(f"{path}[quantity]")
    currency = check_currency(data["currency"])
    unit = _unit_amount(data, path)
    check_unit(unit, currency, param=f"{path}[price_data][unit_amount]")
    total = unit * quantity
    return {
        "id": new_id("li"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": currency,
        "description": name,
        "metadata": line.get("metadata") or {},
        "price": _price(world, data, currency, unit),
        "quantity": quantity,
    }


def _unit_amount(data: Body, path: str) -> int:
    if ("unit_amount" in data) == ("unit_amount_decimal" in data):
        raise _missing(f"{path}[price_data][unit_amount]")
    given: int | str = data["unit_amount" if "unit_amount" in data else "unit_amount_decimal"]
    unit = Decimal(given)
    if unit < 0 or unit != int(unit):
        raise invalid(
            "The fake Stripe models whole, non-negative unit amounts only.",
            param=f"{path}[price_data][unit_amount]",
        )
    return int(unit)


def _price(world: World, data: Body, currency: str, unit: int) -> Body:
    return {
        "id": new_id("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": world.now(),
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": new_id("prod", 14),
        "recurring": None,
        "tax_behavior": data.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": unit,
        "unit_amount_decimal": str(unit),
    }


def _missing(path: str) -> ApiError:
    return invalid(f"Missing required param: {path}.", param=path, code="parameter_missing")
