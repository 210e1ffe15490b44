"""Customers: people who buy, their accounts and addresses."""

from __future__ import annotations

from shopwright.commerce.customers.addresses import (
    InvalidAddress,
    checked_address,
    normalize_address,
    validate_address,
)
from shopwright.commerce.customers.types import Address

__all__ = [
    "Address",
    "InvalidAddress",
    "checked_address",
    "normalize_address",
    "validate_address",
]
