"""Settings of plugins that the environment sets: `SHOPWRIGHT_PLUGIN_<ID>__<FIELD>`.

    SHOPWRIGHT_PLUGIN_EMAIL_NOTIFY__PASSWORD=...
    SHOPWRIGHT_PLUGIN_EMAIL_NOTIFY__LINKS__SIGN_IN=https://...     a field inside of another
    SHOPWRIGHT_PLUGIN_EMAIL_NOTIFY__COPIES_TO='["a@b.example"]'    lists and the like are JSON

They win over what is stored, are shown as locked, and are never stored themselves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shopwright.platform.config import PLUGIN_PREFIX
from shopwright.platform.plugins.forms import FormGroup, Path, field_at, form_of
from shopwright.platform.plugins.plugin import PluginSettings

_AS_TEXT = ("text", "integer", "number", "boolean", "choice")


class OverrideInvalid(ValueError):
    """A variable of the environment cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """`values` as the settings class takes them; `variables` has the name by the field's path."""

    values: Mapping[str, Any]
    variables: Mapping[Path, str]

    def over(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """`stored` with these values in place of its own."""
        return _merged(stored, self.values)


def overrides_of(plugin_id: str, settings_class: type[PluginSettings]) -> Overrides:
    """What the environment sets of a plugin. Raises `OverrideInvalid`."""
    variables = variables_of(plugin_id)
    values: dict[str, Any] = {}
    form = form_of(settings_class) if variables else ()
    for path, variable in variables.items():
        inner = values
        for name in path[:-1]:
            inner = inner.setdefault(name, {})
        inner[path[-1]] = _read(variable, form, path)
    return Overrides(values=values, variables=variables)


def variables_of(plugin_id: str) -> dict[Path, str]:
    """The variables that are meant for a plugin, by the path of the field that they set."""
    prefix = f"{PLUGIN_PREFIX}{plugin_id.upper()}__"
    return {
        tuple(name[len(prefix) :].lower().split("__")): name
        for name in sorted(os.environ)
        if name.startswith(prefix) and len(name) > len(prefix)
    }


def _read(variable: str, form: tuple[FormGroup, ...], path: Path) -> Any:
    field = field_at(form, path)
    if field is None:
        known = ", ".join(item.name for group in form for item in group.fields)
        raise OverrideInvalid(f"{variable} names no setting of the plugin; it has {known}")
    if field.type in _AS_TEXT:
        return os.environ[variable]
    try:
        return json.loads(os.environ[variable])
    except ValueError as error:
        raise OverrideInvalid(f"{variable} is no JSON, which a {field.type} has to be") from error


def value_at(values: Any, path: Path) -> Any:
    """What is at a path; None where nothing is."""
    for name in path:
        if not isinstance(values, Mapping) or name not in values:
            return None
        values = values[name]
    return values


def has_path(values: Any, path: Path) -> bool:
    """Whether something is at a path, be it None."""
    above = value_at(values, path[:-1]) if len(path) > 1 else values
    return isinstance(above, Mapping) and path[-1] in above


def replaced(values: Mapping[str, Any], other: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """`values`, but with what `other` has at a path, or without it where `other` has nothing."""
    name, below = path[0], path[1:]
    result = dict(values)
    if below and isinstance(result.get(name), Mapping):
        inner = other.get(name)
        result[name] = replaced(result[name], inner if isinstance(inner, Mapping) else {}, below)
    elif name in other:
        result[name] = other[name]
    else:
        result.pop(name, None)
    return result


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for name, value in above.items():
        old = result.get(name)
        both = isinstance(value, Mapping) and isinstance(old, Mapping)
        result[name] = _merged(old, value) if both else value  # type: ignore[arg-type]
    return result
