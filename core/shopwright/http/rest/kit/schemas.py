"""JSON Schemas of the declared models, named once and shared by reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from shopwright.http.rest.kit.endpoint import Endpoint
from shopwright.http.rest.kit.inputs import MAX_INTEGER
from shopwright.http.rest.kit.replies import Media, Upload

_TEMPLATE = "#/components/schemas/{model}"
_PAGE = re.compile(r"Page_(\w+)_")
_Key = tuple[Any, JsonSchemaMode]


class Schemas:
    """Schemas of everything that a set of endpoints reads and answers.

    One definition per model; where a model's input and output differ, pydantic names both.
    """

    components: dict[str, Any]

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        wanted: dict[_Key, TypeAdapter[Any]] = {}
        for content, mode in _contents(endpoints):
            wanted.setdefault((content, mode), TypeAdapter(content))
        found, definitions = TypeAdapter.json_schemas(
            [(key, key[1], adapter) for key, adapter in wanted.items()], ref_template=_TEMPLATE
        )
        self._schemas: dict[_Key, dict[str, Any]] = {
            key: _tidy(schema) for (key, _), schema in found.items()
        }
        self.components = {
            _name(name): _tidy(schema) for name, schema in definitions.get("$defs", {}).items()
        }

    def body(self, endpoint: Endpoint) -> dict[str, Any]:
        """The schema of an endpoint's JSON body."""
        return self._schemas[endpoint.body, "validation"]

    def answer(self, content: Any) -> dict[str, Any]:
        """The schema of an answer's content."""
        return self._schemas[content, "serialization"]

    def query(self, endpoint: Endpoint) -> list[dict[str, Any]]:
        """The query parameters of an endpoint, as OpenAPI parameter objects."""
        if endpoint.query is None:
            return []
        schema = self._resolve(self._schemas[endpoint.query, "validation"])
        required = schema.get("required", ())
        return [
            _parameter(name, field, name in required)
            for name, field in schema["properties"].items()
        ]

    def _resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            return dict(self.components[schema["$ref"].rpartition("/")[2]])
        return schema


def _contents(endpoints: Iterable[Endpoint]) -> Iterable[_Key]:
    for endpoint in endpoints:
        if endpoint.query is not None:
            yield endpoint.query, "validation"
        if endpoint.body is not None and not isinstance(endpoint.body, Upload):
            yield endpoint.body, "validation"
        for content in endpoint.returns.values():
            if content is not None and not isinstance(content, Media):
                yield content, "serialization"


def _parameter(name: str, field: Mapping[str, Any], required: bool) -> dict[str, Any]:
    """A query parameter is left out rather than null, so null leaves its schema."""
    schema = dict(field)
    description = schema.pop("description", None)
    options = [s for s in schema.pop("anyOf", ()) if s.get("type") != "null"]
    if len(options) == 1:
        schema = {**options[0], **schema}
    elif options:
        schema["anyOf"] = options
    if schema.get("default", ...) is None:
        del schema["default"]
    parameter: dict[str, Any] = {"name": name, "in": "query", "required": required}
    if description:
        parameter["description"] = description
    return {**parameter, "schema": schema}


def _name(name: str) -> str:
    """pydantic's names, made readable.

    `Page_ProductOut_` is `ProductPage`. Two models of one name carry their modules:
    `shopwright__http__rest__store__carts__NoteIn` is `StoreCartsNoteIn`.
    """
    page = _PAGE.fullmatch(name)
    if page:
        return f"{_name(page[1]).removesuffix('Out')}Page"
    *modules, model = name.split("__")
    return "".join(module.capitalize() for module in modules[-2:]) + model


def _tidy(schema: Any, *, named: bool = False) -> Any:
    """Drop the titles that only repeat names, and say which integers are accepted."""
    if isinstance(schema, list):
        return [_tidy(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if named:  # the values are schemas, the keys are names and not keywords
        return {name: _tidy(item) for name, item in schema.items()}
    found = {
        key: _tidy(item, named=key in ("properties", "$defs"))
        for key, item in schema.items()
        if key != "title"
    }
    reference = found.get("$ref")
    if isinstance(reference, str):
        base, _, name = reference.rpartition("/")
        found["$ref"] = f"{base}/{_name(name)}"
    options = found.get("anyOf", ())
    if any(option.get("type") == "number" for option in options):
        for option in options:  # a decimal number as text: its pattern is its limit
            option.pop("maxLength", None)
    if found.get("default") == "" and found.get("minLength"):
        del found["default"]  # stands for "left out", and could not be sent
    if found.get("type") == "integer":
        found.setdefault("format", "int64")
        if "exclusiveMinimum" not in found:
            found.setdefault("minimum", -MAX_INTEGER)
        if "exclusiveMaximum" not in found:
            found.setdefault("maximum", MAX_INTEGER)
    return found
