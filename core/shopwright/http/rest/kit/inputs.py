"""Reading what a request carries: query parameters and bodies, checked before any view runs."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn
from urllib.parse import parse_qsl

import pydantic_core
from flask import request
from pydantic import TypeAdapter, ValidationError

from shopwright.http.problems import pointer
from shopwright.http.rest.kit.input_errors import (
    BadRequest,
    BodyTooLarge,
    MalformedJSON,
    UnsupportedMediaType,
    body_problems,
    query_problems,
)
from shopwright.http.rest.kit.models import Model
from shopwright.http.rest.kit.replies import Upload, Uploaded
from shopwright.platform.errors import Problem

MAX_DEPTH = 32
MAX_PARAMETERS = 200
MAX_INTEGER = 2**53 - 1  # what every JSON reader can hold (RFC 7493)

_INTEGER = re.compile(r"-?\d{1,16}")
_NUMBER = re.compile(r"-?\d{1,16}(\.\d{1,16})?")
_BIG_NUMBER = re.compile(rb"\d{16}|\d[eE]\+?\d\d")
_NUL_MESSAGE = "Must not contain the NUL character."


def read_query(model: type[Model] | None, text: str) -> tuple[Any, list[Problem]]:
    """Read a raw query string as `model`; without a model every parameter is unknown."""
    try:
        pairs = parse_qsl(
            text.encode("latin-1").decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_PARAMETERS,
        )
    except UnicodeError:
        raise BadRequest("The query string is not valid UTF-8.", code="invalid_utf8") from None
    except ValueError:
        raise BadRequest("The query string has too many parameters.") from None
    fields = _query_fields(model) if model else {}
    values, problems = _group(pairs, fields)
    if model is None:
        return None, [*problems, *query_problems([], values, ())]
    try:
        return model.__pydantic_validator__.validate_json(pydantic_core.to_json(values)), problems
    except ValidationError as error:
        found = query_problems(error.errors(include_url=False), values, fields)
        return None, [*problems, *found]


def _group(
    pairs: list[tuple[str, str]], fields: Mapping[str, tuple[str, bool]]
) -> tuple[dict[str, Any], list[Problem]]:
    """Collect repeated parameters, and turn text into the JSON type that its field has."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, text in pairs:
        if "\x00" in name or "\x00" in text:
            field = "?" + name.replace("\x00", "\ufffd")
            problems.append(Problem(code="bad_character", message=_NUL_MESSAGE, field=field))
            continue
        kind, many = fields.get(name, ("string", False))
        value = _typed(kind, text)
        if many:
            values.setdefault(name, []).append(value)
        elif name in values:
            message = "May be given only once."
            problems.append(Problem(code="repeated", message=message, field="?" + name))
        else:
            values[name] = value
    return values, problems


