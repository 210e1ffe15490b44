"""Settings: what merchants change of a theme, a section or a block, and which values fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import nh3
from pydantic import Field, field_validator

from shopwright_storefront.themes.colors import ROLES, is_color, scheme_problems
from shopwright_storefront.themes.conditions import Condition, ConditionInvalid
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest
from shopwright_storefront.themes.parsing import Described, Source
from shopwright_storefront.themes.positions import Path

SettingType = Literal[
    "text", "textarea", "richtext", "number", "range", "checkbox", "select", "radio", "segmented",
    "color", "color_scheme", "font", "image", "icon", "url", "menu", "product", "products",
    "collection", "collections", "page", "align", "header", "paragraph",
]  # fmt: skip

ID = r"^[a-z][a-z0-9_]{0,59}$"
TRANSLATED = "t:"
_URL = re.compile(r"(https?://|mailto:|tel:|/|#|\?)", re.IGNORECASE)
_LONGEST = 10_000
_MOST_ITEMS = 50
_RICH_TAGS = {
    "a", "b", "blockquote", "br", "code", "em", "h2", "h3", "h4", "i", "li", "ol", "p", "s", "strong",
    "sub", "sup", "u", "ul",
}  # fmt: skip

Value = Any


class Option(Described):
    """A choice. Without a label, the editor's texts have one under its value."""

    value: str
    label: str = ""


class Setting(Described):
    """One control of the merchant's form."""

    id: str = Field(default="", pattern=r"^$|" + ID)
    type: SettingType
    label: str = ""
    info: str = ""
    group: str = ""
    default: Any = None
    min: float | None = None
    max: float | None = None
    step: float | None = Field(default=None, gt=0)
    unit: str = Field(default="", max_length=8)
    options: tuple[Option, ...] = ()
    visible_if: str = ""
    translatable: bool = False

    @field_validator("options", mode="before")
    @classmethod
    def _short_options(cls, value: Any) -> Any:
        """`options = ["left", "right"]` is enough where values need no label of their own."""
        if isinstance(value, list):
            return [{"value": item} if isinstance(item, str) else item for item in value]
        return value

    @property
    def is_display(self) -> bool:
        """Whether it is there to be read, and has no value."""
        return self.type in ("header", "paragraph")

    @property
    def reference(self) -> str:
        """What its value is the id of: image, product, collection, page, menu; empty for others."""
        kind = {"products": "product", "collections": "collection"}.get(self.type, self.type)
        return kind if kind in ("image", "product", "collection", "page", "menu") else ""

    @property
    def is_list(self) -> bool:
        """Whether its value is a list of ids."""
        return self.type in ("products", "collections")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What values can refer to within a theme. `defines`: here color schemes are defined."""

    schemes: Sequence[str] = ()
    fonts: Sequence[str] = ()
    icons: Sequence[str] = ()
    defines: bool = False


def check_settings(
    settings: Sequence[Setting], source: Source, at: Path, known: Known
) -> list[Finding]:
    """What is wrong with these settings themselves: ids, attributes, conditions, defaults."""
    found: list[Finding] = []
    seen: set[str] = set()
    ids = {setting.id for setting in settings}
    for index, setting in enumerate(settings):
        here = (*at, index)
        if setting.id in seen:
            found.append(source.finding("DuplicateSettingId", _twice(setting.id), (*here, "id")))
        if setting.id:
            seen.add(setting.id)
        for attribute, message in _misfits(setting):
            found.append(source.finding("ManifestSchema", message, (*here, attribute)))
        found += _bad_condition(setting, ids, source, (*here, "visible_if"))
        found += _bad_default(setting, known, source, (*here, "default"))
    return found


def _twice(name: str) -> str:
    return f"the id '{name}' is there twice; settings are told apart by it"


def _misfits(setting: Setting) -> Iterable[tuple[str, str]]:
    """Attributes that this type does not have, or lacks."""
    numeric = setting.type in ("number", "range")
    choosing = setting.type in ("select", "radio", "segmented")
    if not setting.is_display and not setting.id:
        yield "id", f"a setting of the type '{setting.type}' needs an id"
    for name in ("min", "max", "step"):
        if getattr(setting, name) is not None and not numeric:
            yield name, f"'{name}' is for number and range, not for '{setting.type}'"
    if setting.type == "range" and (setting.min is None or setting.max is None):
        yield "type", "a range needs 'min' and 'max'"
    if choosing != bool(setting.options):
        verb = "needs" if choosing else "has no"
        yield "options", f"a setting of the type '{setting.type}' {verb} 'options'"
    if setting.translatable and setting.type not in ("text", "textarea", "richtext", "url"):
        yield "translatable", f"'translatable' is for texts, not for '{setting.type}'"


def _bad_condition(setting: Setting, ids: set[str], source: Source, at: Path) -> Iterable[Finding]:
    if not setting.visible_if:
        return
    try:
        names = Condition(setting.visible_if).names
    except ConditionInvalid as error:
        yield source.finding("InvalidVisibleIf", str(error), at)
        return
    for name in sorted(names - ids):
        message = f"there is no setting '{name}' here{did_you_mean(name, ids)}"
        yield source.finding("InvalidVisibleIf", message, at, suggestion=nearest(name, ids))


def _bad_default(setting: Setting, known: Known, source: Source, at: Path) -> Iterable[Finding]:
    if setting.default is None or setting.is_display:
        return
    try:
        value = cleaned(setting, setting.default, known)
    except ValueError as error:
        yield source.finding("InvalidSettingDefault", f"{setting.id}: {error}", at)
        return
    if setting.type == "color_scheme" and known.defines:
        for look, scheme in value.items():
            for problem in scheme_problems(scheme):
                message = f"{setting.id}, {look}: {problem}"
                yield source.finding("ContrastBelowAA", message, (*at, look))


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
