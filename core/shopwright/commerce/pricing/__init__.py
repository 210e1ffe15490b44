"""Pricing: money, price lists and prices."""

from __future__ import annotations

from shopwright.commerce.pricing.commands import (
    create_price_list,
    delete_price_list,
    set_prices,
    update_price_list,
)
from shopwright.commerce.pricing.hooks import PriceChanged, price_changed
from shopwright.commerce.pricing.money import (
    CurrencyMismatch,
    Money,
    distribute,
    exponent,
    known_currencies,
    round_half_up,
)
from shopwright.commerce.pricing.queries import (
    default_price_list_id,
    price_list,
    price_lists,
    prices_of_product,
    prices_of_variants,
)
from shopwright.commerce.pricing.types import (
    PriceChange,
    PriceInput,
    PriceListInput,
    PriceListInUse,
    PriceListPatch,
    PriceListView,
    PricesInvalid,
    PriceView,
    UnknownPriceList,
)

__all__ = [
    "CurrencyMismatch",
    "Money",
    "PriceChange",
    "PriceChanged",
    "PriceInput",
    "PriceListInUse",
    "PriceListInput",
    "PriceListPatch",
    "PriceListView",
    "PriceView",
    "PricesInvalid",
    "UnknownPriceList",
    "create_price_list",
    "default_price_list_id",
    "delete_price_list",
    "distribute",
    "exponent",
    "known_currencies",
    "price_changed",
    "price_list",
    "price_lists",
    "prices_of_product",
    "prices_of_variants",
    "round_half_up",
    "set_prices",
    "update_price_list",
]