def _typed(kind: str, text: str) -> Any:
    """What does not look like its type stays text, and is then refused by the model."""
    if kind == "integer" and _INTEGER.fullmatch(text) and text.isascii():
        return int(text)
    if kind == "number" and _NUMBER.fullmatch(text) and text.isascii():
        return float(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


@functools.cache
def _query_fields(model: type[Model]) -> dict[str, tuple[str, bool]]:
    """Name -> (JSON type, whether it is a list) of each parameter."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    return {
        name: _json_type(field, definitions) for name, field in schema.get("properties", {}).items()
    }


def _json_type(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> tuple[str, bool]:
    if "$ref" in schema:
        return _json_type(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    options = [s for s in schema.get("anyOf", ()) if s.get("type") != "null"]
    if options:
        return _json_type(options[0], definitions)
    if schema.get("type") == "array":
        return _json_type(schema.get("items", {}), definitions)[0], True
    return schema.get("type", "string"), False


def read_body(declared: Any, *, required: bool, limit: int) -> tuple[Any, list[Problem]]:
    """Read the request's body as `declared`: a model, a type that pydantic knows, or an `Upload`.

    Raises `BadRequest`, `MalformedJSON`, `UnsupportedMediaType` or `BodyTooLarge` where nothing
    more can be said; else returns the value and everything that is wrong with it.
    """
    data = raw_body(limit)
    if isinstance(declared, Upload):
        return _read_upload(declared, data), []
    if not data and not required:
        data = b"{}"
    elif not data:
        raise BadRequest("A JSON body is required.", code="body_required")
    else:
        _require_json()
    document = parse_json(data)
    problems = list(_unstorable(document)) if _suspicious(data) else []
    try:
        return _adapter(declared).validate_json(data), problems
    except ValidationError as error:
        found = error.errors(include_url=False)
        if found[0]["type"] == "json_invalid":
            raise MalformedJSON("The body holds text that is not valid Unicode.") from None
        return None, [*problems, *body_problems(found, document, declared)]


def raw_body(limit: int) -> bytes:
    """The body's bytes, at most `limit` of them, else `BodyTooLarge` (413)."""
    if (request.content_length or 0) > limit:
        raise BodyTooLarge(limit)
    # A chunked body is cut off at the maximum without a word; one byte more tells.
    request.max_content_length = limit + 1
    data = request.get_data()
    if len(data) > limit:
        raise BodyTooLarge(limit)
    return data


def parse_json(data: bytes) -> Any:
    """Parse strictly: UTF-8, no duplicate names, no NaN or Infinity, at most 32 levels deep."""
    try:
        document = _DECODER.decode(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadRequest("The body is not valid UTF-8.", code="invalid_utf8") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise MalformedJSON(f"The body is not valid JSON: {error.msg} at {where}.") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:  # an integer with thousands of digits
        raise MalformedJSON("The body holds a number that is too long.") from None
    # Only a body with this many brackets can be too deep.
    if data.count(b"{") + data.count(b"[") > MAX_DEPTH and _depth(document) > MAX_DEPTH:
        raise _too_deep()
    return document


def _read_upload(declared: Upload, data: bytes) -> Uploaded:
    if request.mimetype not in declared.media_types:
        raise UnsupportedMediaType(f"Send the file as {' or '.join(declared.media_types)}.")
    if not data:
        raise BadRequest("The body is empty; send the file's bytes.", code="body_required")
    return Uploaded(data=data, media_type=request.mimetype)


def _require_json() -> None:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("Send the body as application/json in UTF-8.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("Compressed bodies are not accepted; send it plain.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        name = next(n for n, _ in pairs if n in seen or seen.add(n))  # type: ignore[func-returns-value]
        raise BadRequest(f"The body names {name!r} twice in one object.", code="duplicate_name")
    return result


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedJSON(f"The body is not valid JSON: {name} is not a JSON number.")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse_constant)


def _too_deep() -> BadRequest:
    return BadRequest(f"The body is nested deeper than {MAX_DEPTH} levels.", code="too_deep")


def _depth(document: Any) -> int:
    depth, level = 0, [document]
    while level := [item for item in level if isinstance(item, dict | list)]:
        depth += 1
        level = [
            child for item in level for child in (item.values() if isinstance(item, dict) else item)
        ]
    return depth


def _suspicious(data: bytes) -> bool:
    """Whether a look at every value is worthwhile: nearly no body needs it."""
    return b"\\u0000" in data or _BIG_NUMBER.search(data) is not None


def _unstorable(document: Any, path: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """Values that JSON allows and no database or JSON reader can be trusted with."""
    if isinstance(document, str) and "\x00" in document:
        yield Problem(code="bad_character", message=_NUL_MESSAGE, field=pointer(path))
    elif isinstance(document, int | float) and not abs(document) <= MAX_INTEGER:
        message = f"Must be between -{MAX_INTEGER} and {MAX_INTEGER}."
        yield Problem(code="out_of_range", message=message, field=pointer(path))
    elif isinstance(document, list):
        for index, item in enumerate(document):
            yield from _unstorable(item, (*path, index))
    elif isinstance(document, dict):
        for name, item in document.items():
            if "\x00" in name:
                field = pointer((*path, name.replace("\x00", "\ufffd")))
                yield Problem(code="bad_character", message=_NUL_MESSAGE, field=field)
            yield from _unstorable(item, (*path, name))


@functools.cache
def _adapter(declared: Any) -> TypeAdapter[Any]:
    return TypeAdapter(declared)
