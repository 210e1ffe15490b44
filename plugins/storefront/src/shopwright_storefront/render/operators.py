"""Arithmetic of templates: numbers, and only such as can be computed at once."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from jinja2 import Undefined
from jinja2.exceptions import TemplateRuntimeError

from shopwright_storefront.render.limits import LimitExceeded

GUARDED = frozenset({"+", "-", "*", "**", "%"})
LARGEST = 10**15
_HIGHEST_POWER = 64

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "**": operator.pow,
    "%": operator.mod,
}


def calculate(sign: str, left: Any, right: Any) -> Any:
    """The result of an operator that could make something huge of something small.

    Raises `TemplateRuntimeError` for what is no number, `LimitExceeded` beyond 10**15.
    """
    for value in (left, right):
        if isinstance(value, Undefined):
            return _OPERATORS[sign](left, right)
        if not isinstance(value, int | float):
            raise TemplateRuntimeError(_no_number(sign, value))
        if abs(value) > LARGEST:
            raise LimitExceeded(f"{value:.3g} is too large to compute with")
    if sign == "**" and abs(right) > _HIGHEST_POWER:
        raise LimitExceeded(f"to the power of {right:g} is too much; at most {_HIGHEST_POWER}")
    return _OPERATORS[sign](left, right)


def _no_number(sign: str, value: Any) -> str:
    kind = type(value).__name__
    if sign == "+" and isinstance(value, str):
        return "'+' adds numbers; join texts with '~'"
    if sign == "%" and isinstance(value, str):
        return "'%' computes with numbers; put values into texts with '~' or t('key', name=...)"
    return f"'{sign}' computes with numbers; this is a {kind}"
