"""Names and attributes that do not exist: an error for designers, nothing for shoppers."""

from __future__ import annotations

from typing import Any

from jinja2 import StrictUndefined, Undefined
from jinja2.exceptions import UndefinedError
from jinja2.utils import missing

from shopwright_storefront.render.current import current_render
from shopwright_storefront.themes.findings import did_you_mean, nearest

MISSING = "a value that is missing (none)"
"""What is said of none."""


class UnknownName(UndefinedError):
    """A template uses what is not there. `suggestion` is the right spelling, where one is near."""

    def __init__(self, message: str = "", *, suggestion: str = "") -> None:
        super().__init__(message)
        self.suggestion = suggestion


def _known(value: Undefined) -> list[str]:
    """What could have been meant instead."""
    if value._undefined_obj is missing:
        return current_render().names()
    if isinstance(value._undefined_obj, dict):
        return [str(key) for key in value._undefined_obj]
    return []


def unknown(value: Undefined) -> UnknownName:
    """The error that tells of it."""
    name = value._undefined_name
    if value._undefined_hint:
        return UnknownName(value._undefined_hint)
    known = _known(value)
    if value._undefined_obj is missing:
        message = f"'{name}' is not known here"
    else:
        message = f"{_described(value._undefined_obj)} has no '{name}'"
    text = str(name)
    return UnknownName(message + did_you_mean(text, known), suggestion=nearest(text, known))


def _described(value: Any) -> str:
    if isinstance(value, dict):
        shown = ", ".join(str(key) for key in list(value)[:6])
        return f"this object ({shown}{', ...' if len(value) > 6 else ''})"
    if value is None:
        return MISSING
    return f"a {type(value).__name__}"


class Strict(StrictUndefined):
    """Fails wherever it is used, but for `is defined` and `default`."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> Any:
        raise unknown(self)

    __iter__ = __str__ = __len__ = _fail_with_undefined_error
    __eq__ = __ne__ = __bool__ = __hash__ = _fail_with_undefined_error
    __contains__ = __add__ = __radd__ = __sub__ = __rsub__ = _fail_with_undefined_error
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _fail_with_undefined_error
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _fail_with_undefined_error
    __pow__ = __rpow__ = __pos__ = __neg__ = _fail_with_undefined_error
    __call__ = __getitem__ = _fail_with_undefined_error
    __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error


class Silent(Undefined):
    """Prints nothing, has no items and any attribute, and is reported once per place."""

    __slots__ = ()

    def __str__(self) -> str:
        current_render().report_slip(lambda: unknown(self))
        return ""

    def __iter__(self) -> Any:
        current_render().report_slip(lambda: unknown(self))
        return iter(())

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> Any:
        raise unknown(self)

    __call__ = __getitem__ = _fail_with_undefined_error
    __add__ = __radd__ = __sub__ = __rsub__ = _fail_with_undefined_error
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _fail_with_undefined_error
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _fail_with_undefined_error
    __pow__ = __rpow__ = __pos__ = __neg__ = _fail_with_undefined_error
    __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error
