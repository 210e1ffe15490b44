"""Believable example values for a schema, where the declaration brings none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shopwright.http.rest.docs.fields import Fields

_MAX_DEPTH = 8
_FORMATS = {
    "uuid": "019aa6c2-7f3e-7c1d-9a51-5b2f0c4e8d17",
    "date-time": "2026-11-02T09:30:00Z",
    "date": "2026-11-02",
    "email": "ada@example.com",
    "uri": "https://shop.example/",
}
_NAMES = {
    "email": "ada@example.com",
    "currency": "EUR",
    "locale": "en",
    "country": "DE",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "company": "",
    "address1": "Lindenstraße 4",
    "address2": "",
    "city": "Berlin",
    "region": "",
    "postal_code": "10969",
    "phone": "+49 30 901820",
    "password": "correct horse battery",
    "tracking_url": "https://carrier.example/parcels/00340434",
    "name": "Ada Lovelace",
    "title": "Oak chair",
    "handle": "oak-chair",
    "sku": "CHAIR-OAK",
    "quantity": 2,
    "price": 12900,
}


def example(schema: Mapping[str, Any], fields: Fields, name: str = "", depth: int = 0) -> Any:
    """A value that fits `schema`; `name` is the field's, which often tells what is meant."""
    for key in ("example", "const"):
        if key in schema:
            return schema[key]
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    if schema.get("default") not in (None, ""):
        return schema["default"]
    target = fields.resolve(schema)
    if target is not schema:
        return example(target, fields, name, depth)
    options = [
        o for o in (schema.get("anyOf") or schema.get("oneOf") or ()) if o.get("type") != "null"
    ]
    if options:
        return example(options[0], fields, name, depth)
    return _plain(schema, fields, name, depth)


def _plain(schema: Mapping[str, Any], fields: Fields, name: str, depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object":
        return _object(schema, fields, depth)
    if kind == "array":
        return (
            [example(schema.get("items", {}), fields, name, depth + 1)]
            if depth < _MAX_DEPTH
            else []
        )
    if kind == "string":
        named = _NAMES.get(name)
        return _FORMATS.get(schema.get("format", "")) or (
            named if isinstance(named, str) else "text"
        )
    if kind in ("integer", "number"):
        return _number(schema, name)
    return True if kind == "boolean" else None


def _object(schema: Mapping[str, Any], fields: Fields, depth: int) -> dict[str, Any]:
    if depth >= _MAX_DEPTH:
        return {}
    return {
        name: example(item, fields, name, depth + 1)
        for name, item in schema.get("properties", {}).items()
    }


def _number(schema: Mapping[str, Any], name: str) -> Any:
    named = _NAMES.get(name)
    low = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
    value = named if isinstance(named, int) else 1
    return max(value, low) if value <= schema.get("maximum", value) else low
