"""Plugins' settings as they are stored: what the plugin typed as `SecretStr` is sealed.

Nobody gets a secret back: who reads settings sees `MASK`, and who sends `MASK` keeps what is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_core import to_jsonable_python

from shopwright.platform.errors import Problem
from shopwright.platform.plugins.errors import PluginSettingsInvalid
from shopwright.platform.plugins.plugin import PluginSettings
from shopwright.platform.secrets import seal, unseal

MASK = "********"
_SEALED = "$sealed"


def opened(stored: Any) -> Any:
    """Stored values with their secrets in plain, for the plugin. Raises `CannotUnseal`."""
    if isinstance(stored, Mapping):
        if _SEALED in stored:
            return unseal(stored[_SEALED])
        return {name: opened(value) for name, value in stored.items()}
    return [opened(value) for value in stored] if isinstance(stored, list) else stored


def sealed(settings: Any) -> Any:
    """Settings as they are to be stored."""
    if isinstance(settings, PluginSettings):
        return {name: sealed(getattr(settings, name)) for name in type(settings).model_fields}
    if isinstance(settings, SecretStr):
        plain = settings.get_secret_value()
        return {_SEALED: seal(plain)} if plain else ""
    if isinstance(settings, Mapping):
        return {str(name): sealed(value) for name, value in settings.items()}
    if isinstance(settings, list | tuple | set | frozenset):
        return [sealed(value) for value in settings]
    return to_jsonable_python(settings)


def masked(settings: Any) -> Any:
    """Settings as they are shown: `MASK` stands where a secret is, '' where one is missing."""
    if isinstance(settings, PluginSettings):
        return {name: masked(getattr(settings, name)) for name in type(settings).model_fields}
    if isinstance(settings, SecretStr):
        return MASK if settings.get_secret_value() else ""
    if isinstance(settings, Mapping):
        return {str(name): masked(value) for name, value in settings.items()}
    if isinstance(settings, list | tuple | set | frozenset):
        return [masked(value) for value in settings]
    return to_jsonable_python(settings)


def validated(
    settings_class: type[PluginSettings], sent: Mapping[str, Any], stored: Mapping[str, Any]
) -> PluginSettings:
    """What was sent as settings; a mask is filled from `stored`, as `opened` gave it.

    Raises `PluginSettingsInvalid` with a problem for each wrong value.
    """
    try:
        return settings_class(**_unmasked(sent, stored))
    except ValidationError as error:
        problems = [
            Problem(
                code=item["type"],
                message=item["msg"],
                field=".".join(map(str, item["loc"])) or None,
            )
            for item in error.errors(include_url=False, include_input=False)
        ]
        raise PluginSettingsInvalid("The settings cannot be saved.", problems=problems) from error


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
