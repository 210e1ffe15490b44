"""Values of settings: which fit, and what holds until the merchant says something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import nh3

from shopwright_storefront.themes.colors import ROLES, is_color
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest
from shopwright_storefront.themes.parsing import Source
from shopwright_storefront.themes.positions import Path
from shopwright_storefront.themes.settings import Known, Setting

TRANSLATED = "t:"
_URL = re.compile(r"(https?://|mailto:|tel:|/|#|\?)", re.IGNORECASE)
_LONGEST = 10_000
_MOST_ITEMS = 50
_RICH_TAGS = {
    "a", "b", "blockquote", "br", "code", "em", "h2", "h3", "h4", "i", "li", "ol", "p", "s", "strong",
    "sub", "sup", "u", "ul",
}  # fmt: skip

Value = Any


def cleaned(setting: Setting, value: Value, known: Known) -> Value:
    """The value as it is kept. Raises `ValueError` with what is expected instead."""
    if setting.translatable and isinstance(value, Mapping):
        return {
            str(locale): _CHECKS[setting.type](setting, text, known)
            for locale, text in value.items()
        }
    return _CHECKS[setting.type](setting, value, known)


def default_value(setting: Setting, known: Known) -> Value:
    """What holds until the merchant says something else."""
    if setting.default is not None:
        return cleaned(setting, setting.default, known)
    match setting.type:
        case "text" | "textarea" | "richtext" | "url":
            return ""
        case "number" | "range":
            return setting.min or 0
        case "checkbox":
            return False
        case "select" | "radio" | "segmented":
            return setting.options[0].value if setting.options else ""
        case "align":
            return "start"
        case "color_scheme":
            return next(iter(known.schemes), None)
        case "font":
            return next(iter(known.fonts), None)
    return [] if setting.is_list else None


def clean_richtext(html: str) -> str:
    """Only tags of running text; links that leave the shop carry `rel`."""
    return nh3.clean(html, tags=_RICH_TAGS, attributes={"a": {"href"}})


def _text(setting: Setting, value: Value, known: Known) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a text is expected, not {value!r}")
    if len(value) > _LONGEST:
        raise ValueError(f"a text of at most {_LONGEST:,} characters is expected")
    return value


def _richtext(setting: Setting, value: Value, known: Known) -> str:
    text = _text(setting, value, known)
    return text if text.startswith(TRANSLATED) else clean_richtext(text)


def _number(setting: Setting, value: Value, known: Known) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"a number is expected, not {value!r}")
    low, high = setting.min, setting.max
    if (low is not None and value < low) or (high is not None and value > high):
        raise ValueError(f"{value:g} is not within {_bound(low)} to {_bound(high)}")
    return value


def _bound(value: float | None) -> str:
    return "any" if value is None else f"{value:g}"


def _checkbox(setting: Setting, value: Value, known: Known) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"true or false is expected, not {value!r}")
    return value


def _choice(setting: Setting, value: Value, known: Known) -> str:
    return _one_of(value, [option.value for option in setting.options])


def _one_of(value: Value, allowed: Sequence[str]) -> str:
    if value in allowed:
        return str(value)
    listed = ", ".join(allowed) or "none yet"
    raise ValueError(f"{value!r} is none of: {listed}{did_you_mean(str(value), allowed)}")


def _color(setting: Setting, value: Value, known: Known) -> str:
    if not is_color(value):
        raise ValueError(f"{value!r} is no color; write it as #rgb or #rrggbb")
    return str(value).lower()


def _scheme(setting: Setting, value: Value, known: Known) -> Value:
    if not known.defines:
        return _one_of(value, known.schemes)
    if (
        not isinstance(value, Mapping)
        or not set(value) <= {"light", "dark"}
        or "light" not in value
    ):
        raise ValueError("a color scheme is { light = {...}, dark = {...} }; dark may be missing")
    return {look: _roles(look, roles) for look, roles in value.items()}


def _roles(look: str, roles: Value) -> dict[str, str]:
    if not isinstance(roles, Mapping):
        raise ValueError(f"{look}: the roles {', '.join(ROLES)} are expected")
    for name in roles:
        if name not in ROLES:
            raise ValueError(f"{look}: there is no role '{name}'{did_you_mean(str(name), ROLES)}")
    for name in ROLES:
        if not is_color(roles.get(name)):
            raise ValueError(f"{look}: '{name}' needs a color as #rgb or #rrggbb")
    return {name: str(roles[name]).lower() for name in ROLES}


def _font(setting: Setting, value: Value, known: Known) -> str:
    return _one_of(value, known.fonts)


def _icon(setting: Setting, value: Value, known: Known) -> str:
    return _one_of(value, known.icons) if known.icons else _text(setting, value, known)


def _url(setting: Setting, value: Value, known: Known) -> str:
    text = _text(setting, value, known).strip()
    if text and not text.startswith(TRANSLATED) and not _URL.match(text):
        raise ValueError(f"{value!r} is no address; begin it with / or https://")
    return text


def _reference(setting: Setting, value: Value, known: Known) -> str | None:
    if value in (None, ""):
        return None
    if not isinstance(value, str) or len(value) > 200:
        raise ValueError(f"the id or handle of a {setting.reference} is expected, not {value!r}")
    return value


def _references(setting: Setting, value: Value, known: Known) -> list[str]:
    if not isinstance(value, list) or len(value) > _MOST_ITEMS:
        raise ValueError(f"a list of at most {_MOST_ITEMS} ids is expected")
    return [item for item in (_reference(setting, entry, known) for entry in value) if item]


def _align(setting: Setting, value: Value, known: Known) -> str:
    return _one_of(value, ("start", "center", "end"))


def _nothing(setting: Setting, value: Value, known: Known) -> None:
    raise ValueError(f"'{setting.type}' is there to be read and has no value")


_CHECKS: dict[str, Callable[[Setting, Value, Known], Value]] = {
    "text": _text,
    "textarea": _text,
    "richtext": _richtext,
    "number": _number,
    "range": _number,
    "checkbox": _checkbox,
    "select": _choice,
    "radio": _choice,
    "segmented": _choice,
    "color": _color,
    "color_scheme": _scheme,
    "font": _font,
    "image": _reference,
    "icon": _icon,
    "url": _url,
    "menu": _reference,
    "product": _reference,
    "products": _references,
    "collection": _reference,
    "collections": _references,
    "page": _reference,
    "align": _align,
    "header": _nothing,
    "paragraph": _nothing,
}


def values_of(
    settings: Sequence[Setting],
    given: Mapping[str, Value],
    known: Known,
    source: Source,
    at: Path,
    rule: str,
) -> tuple[dict[str, Value], list[Finding]]:
    """Every setting's value, the default where none is given or it does not fit (a finding)."""
    by_id = {setting.id: setting for setting in settings if not setting.is_display}
    values = {name: _safe_default(setting, known) for name, setting in by_id.items()}
    found: list[Finding] = []
    for name, value in given.items():
        here = (*at, name)
        if name not in by_id:
            message = f"there is no setting '{name}'{did_you_mean(name, by_id)}"
            found.append(
                source.finding("UnknownSetting", message, here, suggestion=nearest(name, by_id))
            )
            continue
        try:
            values[name] = cleaned(by_id[name], value, known)
        except ValueError as error:
            found.append(source.finding(rule, f"{name}: {error}", here))
    return values, found


def _safe_default(setting: Setting, known: Known) -> Value:
    """A default that does not fit is a finding of its own; here it counts as none."""
    try:
        return default_value(setting, known)
    except ValueError:
        return default_value(setting.model_copy(update={"default": None}), known)
