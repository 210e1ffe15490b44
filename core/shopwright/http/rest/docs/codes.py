"""Every code that a failure can carry, with what it means, from the code itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from shopwright.http.problems import HTTP_PROBLEMS
from shopwright.platform.errors import ShopError

# Codes of single values, in `errors`; see kit.input_errors.
VALUE_CODES = {
    "required": "The value is missing.",
    "unknown_field": "There is no such field; the message names the nearest right one.",
    "unknown_parameter": "There is no such query parameter.",
    "repeated": "A query parameter was given twice.",
    "wrong_type": "The value has another type, for example text where a number belongs.",
    "bad_format": "The text does not have the form of an id, a date, an address.",
    "bad_character": "The text holds a character that cannot be stored.",
    "too_short": "The text or list is too short.",
    "too_long": "The text or list is too long.",
    "out_of_range": "The number is too small, too large or too precise.",
    "not_allowed": "The value is not one of those allowed.",
    "invalid": "The value is wrong for another reason, which the message gives.",
}
# Raised with a code of their own by errors of a general kind.
_GENERAL_CODES = {
    (400, "body_required"): "The operation needs a body, and none came.",
    (400, "duplicate_name"): "An object in the body names the same field twice.",
    (400, "invalid_utf8"): "The body or the query string is not valid UTF-8.",
    (400, "too_deep"): "The body is nested deeper than 32 levels.",
    (400, "bad_idempotency_key"): "Idempotency-Key must be 1 to 255 printable characters.",
    (400, "unknown_host"): "The shop does not answer to this host name.",
}


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """A code, the status it comes with, and its meaning."""

    status: int
    code: str
    meaning: str


def problem_codes() -> list[Code]:
    """All codes, by status and name. Plugins' errors appear once their modules are imported."""
    found = {(c.status, c.code): c for c in [*_of_http(), *_of_errors()]}
    return sorted(found.values())


def _of_http() -> Iterator[Code]:
    for status, (code, detail) in HTTP_PROBLEMS.items():
        yield Code(status, code, detail)
    for (status, code), meaning in _GENERAL_CODES.items():
        yield Code(status, code, meaning)


def _of_errors(kind: type[ShopError] = ShopError) -> Iterator[Code]:
    for error in kind.__subclasses__():
        if "code" in vars(error):
            meaning = (inspect.getdoc(error) or "").partition("\n\n")[0]
            yield Code(error.status, error.code, " ".join(meaning.split()))
        yield from _of_errors(error)
