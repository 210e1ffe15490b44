"""Errors about what a request carries, and the translation of pydantic's findings into ours."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from shopwright.http.problems import pointer
from shopwright.platform.errors import Invalid, Problem, ShopError


class BadRequest(ShopError):
    """The request cannot be understood."""

    code = "bad_request"
    status = 400


class MalformedJSON(BadRequest):
    """The body is not JSON."""

    code = "malformed_json"


class BodyTooLarge(ShopError):
    """The body is larger than the endpoint accepts."""

    code = "body_too_large"
    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(f"The body is larger than {limit:,} bytes.", extra={"limit": limit})


class UnsupportedMediaType(ShopError):
    """The body is of a type that the endpoint does not read."""

    code = "unsupported_media_type"
    status = 415


class InvalidInput(Invalid):
    """Values of the request are wrong; `problems` has each of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = list(problems)
        count = "One value is" if len(found) == 1 else f"{len(found)} values are"
        super().__init__(f"{count} wrong; see errors.", problems=found)


# Codes are ours and stay; pydantic's types may change with its version.
_CODES: Mapping[str, str] = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "too_short": "too_short",
    "too_long": "too_long",
    "string_pattern_mismatch": "bad_format",
    "enum": "not_allowed",
    "literal_error": "not_allowed",
    "union_tag_invalid": "not_allowed",
    "union_tag_not_found": "required",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "finite_number": "out_of_range",
    "decimal_max_digits": "out_of_range",
    "decimal_max_places": "out_of_range",
    "decimal_whole_digits": "out_of_range",
    "multiple_of": "out_of_range",
    "value_error": "invalid",
    "assertion_error": "invalid",
}
_FORMATS = (
    "_parsing",
    "_from_datetime_inexact",
    "_syntax_violation",
    "_scheme",
    "_past",
    "_future",
)


def body_problems(
    findings: Iterable[Mapping[str, Any]], document: Any, declared: Any
) -> list[Problem]:
    """pydantic's findings about a body, with pointers that lead into what was sent."""
    return _distinct(
        Problem(
            code=_code(finding),
            message=_message(finding, _known_fields(declared, finding["loc"])),
            field=pointer(_path(finding["loc"], document)),
        )
        for finding in findings
    )


def query_problems(
    findings: Iterable[Mapping[str, Any]], values: Mapping[str, Any], known: Iterable[str]
) -> list[Problem]:
    """pydantic's findings about query parameters; without `known` every one sent is unknown."""
    names = tuple(known)
    if not names:
        findings = [{"type": "extra_forbidden", "loc": (name,), "msg": ""} for name in values]
    return _distinct(
        Problem(
            code="unknown_parameter" if finding["type"] == "extra_forbidden" else _code(finding),
            message=_message(finding, names),
            field=f"?{finding['loc'][0]}" if finding["loc"] else None,
        )
        for finding in findings
    )


def _code(finding: Mapping[str, Any]) -> str:
    kind = str(finding["type"])
    if kind in _CODES:
        return _CODES[kind]
    if kind.endswith(_FORMATS):
        return "bad_format"
    return "wrong_type" if kind.endswith("_type") else kind


def _message(finding: Mapping[str, Any], known: Iterable[str]) -> str:
    if finding["type"] == "missing":
        return "This is required."
    if finding["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(finding["loc"][-1]), list(known), n=1)
        return "This is not known here" + (f"; did you mean {near[0]!r}?" if near else ".")
    text = str(finding["msg"])
    for prefix in ("Value error, ", "Assertion failed, "):
        text = text.removeprefix(prefix)
    text = text.replace("Input should ", "Must ", 1)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _path(loc: Iterable[str | int], document: Any) -> Iterator[str | int]:
    """Drop the steps that pydantic adds for unions: those that do not lead into the document."""
    steps = list(loc)
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        if isinstance(document, dict) and (step in document or last):
            yield step
            document = document.get(step)
        elif isinstance(document, list) and isinstance(step, int):
            yield step
            document = document[step] if step < len(document) else None


def _known_fields(declared: Any, loc: tuple[str | int, ...]) -> list[str]:
    """The fields of the model that `loc` ends in, to suggest the nearest right one."""
    models = list(_models(declared))
    for step in loc[:-1]:
        fields = [m.model_fields[step] for m in models if step in m.model_fields]
        if fields:
            models = [inner for f in fields for inner in _models(f.annotation)]
    return [f.alias or name for model in models for name, f in model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _models(argument)


def _distinct(problems: Iterable[Problem]) -> list[Problem]:
    found: dict[tuple[str | None, str], Problem] = {}
    for item in problems:
        found.setdefault((item.field, item.code), item)
    return list(found.values())
