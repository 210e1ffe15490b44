"""Plugins' settings as they are stored: what the plugin typed as `SecretStr` is sealed.

Nobody gets a secret back: who reads settings sees `MASK`, and who sends `MASK` keeps what is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import to_jsonable_python

from shopwright.platform.errors import Problem
from shopwright.platform.plugins.errors import PluginSettingsInvalid
from shopwright.platform.plugins.plugin import PluginSettings
from shopwright.platform.secrets import seal, unseal

MASK = "********"
_SEALED = "$sealed"
_VERSION = "$version"


class SettingsTooNew(RuntimeError):
    """They were stored by a later version of the plugin."""


def opened(stored: Any) -> Any:
    """Stored values with their secrets in plain. Raises `CannotUnseal`."""
    if isinstance(stored, Mapping):
        if _SEALED in stored:
            return unseal(stored[_SEALED])
        return {name: opened(value) for name, value in stored.items()}
    return [opened(value) for value in stored] if isinstance(stored, list) else stored


def current(
    settings_class: type[PluginSettings] | None, stored: Mapping[str, Any]
) -> dict[str, Any]:
    """Stored values as this version of the plugin has them, with their secrets in plain.

    Raises `CannotUnseal`, `SettingsTooNew`, or what the plugin's `migrate` raises.
    """
    values: dict[str, Any] = opened(stored)
    version = values.pop(_VERSION, 1)
    if settings_class is None or version == settings_class.settings_version:
        return values
    if version > settings_class.settings_version:
        raise SettingsTooNew(
            f"its settings were stored in version {version}, and it knows them up to version "
            f"{settings_class.settings_version}; install the later version of the plugin again"
        )
    return settings_class.migrate(values, version=version)


def stored_version(stored: Mapping[str, Any]) -> int:
    """The version of the settings class that values were stored by."""
    return int(stored.get(_VERSION, 1))


def sealed(settings: PluginSettings) -> dict[str, Any]:
    """Settings as they are to be stored."""
    values = _walked(settings, lambda plain: {_SEALED: seal(plain)})
    return {**values, _VERSION: settings.settings_version}


def masked(settings: BaseModel) -> dict[str, Any]:
    """Settings as they are shown: `MASK` stands where a secret is, '' where one is missing."""
    values: dict[str, Any] = _walked(settings, lambda plain: MASK)
    return values


def plain(settings: BaseModel) -> dict[str, Any]:
    """Settings with their secrets: to compare, not to show."""
    values: dict[str, Any] = _walked(settings, lambda plain: plain)
    return values


def validated(
    settings_class: type[PluginSettings], sent: Mapping[str, Any], stored: Mapping[str, Any]
) -> PluginSettings:
    """What was sent as settings; a mask is filled from `stored`, where secrets are in plain.

    Raises `PluginSettingsInvalid` with a problem for each wrong value.
    """
    try:
        return settings_class(**_unmasked(sent, stored))
    except ValidationError as error:
        raise PluginSettingsInvalid(problems_of(error)) from error


def problems_of(error: ValidationError) -> list[Problem]:
    """Each fault with its place; no values, which may be secrets."""
    return [
        Problem(
            code=item["type"],
            message=item["msg"],
            field=".".join(map(str, item["loc"])) or None,
        )
        for item in error.errors(include_url=False, include_input=False)
    ]


def _walked(value: Any, secret: Callable[[str], Any]) -> Any:
    """As JSON, with `secret` applied to each secret that is there."""
    if isinstance(value, BaseModel):
        fields = (name for name in type(value).model_fields if hasattr(value, name))
        return {name: _walked(getattr(value, name), secret) for name in fields}
    if isinstance(value, SecretStr):
        text = value.get_secret_value()
        return secret(text) if text else ""
    if isinstance(value, Mapping):
        return {str(name): _walked(item, secret) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_walked(item, secret) for item in value]
    return to_jsonable_python(value)


def _unmasked(sent: Any, stored: Any) -> Any:
    if sent == MASK:
        return stored if stored is not None else ""
    if isinstance(sent, Mapping):
        known = stored if isinstance(stored, Mapping) else {}
        return {name: _unmasked(value, known.get(name)) for name, value in sent.items()}
    if isinstance(sent, list):
        known_items = stored if isinstance(stored, list) else []
        return [
            _unmasked(value, known_items[index] if index < len(known_items) else None)
            for index, value in enumerate(sent)
        ]
    return sent
