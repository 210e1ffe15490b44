"""JSON Schemas as rows of a table: name, type, what is allowed, what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_MAX_DEPTH = 6
_BOUNDS = {
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "exclusiveMaximum": "< {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "pattern": "matches {}",
}
# Bounds that every integer and every text has; to repeat them would hide the others.
_EVERYWHERE = {("minimum", -(2**53) + 1), ("maximum", 2**53 - 1), ("maxLength", 10_000)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One row; `children` are the rows of a nested object or of a list's items."""

    name: str
    kind: str
    required: bool
    notes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    description: str = ""
    children: tuple[Field, ...] = ()


class Fields:
    """Reads schemas of one document; `components` are its shared schemas."""

    def __init__(self, components: Mapping[str, Any]) -> None:
        self._components = components

    def of(self, schema: Mapping[str, Any]) -> tuple[Field, ...]:
        """The rows of an object, of a list's items, or of each form of a union."""
        return tuple(self._rows(schema, 0))

    def kind(self, schema: Mapping[str, Any]) -> str:
        """A type as people write it: `integer`, `list of uuid`, `Address or null`."""
        if "$ref" in schema:
            target = self.resolve(schema)
            name = str(schema["$ref"].rpartition("/")[2])
            return "string" if "enum" in target else name.rpartition("__")[2]
        options = schema.get("anyOf") or schema.get("oneOf")
        if options:
            return " or ".join(dict.fromkeys(self.kind(option) for option in options))
        if schema.get("type") == "array":
            return f"list of {self.kind(schema.get('items', {}))}"
        extra = schema.get("additionalProperties")
        if schema.get("type") == "object" and isinstance(extra, dict) and extra:
            return f"map to {self.kind(extra)}"
        plain = schema.get("format") if schema.get("type") == "string" else None
        return str(plain or schema.get("type", "any"))

    def resolve(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a reference leads to; anything else is itself."""
        while "$ref" in schema:
            schema = self._components[schema["$ref"].rpartition("/")[2]]
        return schema

    def field(
        self, name: str, schema: Mapping[str, Any], *, required: bool, depth: int = 0
    ) -> Field:
        """One row with everything below it."""
        inner = self._inner(schema)
        return Field(
            name=name,
            kind=self.kind(schema),
            required=required,
            notes=tuple(_notes(schema, inner)),
            choices=tuple(str(choice) for choice in self._choices(schema, inner)),
            description=str(schema.get("description") or ""),
            children=tuple(self._rows(schema, depth + 1)) if depth < _MAX_DEPTH else (),
        )

    def _rows(self, schema: Mapping[str, Any], depth: int) -> Iterator[Field]:
        target = self.resolve(schema)
        for option in target.get("anyOf") or target.get("oneOf") or ():
            yield from self._rows(option, depth)
        if target.get("type") == "array":
            yield from self._rows(target.get("items", {}), depth)
        required = target.get("required", ())
        for name, item in target.get("properties", {}).items():
            yield self.field(name, item, required=name in required, depth=depth)

    def _inner(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The schema that carries the bounds: the one option that is not null."""
        options = [o for o in schema.get("anyOf", ()) if o.get("type") != "null"]
        return self.resolve(options[0] if len(options) == 1 else schema)

    def _choices(self, schema: Mapping[str, Any], inner: Mapping[str, Any]) -> list[Any]:
        items = self.resolve(inner.get("items", {}))
        for place in (schema, inner, items):
            if "enum" in place:
                return list(place["enum"])
            if "const" in place:
                return [place["const"]]
        return []


def _notes(schema: Mapping[str, Any], inner: Mapping[str, Any]) -> Iterator[str]:
    if schema.get("default") not in (None, [], {}, ""):
        yield f"default {schema['default']}"
    for name, text in _BOUNDS.items():
        value = inner.get(name)
        if (name, value) == ("minLength", 1):
            yield "not empty"
        elif value is not None and (name, value) not in _EVERYWHERE:
            yield text.format(value)
