"""Controls of forms, and the problems at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shopwright import Problem as Fault
from shopwright import ShopError

from shopwright_storefront.theme_api.v1 import Field, FieldOption, Problem
from shopwright_storefront.views.visit import visit


def field(
    name: str,
    label: str,
    *,
    value: str = "",
    type: str = "text",
    required: bool = False,
    autocomplete: str = "",
    hint: str = "",
    options: Iterable[tuple[str, str]] = (),
    maxlength: int | None = None,
    inputmode: str = "",
    optional_group: str = "",
) -> Field:
    """A control without a problem yet."""
    return Field(
        name=name,
        label=label,
        type=type,
        value=value,
        problem=None,
        hint=hint or None,
        required=required,
        autocomplete=autocomplete,
        options=[FieldOption(value=v, label=text, selected=v == value) for v, text in options],
        maxlength=maxlength,
        inputmode=inputmode,
        optional_group=optional_group,
    )


def by_name(fields: Iterable[Field]) -> dict[str, Field]:
    """As forms hold them."""
    return {one["name"]: one for one in fields}


def form(fields: Mapping[str, Field], problems: Sequence[Problem] = ()) -> dict[str, Any]:
    """A form whose controls show their problems."""
    told = {problem["field"]: problem["message"] for problem in reversed(problems)}
    shown = {name: {**one, "problem": told.get(name)} for name, one in fields.items()}
    return {"fields": shown, "problems": list(problems), "sent": bool(problems)}


def problems_of(error: ShopError, names: Mapping[str, str] | None = None) -> list[Problem]:
    """What an error says, at the controls that it is about.

    `names` leads from the error's places (`shipping_address.city`) to controls; a place that ends
    like a key, after its last dot, counts as well.
    """
    known = names or {}
    if not error.problems:
        return [Problem(code=error.code, message=said(error), field="")]
    return [_problem(fault, known) for fault in error.problems]


def said(error: ShopError) -> str:
    """What an error says as a whole, in the language of the page."""
    return visit().language.told(error.code, error.message, error.extra)


def _problem(fault: Fault, names: Mapping[str, str]) -> Problem:
    place = fault.field or ""
    last = place.rpartition(".")[2]
    message = visit().language.told(fault.code, fault.message, fault.meta, last)
    return Problem(
        code=fault.code, message=message, field=names.get(place) or names.get(last, last)
    )
