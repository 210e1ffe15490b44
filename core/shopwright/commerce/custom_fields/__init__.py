"""Custom fields: what plugins add to core entities, typed and without a table of their own."""

from __future__ import annotations

from shopwright.commerce.custom_fields.commands import set_custom_values
from shopwright.commerce.custom_fields.errors import CustomValuesInvalid, UnknownHolder
from shopwright.commerce.custom_fields.hooks import custom_fields
from shopwright.commerce.custom_fields.queries import (
    custom_values,
    custom_values_of,
    declared_fields,
)
from shopwright.commerce.custom_fields.types import ENTITIES, CustomField, Entity

__all__ = [
    "ENTITIES",
    "CustomField",
    "CustomValuesInvalid",
    "Entity",
    "UnknownHolder",
    "custom_fields",
    "custom_values",
    "custom_values_of",
    "declared_fields",
    "set_custom_values",
]
